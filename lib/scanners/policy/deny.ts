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
      _bootsubprocess asyncio concurrent.futures multiprocessing _multiprocessing pexpect sh plumbum
      invoke fabric paramiko test.support crypt docker kubernetes git papermill nbconvert`),
  },
  {
    why: "runs Python text or code objects",
    modules:
      words(`code codeop runpy bdb pdb timeit trace profile cProfile doctest pydoc idlelib lib2to3 _pyrepl rlcompleter
      py_compile compileall zipapp _testcapi _xxsubinterpreters _interpreters _xxinterpchannels _interpchannels
      _interpqueues ast dis symtable rexec IPython pytest _pytest nose nose2 numexpr jinja2 mako`),
  },
  {
    why: "imports modules by name or changes how they are found",
    modules: words(`importlib imp _imp _frozen_importlib _frozen_importlib_external pkgutil zipimport site sitecustomize
      usercustomize sys modulefinder pkg_resources setuptools distutils ensurepip venv pip conda poetry
      _sitebuiltins this antigravity pyclbr ihooks unittest.loader wheel virtualenv django.core.management
      celery.utils.imports twisted.python.reflect zope.dottedname`),
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
      dns huggingface_hub s3fs fsspec boto3 botocore`),
  },
  {
    why: "reads, writes or removes files",
    modules:
      words(`shutil tempfile fileinput glob linecache tarfile zipfile sqlite3 _sqlite3 dbm _pyio pipes mailbox mailcap
      netrc winreg _winreg logging.config logging.handlers filecmp fcntl readline hotshot numpy.lib._datasource`),
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
      resolve_name unsafe_load load_op_library load_library from_pretrained sympify parse_expr subprocess_exec
      subprocess_shell import_from import_required namedAny run_cell`);

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
