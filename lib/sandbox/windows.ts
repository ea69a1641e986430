import type { RangeSource } from "@/lib/bytes/range-source";
import type { ScanEvidence } from "@/lib/domain/scan";
import { memberBytes } from "@/lib/scanners/member-bytes";
import { listOpcodes } from "@/lib/scanners/pickle/listing";
import { DEFAULT_LIMITS } from "@/lib/scanners/scan-context";

const WHOLE_FILE_BYTES = 1024 * 1024;
const WINDOW_BYTES = 4_096;
const EVIDENCE_WINDOWS = 64;
/** Past this the window begins at a fixed byte: walking there only to meet an opcode's edge costs too much. */
const WALK_BYTES = 64 * 1024 * 1024;

/** Bytes that the viewer will read again; `member` is empty for the file itself. */
export type ByteWindow = { member: string; start: number; whole: boolean; body: Buffer };

/** Small files whole, and around each evidence 4 KiB that begin at an opcode. */
export async function windowsOf(source: RangeSource, evidence: readonly ScanEvidence[]): Promise<ByteWindow[]> {
  const windows: ByteWindow[] = [];
  if (source.size <= WHOLE_FILE_BYTES)
    windows.push({ member: "", start: 0, whole: true, body: await source.read(0, source.size) });
  for (const item of evidence.slice(0, EVIDENCE_WINDOWS)) {
    if (item.member === undefined && windows.some((window) => window.member === "" && window.whole)) continue;
    windows.push(await windowAt(source, item));
  }
  return windows;
}

async function windowAt(source: RangeSource, item: ScanEvidence): Promise<ByteWindow> {
  const { member } = item;
  const at = item.memberOffset ?? item.offset;
  let start = Math.max(0, at - WINDOW_BYTES / 2);
  if (start > 0 && at <= WALK_BYTES) {
    const before =
      member === undefined ? await source.read(0, at) : await memberBytes(source, member, 0, at, DEFAULT_LIMITS);
    start = listOpcodes(before, { from: start, to: at })[0]?.offset ?? start;
  }
  const body =
    member === undefined
      ? await source.read(start, Math.min(WINDOW_BYTES, source.size - start))
      : await memberBytes(source, member, start, WINDOW_BYTES, DEFAULT_LIMITS);
  return { member: member ?? "", start, whole: false, body };
}
