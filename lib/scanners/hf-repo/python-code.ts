import { found } from "../found";
import type { PartScan } from "../part-scan";
import { lexPython, type PythonToken } from "./python-lexer";

const MAX_EVIDENCE = 100;

/** Starts a process or runs machine code: nothing a model's own code needs. */
const RUNS =
  /^(os\.(system|popen|startfile|fork|forkpty|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?)|posix\.\w+|subprocess\.\w+|pty\.spawn|commands\.\w+|asyncio\.create_subprocess_\w+|ctypes\.(CDLL|cdll|windll|PyDLL)\b.*|runpy\.\w+|code\.Interactive\w+)$/;
/** Runs text as code. */
const EVALUATES =
  /^((builtins\.)?(eval|exec|compile|__import__|execfile)|importlib\.(import_module|__import__)|imp\.load_\w+)$/;
/** Turns data back into something that can be run. */
const DECODES =
  /^(base64\.\w+|binascii\.\w+|bytes\.fromhex|bytearray\.fromhex|codecs\.decode|zlib\.decompress|lzma\.decompress|bz2\.decompress|gzip\.decompress|marshal\.loads?|pickle\.loads?|urllib\.request\.urlopen|requests\.(get|post|request)|.*\.b64decode)$/;
const NETWORK =
  /^(socket\.\w+|urllib\.request\.\w+|urllib\.urlopen|http\.client\.\w+|requests\.\w+|httpx\.\w+|aiohttp\.\w+|ftplib\.\w+|smtplib\.\w+|paramiko\.\w+|telnetlib\.\w+)$/;
const LOADS = /^(pickle|cPickle|_pickle|dill|cloudpickle|joblib|marshal|shelve)\.(loads?|Unpickler|open)$/;
const REMOVES = /^(shutil\.rmtree|os\.(remove|unlink|rmdir|removedirs)|atexit\.register|winreg\.\w+)$/;

/** What the verdict on model code rests on. */
export const CODE_RULES = [RUNS, EVALUATES, DECODES, NETWORK, LOADS, REMOVES];

type Call = { path: string; at: number; from: number; to: number };

/** Judges Python that a loader runs by the calls it makes. Read as text: nothing is imported or run. */
export function judgePython(out: PartScan, text: string): void {
  const tokens = lexPython(text);
  const names = importsOf(tokens);
  const calls = callsOf(tokens, names);
  const say = (call: Call, rule: string, verdict: "malicious" | "suspicious", message: string, refs: string[]) => {
    if (out.evidence.length >= MAX_EVIDENCE) return;
    const dot = call.path.lastIndexOf(".");
    out.evidence.push(
      found({
        rule,
        verdict,
        severity: "high",
        certainty: "likely",
        offset: Buffer.byteLength(text.slice(0, call.at)),
        pointer: `line ${text.slice(0, call.at).split("\n").length}`,
        import: { module: dot < 0 ? "builtins" : call.path.slice(0, dot), name: call.path.slice(dot + 1) },
        message,
        refs,
      }),
    );
  };
  for (const call of calls) {
    const { path } = call;
    if (RUNS.test(path)) say(call, "hf.code-runs-process", "malicious", `Model code calls ${path}`, ["CWE-78"]);
    else if (EVALUATES.test(path)) {
      const decoded = calls.find((other) => other.at > call.from && other.at < call.to && DECODES.test(other.path));
      if (decoded !== undefined)
        say(call, "hf.code-runs-data", "malicious", `Model code runs what ${decoded.path} gives it through ${path}`, [
          "CWE-95",
        ]);
      else say(call, "hf.code-evaluates", "suspicious", `Model code calls ${path}`, ["CWE-95"]);
    } else if (LOADS.test(path))
      say(call, "hf.code-loads-pickle", "suspicious", `Model code calls ${path}`, ["CWE-502"]);
    else if (NETWORK.test(path)) say(call, "hf.code-network", "suspicious", `Model code calls ${path}`, ["CWE-829"]);
    else if (REMOVES.test(path))
      say(call, "hf.code-changes-files", "suspicious", `Model code calls ${path}`, ["CWE-73"]);
  }
}

/** What each name in the file stands for: `import os as o` makes `o` mean `os`. */
function importsOf(tokens: readonly PythonToken[]): Map<string, string> {
  const names = new Map<string, string>();
  for (let i = 0; i < tokens.length; i++) {
    const word = tokens[i];
    if (word?.type !== "name" || (word.value !== "import" && word.value !== "from")) continue;
    const line: PythonToken[] = [];
    for (i += 1; i < tokens.length && tokens[i]?.type !== "line" && tokens[i]?.value !== ";"; i++)
      line.push(tokens[i] as PythonToken);
    const at =
      word.value === "from" ? line.findIndex((token) => token.type === "name" && token.value === "import") : -1;
    const module = at < 0 ? "" : `${text(line.slice(0, at))}.`;
    for (const item of split(line.slice(at + 1))) {
      const as = item.findIndex((token) => token.value === "as");
      const path = text(as < 0 ? item : item.slice(0, as));
      const name = as < 0 ? (module === "" ? path.split(".")[0] : path) : item[as + 1]?.value;
      if (name !== undefined && name !== "") names.set(name, module === "" && as < 0 ? name : module + path);
    }
  }
  return names;
}

function text(tokens: readonly PythonToken[]): string {
  return tokens
    .filter((token) => token.value !== "(" && token.value !== ")")
    .map((token) => token.value)
    .join("");
}

function split(tokens: readonly PythonToken[]): PythonToken[][] {
  const parts: PythonToken[][] = [[]];
  for (const token of tokens) {
    if (token.value === ",") parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/** Every `a.b.c(`, its name put in full, with the tokens between its brackets; `getattr(a, "b")(` counts as `a.b(`. */
function callsOf(tokens: readonly PythonToken[], names: ReadonlyMap<string, string>): Call[] {
  const calls: Call[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const first = tokens[i];
    const before = tokens[i - 1];
    if (first?.type !== "name" || before?.value === "." || before?.value === "def" || before?.value === "class")
      continue;
    const parts = [names.get(first.value) ?? first.value];
    let at = i + 1;
    while (tokens[at]?.value === "." && tokens[at + 1]?.type === "name") {
      parts.push(tokens[at + 1]?.value ?? "");
      at += 2;
    }
    if (tokens[at]?.value !== "(") continue;
    const reached = reflected(tokens, i, names);
    calls.push({ path: reached ?? parts.join("."), at: first.at, from: tokens[at]?.at ?? 0, to: closing(tokens, at) });
  }
  return calls;
}

function reflected(tokens: readonly PythonToken[], i: number, names: ReadonlyMap<string, string>): string | undefined {
  const [word, open, object, comma, name, close, call] = tokens.slice(i, i + 7);
  const whole =
    word?.value === "getattr" &&
    open?.value === "(" &&
    comma?.value === "," &&
    close?.value === ")" &&
    call?.value === "(";
  if (!whole || object?.type !== "name" || name?.type !== "text") return undefined;
  return `${names.get(object.value) ?? object.value}.${name.value.replace(/^\w*["']+|["']+$/g, "")}`;
}

const CLOSES: Record<string, number> = { "(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1 };

function closing(tokens: readonly PythonToken[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length && at < from + 10_000; at++) {
    depth += CLOSES[tokens[at]?.value ?? ""] ?? 0;
    if (depth === 0) return tokens[at]?.at ?? 0;
  }
  return tokens.at(-1)?.at ?? 0;
}
