/** JSON as Python's reader takes it: UTF-8, UTF-16 or UTF-32, with or without a mark, told by where the zeros stand. */
function jsonText(bytes: Buffer): string {
  const start = bytes.toString("hex", 0, 4);
  if (start === "fffe0000") return wide(bytes.subarray(4), false);
  if (start === "0000feff") return wide(bytes.subarray(4), true);
  if (start.startsWith("fffe")) return bytes.subarray(2).toString("utf16le");
  if (start.startsWith("feff")) return swapped(bytes.subarray(2));
  if (start.startsWith("efbbbf")) return bytes.subarray(3).toString("utf8");
  const zeros = [0, 1, 2, 3].map((i) => (bytes[i] === 0 ? "0" : "x")).join("");
  if (zeros === "000x") return wide(bytes, true);
  if (zeros === "x000") return wide(bytes, false);
  if (zeros.startsWith("0x")) return swapped(bytes);
  if (zeros.startsWith("x0")) return bytes.toString("utf16le");
  return bytes.toString("utf8");
}

function swapped(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
    .swap16()
    .toString("utf16le");
}

function wide(bytes: Buffer, bigEndian: boolean): string {
  let text = "";
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd";
  }
  return text;
}

/** Reads JSON in any of these encodings; undefined for what is none. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(jsonText(bytes));
  } catch {
    return undefined;
  }
}

type JsonNode = { pointer: string; value: unknown };

const MAX_NODES = 1_000_000;
const MAX_POINTER = 500;

/** Every value of a document with its pointer, without recursion: depth costs nothing. At most a million. */
export function* everyNode(root: unknown): Generator<JsonNode> {
  const open: JsonNode[] = [{ pointer: "", value: root }];
  for (let count = 0; open.length > 0 && count < MAX_NODES; count++) {
    const node = open.pop() as JsonNode;
    yield node;
    if (typeof node.value !== "object" || node.value === null) continue;
    const entries = Object.entries(node.value).reverse();
    for (const [key, value] of entries) open.push({ pointer: below(node.pointer, key), value });
  }
}

function below(pointer: string, key: string): string {
  const whole = `${pointer}/${key.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  return whole.length > MAX_POINTER ? whole.slice(0, MAX_POINTER) : whole;
}
