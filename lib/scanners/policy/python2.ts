/** Where Python 3 finds what Python 2 called otherwise, one line a target: how a loader renames below protocol 3. */
const MODULE_LINES = `builtins: __builtin__
copyreg: copy_reg
queue: Queue
socketserver: SocketServer
configparser: ConfigParser
reprlib: repr
tkinter: Tkinter
tkinter.filedialog: tkFileDialog FileDialog
tkinter.simpledialog: tkSimpleDialog SimpleDialog
tkinter.colorchooser: tkColorChooser
tkinter.commondialog: tkCommonDialog
tkinter.dialog: Dialog
tkinter.dnd: Tkdnd
tkinter.font: tkFont
tkinter.messagebox: tkMessageBox
tkinter.scrolledtext: ScrolledText
tkinter.constants: Tkconstants
tkinter.tix: Tix
tkinter.ttk: ttk
_markupbase: markupbase
winreg: _winreg
_thread: thread
_dummy_thread: dummy_thread
dbm: anydbm whichdb
dbm.bsd: dbhash
dbm.dumb: dumbdbm
dbm.ndbm: dbm
dbm.gnu: gdbm
xmlrpc.client: xmlrpclib
xmlrpc.server: SimpleXMLRPCServer DocXMLRPCServer
http.client: httplib
http.cookies: Cookie
http.cookiejar: cookielib
http.server: BaseHTTPServer SimpleHTTPServer CGIHTTPServer
html.entities: htmlentitydefs
html.parser: HTMLParser
test.support: test.test_support
subprocess: commands
urllib.parse: urlparse
urllib.robotparser: robotparser
urllib.request: urllib2
collections.abc: _abcoll
pickle: cPickle
xml.etree.ElementTree: _elementtree
collections: UserDict UserList UserString
io: StringIO cStringIO`;

const NAME_LINES = `__builtin__: xrange=builtins.range reduce=functools.reduce intern=sys.intern unichr=builtins.chr unicode=builtins.str long=builtins.int basestring=builtins.str
itertools: izip=builtins.zip imap=builtins.map ifilter=builtins.filter ifilterfalse=itertools.filterfalse izip_longest=itertools.zip_longest
UserDict: IterableUserDict=collections.UserDict UserDict=collections.UserDict
UserList: UserList=collections.UserList
UserString: UserString=collections.UserString
whichdb: whichdb=dbm.whichdb
socket: _socketobject=socket.SocketType
_socket: fromfd=socket.fromfd
_multiprocessing: Connection=multiprocessing.connection.Connection
multiprocessing.process: Process=multiprocessing.context.Process
multiprocessing.forking: Popen=multiprocessing.popen_fork.Popen
multiprocessing: AuthenticationError=multiprocessing.context.AuthenticationError BufferTooShort=multiprocessing.context.BufferTooShort ProcessError=multiprocessing.context.ProcessError TimeoutError=multiprocessing.context.TimeoutError
urllib: ContentTooShortError=urllib.error.ContentTooShortError getproxies=urllib.request.getproxies pathname2url=urllib.request.pathname2url quote_plus=urllib.parse.quote_plus quote=urllib.parse.quote unquote_plus=urllib.parse.unquote_plus unquote=urllib.parse.unquote url2pathname=urllib.request.url2pathname urlcleanup=urllib.request.urlcleanup urlencode=urllib.parse.urlencode urlopen=urllib.request.urlopen urlretrieve=urllib.request.urlretrieve
urllib2: HTTPError=urllib.error.HTTPError URLError=urllib.error.URLError
exceptions: StandardError=builtins.Exception`;

const MODULES = new Map(
  MODULE_LINES.split("\n").flatMap((line) => {
    const [target = "", sources = ""] = line.split(": ");
    return sources.split(" ").map((source): [string, string] => [source, target]);
  }),
);

const NAMES = new Map(
  NAME_LINES.split("\n").flatMap((line) => {
    const [module = "", pairs = ""] = line.split(": ");
    return pairs.split(" ").map((pair): [string, string] => {
      const [name = "", target = ""] = pair.split("=");
      return [`${module}\n${name}`, target];
    });
  }),
);

export type ImportPath = { module: string; name: string };

/** The Python 3 place of a Python 2 import, as a loader maps it below protocol 3; the same pair when nothing is renamed. */
export function python3Path(module: string, name: string): ImportPath {
  const exact = NAMES.get(`${module}\n${name}`);
  if (exact !== undefined) {
    const dot = exact.lastIndexOf(".");
    return { module: exact.slice(0, dot), name: exact.slice(dot + 1) };
  }
  if (
    module === "exceptions" &&
    /^[A-Z]\w*(Error|Exception|Warning|Exit|Iteration)$|^(Warning|Exception|KeyboardInterrupt)$/.test(name)
  ) {
    return { module: "builtins", name };
  }
  return { module: MODULES.get(module) ?? module, name };
}
