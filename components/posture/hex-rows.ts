export type HexMark = { offset: number; length: number };

/** What a byte is: part of a hit, part of the chosen opcode, both, or neither. */
export type ByteLook = "hit" | "chosen" | "both" | null;

/** Neighbouring bytes of one look: `hex` with spaces between, `text` with a dot for what does not print. */
type HexRun = { look: ByteLook; hex: string; text: string };

export type HexRow = { address: string; lead: number; runs: HexRun[]; rest: number };

const PER_ROW = 16;

/** `0x005b`: at least four digits, more when the number needs them. */
export function hexOffset(offset: number): string {
  return `0x${offset.toString(16).padStart(4, "0")}`;
}

function inside(offset: number, mark: HexMark | null): boolean {
  return mark !== null && offset >= mark.offset && offset < mark.offset + mark.length;
}

function lookOf(offset: number, marks: readonly HexMark[], chosen: HexMark | null): ByteLook {
  const hit = marks.some((m) => inside(offset, m));
  const here = inside(offset, chosen);
  if (hit && here) return "both";
  return hit ? "hit" : here ? "chosen" : null;
}

/**
 * Rows of sixteen bytes for a window of `hex` (two digits a byte) that starts at byte `start`. Rows begin at multiples of
 * sixteen; `lead` and `rest` count the empty places before the first and after the last byte. Broken hex throws a RangeError.
 */
export function hexRows(start: number, hex: string, marks: readonly HexMark[], chosen: HexMark | null): HexRow[] {
  if (hex.length % 2 !== 0 || /[^0-9a-fA-F]/.test(hex))
    throw new RangeError("The hex window holds something that is no byte");
  const bytes = hex.toLowerCase().match(/../g) ?? [];
  if (bytes.length === 0) return [];
  const rows: HexRow[] = [];
  const firstRow = Math.floor(start / PER_ROW) * PER_ROW;
  for (let row = firstRow; row < start + bytes.length; row += PER_ROW) {
    const lead = Math.max(0, start - row);
    const here = bytes.slice(Math.max(0, row - start), row + PER_ROW - start);
    const runs: HexRun[] = [];
    here.forEach((byte, i) => {
      const look = lookOf(row + lead + i, marks, chosen);
      const code = Number.parseInt(byte, 16);
      const text = code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : ".";
      const last = runs.at(-1);
      if (last && last.look === look) {
        last.hex += ` ${byte}`;
        last.text += text;
      } else runs.push({ look, hex: byte, text });
    });
    rows.push({ address: row.toString(16).padStart(8, "0"), lead, runs, rest: PER_ROW - lead - here.length });
  }
  return rows;
}

/** Whether the window holds every byte of a mark. */
export function windowHolds(start: number, hex: string, mark: HexMark): boolean {
  return mark.offset >= start && mark.offset + mark.length <= start + hex.length / 2;
}
