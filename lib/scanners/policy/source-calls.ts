/** What a call in source code that a model brings along amounts to. Derived from what each function does by its documentation. */
export type CallWeight = { verdict: "malicious" | "suspicious"; why: string };

type Row = CallWeight & { paths: readonly string[] };

const words = (text: string): string[] => text.split(/\s+/);

const ROWS: readonly Row[] = [
  {
    verdict: "malicious",
    why: "runs a command or replaces the process",
    paths:
      words(`os.system os.popen os.execl os.execle os.execlp os.execlpe os.execv os.execve os.execvp os.execvpe os.spawnl
      os.spawnle os.spawnlp os.spawnlpe os.spawnv os.spawnve os.spawnvp os.spawnvpe os.posix_spawn os.posix_spawnp os.startfile
      posix.system nt.system subprocess.* pty.spawn popen2.* commands.* _posixsubprocess.* asyncio.create_subprocess_shell
      asyncio.create_subprocess_exec multiprocessing.util.spawnv_passfds pexpect.*`),
  },
  {
    verdict: "suspicious",
    why: "runs text or bytes as code, or imports by name",
    paths: words(`eval exec compile execfile __import__ builtins.eval builtins.exec builtins.compile builtins.__import__
      importlib.* imp.* runpy.* code.* codeop.* types.CodeType types.FunctionType marshal.* zipimport.*`),
  },
  {
    verdict: "suspicious",
    why: "loads a further pickle or native code",
    paths:
      words(`pickle.load pickle.loads pickle.Unpickler cPickle.load cPickle.loads _pickle.load _pickle.loads dill.load dill.loads
      cloudpickle.load cloudpickle.loads joblib.load shelve.open torch.load torch.hub.load torch.ops.load_library
      torch.classes.load_library torch.utils.cpp_extension.* ctypes.* cffi.*`),
  },
  {
    verdict: "suspicious",
    why: "opens a network connection",
    paths:
      words(`socket.* ssl.* ftplib.* http.client.* urllib.request.* urllib2.* urllib.urlopen urllib.urlretrieve smtplib.*
      telnetlib.* xmlrpc.client.* requests.* httpx.* aiohttp.* urllib3.* paramiko.* webbrowser.*`),
  },
  {
    verdict: "suspicious",
    why: "reads or changes files or the environment of whoever loads the model",
    paths:
      words(`shutil.rmtree shutil.move os.remove os.unlink os.rmdir os.removedirs os.chmod os.symlink os.putenv os.environ.get
      os.getenv`),
  },
];

const EXACT = new Map<string, CallWeight>();
const BELOW = new Map<string, CallWeight>();
for (const { paths, verdict, why } of ROWS) {
  for (const path of paths) {
    if (path.endsWith(".*")) BELOW.set(path.slice(0, -2), { verdict, why });
    else EXACT.set(path, { verdict, why });
  }
}

/** What calling this full name amounts to; undefined for everything else. */
export function weighCall(path: string): CallWeight | undefined {
  const exact = EXACT.get(path);
  if (exact !== undefined) return exact;
  for (let dot = path.lastIndexOf("."); dot > 0; dot = path.lastIndexOf(".", dot - 1)) {
    const below = BELOW.get(path.slice(0, dot));
    if (below !== undefined) return below;
  }
  return undefined;
}

/** For the ruleset's digest. */
export const SOURCE_CALLS: readonly Row[] = ROWS;
