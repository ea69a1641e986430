/** Names from a text, so that long lists stay readable. */
function words(text: string): string[] {
  return text.split(/\s+/);
}

/** Single names of modules that are otherwise not condemned, with what each does. */
export const DENY_NAMES: readonly { module: string; why: string; names: readonly string[] }[] = [
  {
    module: "builtins",
    why: "runs code, reaches any attribute, calls its argument, or opens files",
    names:
      words(`eval exec compile open getattr setattr delattr breakpoint input globals locals vars map filter help apply
      execfile file raw_input reload exit quit reduce __import__ __build_class__`),
  },
  {
    module: "operator",
    why: "reaches or calls any attribute",
    names: words(`attrgetter methodcaller call setitem delitem`),
  },
  {
    module: "_operator",
    why: "reaches or calls any attribute",
    names: words(`attrgetter methodcaller call setitem delitem`),
  },
  {
    module: "functools",
    why: "calls its argument",
    names: ["reduce", "singledispatch", "cached_property", "partialmethod"],
  },
  { module: "_functools", why: "calls its argument", names: ["reduce"] },
  {
    module: "itertools",
    why: "calls its argument",
    names: words(`starmap accumulate filterfalse takewhile dropwhile`),
  },
  {
    module: "types",
    why: "makes functions and code objects",
    names: words(`CodeType FunctionType LambdaType MethodType ModuleType DynamicClassAttribute new_class`),
  },
  {
    module: "copyreg",
    why: "changes the registry that later pickles use",
    names: words(`add_extension remove_extension pickle constructor dispatch_table`),
  },
  { module: "codecs", why: "opens files or registers code", names: ["open", "EncodedFile", "register", "lookup"] },
  { module: "_codecs", why: "registers code", names: ["register", "lookup", "register_error"] },
  { module: "io", why: "opens files", names: ["open", "open_code", "FileIO", "OpenWrapper"] },
  { module: "_io", why: "opens files", names: ["open", "open_code", "FileIO"] },
  { module: "logging", why: "opens a file for writing", names: ["FileHandler", "basicConfig"] },
  {
    module: "uuid",
    why: "runs commands",
    names: words(`_get_command_stdout _popen _find_mac _ifconfig_getter _arp_getter`),
  },
  { module: "platform", why: "runs commands", names: ["popen", "_syscmd_ver", "_syscmd_file", "_syscmd_uname"] },
  ...["pathlib", "pathlib._local"].flatMap((module) =>
    ["Path", "PosixPath", "WindowsPath"].map((name) => ({
      module: `${module}.${name}`,
      why: "reads, writes or removes files",
      names: words(`open read_text read_bytes write_text write_bytes unlink rmdir rename replace symlink_to hardlink_to
        touch chmod lchmod mkdir glob rglob iterdir walk copy copy_into move move_into`),
    })),
  ),
  { module: "new", why: "makes functions and code objects", names: ["function", "code", "instancemethod"] },
  { module: "compiler", why: "compiles text to code", names: ["compile", "compileFile", "parse"] },
  { module: "weakref", why: "calls its argument later", names: ["finalize"] },
  {
    module: "contextlib",
    why: "calls its argument later",
    names: words(`ExitStack.callback ExitStack.push ExitStack.enter_context AsyncExitStack.push_async_callback`),
  },
  { module: "pstats", why: "loads a marshalled file", names: ["Stats"] },
  { module: "unittest", why: "imports by name", names: ["main", "TestLoader", "TestProgram"] },
  { module: "unittest.main", why: "imports by name", names: ["main", "TestProgram"] },
  ...["wave", "aifc", "sunau"].map((module) => ({ module, why: "opens files", names: ["open"] })),
  { module: "bz2", why: "opens files", names: ["open", "BZ2File"] },
  { module: "gzip", why: "opens files", names: ["open", "GzipFile"] },
  { module: "lzma", why: "opens files", names: ["open", "LZMAFile"] },
  { module: "tokenize", why: "opens files", names: ["open"] },
  { module: "enum", why: "makes classes", names: ["_make_class_unpicklable"] },
  { module: "dataclasses", why: "builds code from text", names: ["make_dataclass", "_create_fn"] },
  { module: "collections", why: "builds code from text", names: ["namedtuple"] },
  { module: "typing", why: "evaluates text", names: ["get_type_hints", "ForwardRef", "_eval_type"] },
  { module: "unittest.mock", why: "imports by name", names: ["_importer", "patch", "_get_target"] },
  { module: "xml.sax", why: "imports by name", names: ["make_parser", "_create_parser"] },
  { module: "encodings", why: "imports by name", names: ["search_function"] },
  { module: "gettext", why: "evaluates text", names: ["c2py"] },
  { module: "cgitb", why: "writes files", names: ["enable", "Hook"] },
  { module: "zlib", why: "hides a payload from readers", names: ["decompress"] },
  {
    module: "base64",
    why: "hides a payload from readers",
    names: ["b64decode", "decodebytes", "b32decode", "b85decode"],
  },
  {
    module: "torch",
    why: "loads a further pickle or native code",
    names: ["load", "save", "compile", "hub", "classes"],
  },
  {
    module: "torch.serialization",
    why: "loads a further pickle",
    names: ["load", "save", "_load", "_legacy_load", "add_safe_globals"],
  },
  { module: "torch.jit", why: "loads code", names: ["load", "_script", "script", "CompilationUnit"] },
  { module: "torch._utils", why: "imports by name", names: ["_import_dotted_name"] },
  {
    module: "numpy",
    why: "loads files, some of them pickles",
    names: words(`load fromfile memmap save savez savez_compressed savetxt genfromtxt loadtxt fromregex vectorize
      DataSource ndarray.tofile ndarray.dump`),
  },
  ...["numpy.core.multiarray", "numpy._core.multiarray"].map((module) => ({
    module,
    why: "reads files",
    names: ["fromfile"],
  })),
  { module: "numpy.lib.function_base", why: "calls its argument", names: ["vectorize"] },
  { module: "numpy.lib._function_base_impl", why: "calls its argument", names: ["vectorize"] },
  { module: "numpy.core", why: "imports by name", names: ["_ufunc_reconstruct"] },
  { module: "numpy._core", why: "imports by name", names: ["_ufunc_reconstruct"] },
  { module: "joblib", why: "loads a further pickle, or writes one", names: ["load", "dump", "_pickle_load"] },
  {
    module: "joblib.numpy_pickle",
    why: "loads a further pickle",
    names: words(`load _unpickle load_temporary_memmap read_array NumpyUnpickler`),
  },
  {
    module: "joblib.numpy_pickle_compat",
    why: "loads a further file",
    names: ["load_compatibility", "NDArrayWrapper", "ZNDArrayWrapper"],
  },
  {
    module: "pandas",
    why: "evaluates text, loads pickles or opens files and addresses",
    names:
      words(`eval read_pickle read_csv read_table read_fwf read_json read_html read_xml read_excel read_hdf read_parquet
      read_feather read_orc read_sas read_spss read_stata read_sql read_sql_query read_sql_table to_pickle HDFStore
      DataFrame.eval DataFrame.query DataFrame.to_csv DataFrame.to_pickle DataFrame.to_json Series.to_csv Series.to_pickle`),
  },
  {
    module: "pandas.core.frame.DataFrame",
    why: "evaluates text or writes files",
    names: words(`eval query to_pickle to_csv to_json to_html`),
  },
  { module: "pandas.io.pickle", why: "loads a further pickle", names: ["read_pickle"] },
  { module: "yaml", why: "builds objects from text", names: ["load", "unsafe_load", "full_load", "load_all"] },
  { module: "django.utils.module_loading", why: "imports by name", names: ["import_string"] },
  {
    module: "hydra.utils",
    why: "calls what a config names",
    names: words(`instantiate call get_class get_method get_object`),
  },
  { module: "hydra._internal.utils", why: "imports by name", names: ["_locate"] },
  {
    module: "transformers.dynamic_module_utils",
    why: "imports code of a repository",
    names: ["get_class_from_dynamic_module", "get_class_in_module"],
  },
  { module: "keras.models", why: "loads a model with code", names: ["load_model"] },
  {
    module: "tensorflow",
    why: "reads or writes files from a graph",
    names: words(`py_function numpy_function io load_library load_op_library`),
  },
];
