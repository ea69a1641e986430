import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";

const BY_EXTENSION: Record<string, string> = {
  ".bin": "bin",
  ".pt": "pt",
  ".pt2": "pt",
  ".pth": "pt",
  ".ckpt": "ckpt",
  ".pkl": "pickle",
  ".pickle": "pickle",
  ".dill": "pickle",
  ".joblib": "joblib",
  ".safetensors": "safetensors",
  ".gguf": "gguf",
  ".ggml": "gguf",
  ".onnx": "onnx",
  ".h5": "h5",
  ".hdf5": "h5",
  ".keras": "keras",
  ".npy": "npy",
  ".npz": "npz",
  ".pb": "pb",
  ".tflite": "tflite",
  ".model": "model",
  ".nemo": "nemo",
  ".skops": "skops",
  ".mar": "mar",
  ".7z": "7z",
  ".zip": "zip",
  ".tar": "tar",
  ".tgz": "tar",
};

/** Containers of other trades that happen to be zip files. */
const OTHER_ZIPS = /\.(docx|xlsx|pptx|odt|ods|odp|jar|war|apk|epub|whl|nupkg|vsix|xpi|crx)$/i;
const ARCHIVES = new Set(["zip", "7z", "tar"]);

function startsWith(head: Uint8Array, bytes: number[], at = 0): boolean {
  return bytes.every((b, i) => head[at + i] === b);
}

/** The format that the first 16 bytes show, for files whose name does not say; null when they show none. */
function formatByMagic(head: Uint8Array, name: string): string | null {
  if (startsWith(head, [0x47, 0x47, 0x55, 0x46])) return "gguf";
  if (startsWith(head, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a])) return "h5";
  if (startsWith(head, [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59])) return "npy";
  if (startsWith(head, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])) return "7z";
  if (startsWith(head, [0x54, 0x46, 0x4c, 0x33], 4)) return "tflite";
  if (startsWith(head, [0x50, 0x4b, 0x03, 0x04])) return OTHER_ZIPS.test(name) ? null : "zip";
  const protocol = head[1] ?? 0;
  // A binary pickle begins with PROTO and, from protocol 4 on, FRAME; older ones with an opcode that builds something.
  if (head[0] === 0x80 && protocol >= 2 && protocol <= 5) {
    const next = head[2] ?? 0;
    if (protocol >= 4 ? next === 0x95 : "]}(c)XK.GJMNUqh\x8a\x8c\x88\x89".includes(String.fromCharCode(next)))
      return "pickle";
  }
  const headerLength = head.length >= 10 ? new DataView(head.buffer, head.byteOffset).getBigUint64(0, true) : 0n;
  if (headerLength > 1n && headerLength < 100_000_000n && startsWith(head, [0x7b, 0x22], 8)) return "safetensors";
  return null;
}

/** The format of a model-bearing file by its name, or by its first bytes; null for every other file. */
export async function modelFormat(absolutePath: string, name: string): Promise<string | null> {
  const byName =
    BY_EXTENSION[path.extname(name).toLowerCase()] ?? (/\.tar\.(gz|bz2|xz|zst)$/i.test(name) ? "tar" : null);
  if (byName !== null) return byName;
  const file = await open(absolutePath, "r");
  try {
    const head = new Uint8Array(16);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return formatByMagic(head.subarray(0, bytesRead), name);
  } finally {
    await file.close();
  }
}

/** The artifact subtype of a file that belongs to a model directory; null when it is none of the model's own. */
export function artifactSubtype(name: string, format: string | null): string | null {
  if (/^tokenizer\.(json|model)$|^(vocab|merges)\.(txt|json)$|^special_tokens_map\.json$/i.test(name))
    return "tokenizer";
  if (format !== null) return ARCHIVES.has(format) ? "archive" : "weights";
  if (/\.jinja2?$/i.test(name)) return "template";
  if (/\.py$/i.test(name)) return "code";
  if (/(^|[._-])config\.json$|^model_index\.json$|\.index\.json$/i.test(name)) return "config";
  return /^readme\.md$/i.test(name) ? "document" : null;
}

/** sha256 of a file in hex and the bytes that were hashed, read as a stream. */
export async function hashFile(
  absolutePath: string,
  signal: AbortSignal,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of createReadStream(absolutePath, { highWaterMark: 1 << 20, signal })) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    sizeBytes += bytes.length;
  }
  return { sha256: hash.digest("hex"), sizeBytes };
}
