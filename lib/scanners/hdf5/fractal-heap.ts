import { Fields, H5Error, type H5File, NOWHERE } from "./file";
import { treeRecords } from "./heaps";

type Block = { from: number; size: number; address: number };

/** A fractal heap: attributes and links of an object that has many of them, or large ones. */
export class FractalHeap {
  private constructor(
    private readonly file: H5File,
    private readonly blocks: readonly Block[],
    private readonly offsetWidth: number,
    private readonly lengthWidth: number,
    private readonly huge: ReadonlyMap<number, { address: number; length: number }>,
  ) {}

  static async open(file: H5File, address: number): Promise<FractalHeap> {
    const { offsetBytes: o, lengthBytes: l } = file;
    const head = await file.read(address, 26 + 12 * l + 3 * o);
    head.expect("FRHP");
    head.skip(3);
    const filtered = head.uint(2) > 0;
    const checked = (head.uint(1) & 2) !== 0;
    const maxManaged = head.uint(4);
    head.uint(l);
    const hugeTree = head.uint(o);
    head.uint(l);
    head.uint(o);
    for (let i = 0; i < 8; i++) head.uint(l);
    const width = head.uint(2);
    const startBytes = head.uint(l);
    const maxDirect = head.uint(l);
    const bits = head.uint(2);
    head.uint(2);
    const root = head.uint(o);
    const rows = head.uint(2);
    if (filtered) throw new H5Error(head.place, "a heap with filters is not read");
    const offsetWidth = Math.ceil(bits / 8);
    const direct = new Blocks(file, { width, startBytes, maxDirect, offsetWidth, checked });
    if (root !== NOWHERE) await direct.collect(root, rows, 0, 0);
    const huge = new Map<number, { address: number; length: number }>();
    if (hugeTree !== NOWHERE) {
      for (const record of await treeRecords(file, hugeTree)) {
        const place = { address: record.uint(o), length: record.uint(l) };
        huge.set(record.uint(l), place);
      }
    }
    const limit = Math.min(maxDirect, maxManaged);
    return new FractalHeap(file, direct.found, offsetWidth, Math.max(1, Math.ceil(Math.log2(limit + 1) / 8)), huge);
  }

  /** The object that a heap id names; null when it is none of this heap. */
  async object(id: Fields): Promise<Fields | null> {
    const kind = (id.uint(1) >> 4) & 3;
    if (kind === 2) {
      const length = ((id.bytes[0] ?? 0) & 0x0f) + 1;
      return new Fields(id.take(Math.min(length, id.left)), id.place + 1);
    }
    if (kind === 1) {
      const place = this.huge.get(id.uint(Math.min(id.left, this.file.lengthBytes)));
      return place === undefined ? null : this.file.read(place.address, place.length);
    }
    const offset = id.uint(this.offsetWidth);
    const length = id.uint(this.lengthWidth);
    const block = this.blocks.find((b) => offset >= b.from && offset + length <= b.from + b.size);
    return block === undefined ? null : this.file.read(block.address + offset - block.from, length);
  }
}

type Table = { width: number; startBytes: number; maxDirect: number; offsetWidth: number; checked: boolean };

class Blocks {
  readonly found: Block[] = [];
  constructor(
    private readonly file: H5File,
    private readonly table: Table,
  ) {}

  private rowBytes(row: number): number {
    return this.table.startBytes * 2 ** Math.max(0, row - 1);
  }

  /** A root with no rows is one direct block; else a table of blocks that double from row to row. */
  async collect(address: number, rows: number, from: number, depth: number): Promise<void> {
    const { width, startBytes, maxDirect, offsetWidth } = this.table;
    if (depth > 8 || rows > 64 || width > 4096 || this.found.length > 100_000)
      throw new H5Error(this.file.base + address, "a heap has too many blocks");
    if (rows === 0) {
      this.add(address, startBytes, from);
      return;
    }
    const directRows = Math.log2(maxDirect / startBytes) + 2;
    const block = await this.file.read(
      address,
      5 + this.file.offsetBytes + offsetWidth + rows * width * this.file.offsetBytes + 4,
    );
    block.expect("FHIB");
    block.skip(1 + this.file.offsetBytes + offsetWidth);
    let at = from;
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < width; i++, at += this.rowBytes(row)) {
        const child = block.uint(this.file.offsetBytes);
        if (child === NOWHERE) continue;
        if (row < directRows) this.add(child, this.rowBytes(row), at);
        else await this.collect(child, Math.log2(this.rowBytes(row) / (startBytes * width)) + 1, at, depth + 1);
      }
    }
  }

  private add(address: number, size: number, from: number): void {
    this.found.push({ from, size, address });
    this.file.claimRest(address, size);
  }
}
