/** Names from a text, so that long lists stay readable. */
function words(text: string): string[] {
  return text.split(/\s+/);
}

/** A reason, and the modules it condemns whole: the module, all below it, and all that is reached through it. */
type DenyGroup = { why: string; modules: readonly string[] };

/** Whole modules. Derived from what each module does by its own documentation. */
export const DENY_MODULES: readonly DenyGroup[] = [
  {
    why: "runs commands or replaces the process",
    modules: words(`os posix nt subprocess pty popen2 commands _posixsubprocess _winapi msvcrt _aix_support _osx_support
      _bootsubprocess asyncio concurrent.futures.process multiprocessing _multiprocessing pexpect sh plumbum
      invoke fabric paramiko test.support crypt`),
  },
  {
    why: "runs Python text or code objects",
    modules:
      words(`code codeop runpy bdb pdb timeit trace profile cProfile doctest pydoc idlelib lib2to3 _pyrepl rlcompleter
      py_compile compileall zipapp _testcapi _xxsubinterpreters _interpreters _xxinterpchannels _interpchannels
      _interpqueues ast dis symtable`),
  },
  {
    why: "imports modules by name or changes how they are found",
    modules: words(`importlib imp _imp _frozen_importlib _frozen_importlib_external pkgutil zipimport site sitecustomize
      usercustomize sys modulefinder pkg_resources setuptools distutils ensurepip venv pip conda poetry
      _sitebuiltins this antigravity pyclbr`),
  },
  {
    why: "loads native code or touches raw memory",
    modules: words(`ctypes _ctypes cffi _cffi_backend mmap gc faulthandler llvmlite`),
  },
  {
    why: "loads a further pickle or code object without any check",
    modules: words(`pickle _pickle cPickle pickletools dill cloudpickle marshal shelve jsonpickle srsly.cloudpickle`),
  },
  {
    why: "opens network connections",
    modules:
      words(`socket _socket socketserver ssl _ssl ftplib http httplib urllib urllib2 urllib3 requests httpx aiohttp
      smtplib smtpd poplib imaplib nntplib telnetlib xmlrpc webbrowser wsgiref asyncore asynchat select selectors
      dns`),
  },
  {
    why: "reads, writes or removes files",
    modules:
      words(`shutil tempfile fileinput glob linecache tarfile zipfile sqlite3 _sqlite3 dbm _pyio pipes mailbox mailcap
      netrc winreg _winreg logging.config logging.handlers filecmp fcntl`),
  },
  {
    why: "acts at exit, on signals, on threads or on the interpreter itself",
    modules: words(`atexit signal _signal threading _thread thread resource syslog inspect sched`),
  },
  {
    why: "tampers with a scanner of model files",
    modules: words(`fickling picklescan modelscan modelaudit saferpickle picklemagic`),
  },
  {
    why: "builds or runs code while it loads",
    modules: words(`torch.hub torch.utils.cpp_extension torch.utils.bottleneck torch.utils.collect_env torch._dynamo
      torch._inductor torch.package torch.distributed.rpc torch.distributed.run torch.distributed.launcher
      torch.distributed.elastic torch.multiprocessing torch.jit.unsupported_tensor_ops torch.utils._config_module
      torch.utils.data.datapipes torch.fx torch.testing._internal torch.ops torch._ops torch.library
      torch.utils.model_zoo torch.utils.file_baton torch.utils.benchmark numpy.f2py numpy.distutils numpy.testing
      numpy.lib.npyio numpy.lib._npyio_impl numpy.lib.format numpy.ctypeslib scipy.weave turtledemo mlflow.projects sympy.parsing`),
  },
];

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
  { module: "bz2", why: "opens files", names: ["open", "BZ2File"] },
  { module: "gzip", why: "opens files", names: ["open", "GzipFile"] },
  { module: "lzma", why: "opens files", names: ["open", "LZMAFile"] },
  { module: "tokenize", why: "opens files", names: ["open"] },
  { module: "enum", why: "makes classes", names: ["_make_class_unpicklable"] },
  { module: "dataclasses", why: "builds code from text", names: ["make_dataclass", "_create_fn"] },
  { module: "collections", why: "builds code from text", names: ["namedtuple"] },
  { module: "typing", why: "evaluates text", names: ["get_type_hints", "ForwardRef", "_eval_type"] },
  { module: "unittest.mock", why: "imports by name", names: ["_importer", "patch", "_get_target"] },
  { module: "unittest.loader", why: "imports by name", names: ["TestLoader", "findTestCases"] },
  ...["pathlib.Path", "pathlib.PosixPath", "pathlib.WindowsPath"].map((module) => ({
    module,
    why: "opens, writes or removes files",
    names: words(
      `open read_bytes read_text write_bytes write_text unlink rename replace rmdir mkdir touch chmod symlink_to hardlink_to`,
    ),
  })),
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
    names: ["load", "compile", "hub", "classes"],
  },
  {
    module: "torch.serialization",
    why: "loads a further pickle",
    names: ["load", "_load", "_legacy_load", "add_safe_globals"],
  },
  { module: "torch.jit", why: "loads code", names: ["load", "_script", "script", "CompilationUnit"] },
  { module: "torch._utils", why: "imports by name", names: ["_import_dotted_name"] },
  {
    module: "numpy",
    why: "loads files, some of them pickles",
    names: words(`load fromfile memmap save savez genfromtxt loadtxt vectorize`),
  },
  { module: "numpy.lib.function_base", why: "calls its argument", names: ["vectorize"] },
  { module: "numpy.lib._function_base_impl", why: "calls its argument", names: ["vectorize"] },
  { module: "numpy.core", why: "imports by name", names: ["_ufunc_reconstruct"] },
  { module: "numpy._core", why: "imports by name", names: ["_ufunc_reconstruct"] },
  { module: "joblib", why: "loads a further pickle", names: ["load", "_pickle_load"] },
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
    names: words(`eval read_pickle read_csv read_json read_html read_excel read_sql`),
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

/**
 * Modules so plainly dangerous that their name anywhere in a dotted path condemns it: `torch.serialization` + `os.system`,
 * `collections` + `_sys.modules`. Leading underscores are taken off before comparing.
 */
export const DENY_ANYWHERE: readonly string[] =
  words(`os posix nt sys subprocess posixsubprocess pty ctypes importlib builtins runpy shutil marshal socket pickle
      cPickle dill cloudpickle frozen_importlib imp webbrowser pip`);

/** Last names that say what a function does, whatever module holds it. */
export const DENY_LAST_NAMES: readonly string[] =
  words(`eval exec execfile system popen Popen check_output check_call getoutput getstatusoutput import_module
      load_module exec_module run_module run_path runcode runctx runsource exec_command execv execve execvp spawnv
      spawnve spawnvp spawnl posix_spawn fork_exec spawnv_passfds literal_eval_unsafe import_string import_by_name
      resolve_name unsafe_load`);

/** Callables whose bytes argument is itself a pickle: what they are given is walked too. */
export const NESTED_LOADERS: ReadonlySet<string> = new Set([
  "pickle.loads",
  "_pickle.loads",
  "cPickle.loads",
  "dill.loads",
  "dill._dill.loads",
  "cloudpickle.loads",
  "cloudpickle.cloudpickle.loads",
  "torch.storage._load_from_bytes",
  "joblib.load",
  "pandas.read_pickle",
  "torch.load",
  "pickle._loads",
  "io.BytesIO",
  "_io.BytesIO",
]);
