/** Top-level modules of the standard library, Python 2.7 to 3.14, that no deny group names: not allowed means suspicious. */
const PUBLIC = `__future__ abc aifc annotationlib argparse array audioop base64 binascii bisect builtins bz2 calendar cgi cgitb
chunk cmath cmd codecs collections colorsys compression concurrent configparser contextlib contextvars copy copyreg csv curses
dataclasses datetime decimal difflib email encodings enum errno fnmatch formatter fractions functools genericpath getopt getpass
gettext graphlib grp gzip hashlib heapq hmac html imghdr io ipaddress itertools json keyword locale logging lzma macpath math
mimetypes msilib nis ntpath nturl2path numbers opcode operator optparse ossaudiodev parser pathlib platform plistlib posixpath
pprint pstats pwd pydoc_data pyexpat queue quopri random re readline reprlib secrets shlex sndhdr spwd sre_compile sre_constants
sre_parse stat statistics string stringprep struct sunau sysconfig tabnanny termios test textwrap time token tokenize tomllib
tkinter traceback tracemalloc tty turtle types typing unicodedata unittest uu uuid warnings wave weakref winsound xdrlib xml zlib zoneinfo
sets md5 sha new user UserDict UserList UserString StringIO cStringIO exceptions compiler hotshot mutex rexec ihooks`;

export const STDLIB: ReadonlySet<string> = new Set(PUBLIC.split(/\s+/));

/** Private modules of the standard library: nobody's file has a reason to call them, so calling one is malicious. */
const PRIVATE = `_abc _ast _asyncio _bisect _blake2 _bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr
_codecs_tw _collections _collections_abc _compat_pickle _compression _contextvars _crypt _csv _curses _curses_panel _datetime
_dbm _decimal _elementtree _functools _gdbm _hashlib _heapq _io _json _locale _lsprof _lzma _markupbase _md5 _msi
_multibytecodec _opcode _operator _overlapped _posixshmem _py_abc _pydatetime _pydecimal _pylong _queue _random _scproxy _sha1
_sha2 _sha256 _sha3 _sha512 _sre _stat _statistics _string _strptime _struct _suggestions _symtable _sysconfig _threading_local _tkinter
_tokenize _tracemalloc _typing _uuid _warnings _weakref _weakrefset _wmi _zoneinfo _zstd _colorize _ios_support _android_support
_apple_support _opcode_metadata _testbuffer _testinternalcapi _testmultiphase _xxtestfuzz`;

export const PRIVATE_STDLIB: ReadonlySet<string> = new Set(PRIVATE.split(/\s+/));
