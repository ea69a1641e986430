import { PageCache } from "@/lib/bytes/page-cache";
import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import type { ScanContext } from "../scan-context";
import { isFile, type TarArchive, type TarEntry } from "./entry";
import { BLOCK_BYTES, type Header, readHeader } from "./header";
import { decodeText, paxRecords } from "./text";

/** A header that describes another entry is a name or a few records. */
const MAX_EXTENSION_BYTES = 1 << 20;
/** Bytes searched behind the archive's end for more of it. */
const MAX_TAIL_BYTES = 64 << 20;
/** Sizes up to here fit into the old header, so a pax record has no reason to give another. */
const OCTAL_LIMIT = 8 ** 11;

const READ = new WeakMap<RangeSource, Promise<TarArchive>>();

/** True for a file whose first block is a header with the right checksum and a name. */
export function isTar({ head }: Pick<ScanContext, "head">): boolean {
  const header = readHeader(head.subarray(0, BLOCK_BYTES));
  return header !== null && (header.name !== "" || "xgLK".includes(header.type));
}

/** The archive of a source, read once however many scanners ask for it. */
export function readTar(source: RangeSource, maxEntries: number): Promise<TarArchive> {
  const known = READ.get(source);
  if (known !== undefined) return known;
  const reading = new TarWalk(source, maxEntries).run();
  READ.set(source, reading);
  return reading;
}

/** What extension headers say of the entry behind them. */
type Extension = { name?: string; linkName?: string; size?: number };

/** Walks the headers of a tar: pax and GNU names, sizes in every spelling, nothing followed, nothing extracted. */
class TarWalk {
  private readonly cached: PageCache;
  private readonly out: TarArchive = { entries: [], structure: [], limited: false, broken: undefined };
  private global: Extension = {};
  private at = 0;
  private hidden = false;

  constructor(
    private readonly source: RangeSource,
    private readonly maxEntries: number,
  ) {
    this.cached = new PageCache(source, 4);
  }

  async run(): Promise<TarArchive> {
    let next: Extension = {};
    for (;;) {
      const block = await readUpTo(this.cached, this.at, BLOCK_BYTES);
      if (block.length === 0) break;
      if (block.every((byte) => byte === 0)) {
        if (!(await this.skipZeros())) break;
        continue;
      }
      const header = readHeader(block);
      if (header === null) {
        if (!this.hidden) this.out.broken = { at: this.at, why: "a block that is no header" };
        break;
      }
      if (this.out.entries.length >= this.maxEntries) {
        this.out.limited = true;
        break;
      }
      const extension = await this.extension(header);
      if (extension === "broken") break;
      if (extension !== null) next = { ...next, ...extension };
      else {
        this.addEntry(header, next);
        next = {};
      }
    }
    nameTwins(this.out.entries);
    return this.out;
  }

  /** Zero blocks end an archive for most readers; true when something else comes behind them. */
  private async skipZeros(): Promise<boolean> {
    const from = this.at;
    const stop = Math.min(this.source.size, from + MAX_TAIL_BYTES);
    while (this.at < stop) {
      const bytes = await readUpTo(this.source, this.at, Math.min(1 << 18, stop - this.at));
      const found = bytes.findIndex((byte) => byte !== 0);
      if (found < 0) {
        this.at += bytes.length;
        continue;
      }
      this.at += found - ((this.at + found - from) % BLOCK_BYTES);
      this.out.structure.push({ from, to: this.at });
      this.hidden = true;
      return true;
    }
    this.out.structure.push({ from, to: this.at });
    return false;
  }

  /** Reads an extension header and what it says; null for an entry of its own. */
  private async extension(header: Header): Promise<Extension | null | "broken"> {
    if (!"xgXLK".includes(header.type)) return null;
    const dataAt = this.at + BLOCK_BYTES;
    const end = dataAt + padded(header.size);
    if (header.size > MAX_EXTENSION_BYTES || dataAt + header.size > this.source.size) {
      this.out.broken = { at: this.at, why: "an extension header that is too long" };
      return "broken";
    }
    const bytes = await this.source.read(dataAt, header.size);
    this.out.structure.push({ from: this.at, to: Math.min(end, this.source.size) });
    const headerAt = this.at;
    this.at = end;
    if (header.type === "L" || header.type === "K") {
      const text = decodeText(bytes).replace(/\0[\s\S]*$/, "");
      return header.type === "L" ? { name: text } : { linkName: text };
    }
    const records = paxRecords(bytes);
    if (records === null) {
      this.out.broken = { at: headerAt, why: "a pax header that cannot be read" };
      return "broken";
    }
    const said = fromRecords(records);
    if (header.type !== "g") return said;
    this.global = { ...this.global, ...said };
    return {};
  }

  private addEntry(header: Header, own: Extension): void {
    const said = { ...this.global, ...own };
    const dataOffset = this.at + BLOCK_BYTES;
    const size = said.size ?? header.size;
    const entry: TarEntry = {
      name: said.name ?? header.name,
      label: said.name ?? header.name,
      type: header.type,
      size,
      headerOffset: this.at,
      dataOffset,
      linkName: said.linkName ?? header.linkName,
      hidden: this.hidden,
      sizeDisputed: said.size !== undefined && said.size !== header.size && said.size < OCTAL_LIMIT,
    };
    // Readers disagree whether a link or a folder has data: it is taken as none, and what stands there is read as headers.
    if (!isFile(entry)) {
      entry.sizeDisputed = size > 0;
      entry.size = 0;
    }
    const end = dataOffset + entry.size;
    if (end > this.source.size) {
      this.out.broken = { at: this.at, why: "an entry that runs past the end" };
      entry.size = this.source.size - dataOffset;
    }
    this.out.entries.push(entry);
    this.out.structure.push({ from: this.at, to: dataOffset });
    this.at = Math.min(this.source.size, dataOffset + padded(entry.size));
    this.out.structure.push({ from: Math.min(end, this.source.size), to: this.at });
  }
}

function fromRecords(records: Map<string, string>): Extension {
  const size = records.get("size");
  const name = records.get("GNU.sparse.name") ?? records.get("path");
  const linkName = records.get("linkpath");
  const bytes = size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : undefined;
  return {
    ...(name !== undefined && { name }),
    ...(linkName !== undefined && { linkName }),
    ...(bytes !== undefined && { size: bytes }),
  };
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
}

function nameTwins(entries: readonly TarEntry[]): void {
  const counts = new Map<string, number>();
  for (const { name } of entries) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const entry of entries)
    if ((counts.get(entry.name) ?? 0) > 1) entry.label = `${entry.name}@${entry.headerOffset}`;
}
