/** What a chat template is given to call: Jinja's own functions and what the tokenizer libraries add. */
export const CALLABLE: ReadonlySet<string> = new Set([
  "range",
  "dict",
  "namespace",
  "raise_exception",
  "strftime_now",
  "caller",
  "super",
  "loop",
  "tojson",
  "varargs",
  "kwargs",
  "true",
  "false",
  "none",
]);

/** Objects of template engines and web frameworks from which the interpreter can be reached; no chat needs one. */
export const DOORS: ReadonlySet<string> = new Set([
  "lipsum",
  "cycler",
  "joiner",
  "self",
  "request",
  "config",
  "application",
  "url_for",
  "get_flashed_messages",
  "g",
  "session",
  "environ",
]);

/** Python's own functions and modules: a template that calls one by name means to leave the template. */
export const PYTHON: ReadonlySet<string> = new Set([
  "os",
  "sys",
  "subprocess",
  "eval",
  "exec",
  "open",
  "compile",
  "getattr",
  "setattr",
  "globals",
  "locals",
  "vars",
  "importlib",
  "builtins",
  "popen",
  "system",
  "chr",
]);

/** Attributes through which frames, code and globals are reached without two underscores. */
export const INNER: ReadonlySet<string> = new Set([
  "_module",
  "func_globals",
  "func_code",
  "func_closure",
  "gi_frame",
  "gi_code",
  "cr_frame",
  "cr_code",
  "ag_frame",
  "ag_code",
  "f_globals",
  "f_locals",
  "f_builtins",
  "f_back",
  "tb_frame",
  "im_func",
  "im_self",
  "mro",
]);

/** Filters that take the name of an attribute as text. */
export const BY_ATTRIBUTE: ReadonlySet<string> = new Set([
  "map",
  "selectattr",
  "rejectattr",
  "groupby",
  "sort",
  "sum",
  "unique",
  "min",
  "max",
]);
