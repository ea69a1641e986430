import { bunzip2 } from "@/lib/bytes/codecs/bzip2";
import type { Codec } from "@/lib/bytes/codecs/codec";
import { unlz4 } from "@/lib/bytes/codecs/lz4";
import { lzma2DictionaryBytes, unlzma2Raw, unlzmaRaw } from "@/lib/bytes/codecs/lzma";
import { inflateRaw, unzstd } from "@/lib/bytes/codecs/node-streams";
import type { RangeSource } from "@/lib/bytes/range-source";
import { SliceSource } from "@/lib/bytes/slice-source";
import type { ScanContext } from "../scan-context";
import { type Unpacked, unpackPart } from "../unpack-part";
import type { Coder, Folder } from "./header";

const COPY = "00";
const AES = "06f10701";

/** What a coder's number stands for; null for one that is not read here. */
function codecOf({ id, properties }: Coder, size: number): Codec | null {
  switch (id) {
    case "21": {
      const dictionary = lzma2DictionaryBytes(properties[0] ?? 255);
      return dictionary === null ? null : unlzma2Raw(dictionary);
    }
    case "030101":
      return unlzmaRaw(properties, size);
    case "040108":
      return inflateRaw;
    case "040202":
      return bunzip2;
    case "04f71101":
      return unzstd;
    case "04f71104":
      return unlz4;
    default:
      return null;
  }
}

export type OpenFolder = { unpacked: Unpacked } | { reason: "encrypted" | "unsupported_method" };

/** Unpacks a folder: its coders one after another over its packed stream. Coders of several streams are not read here. */
export async function openFolder(
  context: Pick<ScanContext, "limits" | "budget">,
  packed: RangeSource,
  folder: Folder,
): Promise<OpenFolder> {
  if (folder.coders.some((coder) => coder.id === AES)) return { reason: "encrypted" };
  const chain = chainOf(folder);
  if (chain === null) return { reason: "unsupported_method" };
  let unpacked: Unpacked = { source: packed, storedBytes: packed.size, failure: undefined };
  const steps: Unpacked[] = [];
  for (const index of chain) {
    const coder = folder.coders[index] as Coder;
    const size = folder.sizes[index] ?? 0;
    if (coder.id === COPY) continue;
    const codec = codecOf(coder, size);
    if (codec === null) return { reason: "unsupported_method" };
    const step = await unpackPart(context, unpacked.source, codec);
    steps.push(step);
    // A codec may give more than the header says; readers stop there.
    const source = step.source.size > size ? new SliceSource(step.source, 0, size) : step.source;
    unpacked = { source, storedBytes: unpacked.storedBytes, failure: unpacked.failure ?? step.failure };
  }
  const release = () => {
    for (const step of steps) step.release?.();
  };
  return { unpacked: { ...unpacked, release } };
}

/** The coders in the order of unpacking; null unless each has one input and one output and all hang together. */
function chainOf({ coders, bindings, inputs }: Folder): number[] | null {
  if (coders.some((coder) => coder.ins !== 1 || coder.outs !== 1) || inputs.length !== 1) return null;
  const out: number[] = [];
  for (let at = inputs[0] as number; out.length < coders.length; ) {
    if (coders[at] === undefined || out.includes(at)) return null;
    out.push(at);
    const next = bindings.find(({ from }) => from === at);
    if (next === undefined) break;
    at = next.to;
  }
  return out.length === coders.length ? out : null;
}
