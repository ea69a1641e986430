import type { ZipEntry } from "./entry";

/** Labels that tell members of one name apart. */
export function nameTwins(entries: readonly ZipEntry[]): void {
  const counts = new Map<string, number>();
  for (const { name } of entries) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const entry of entries) {
    if ((counts.get(entry.name) ?? 0) > 1) entry.label = `${entry.name}@${entry.headerOffset}`;
  }
}

/** Marks what lies inside a plain member of the outermost archive: it is met again when that member is scanned. */
export function markInner(entries: readonly ZipEntry[]): void {
  const outer = entries
    .filter((entry) => entry.directory === 0 && entry.method === 0 && entry.packedBytes > 0)
    .sort((a, b) => a.dataOffset - b.dataOffset);
  for (const entry of entries) {
    if (entry.directory <= 0) continue;
    let low = 0;
    for (let high = outer.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((outer[middle] as ZipEntry).dataOffset <= entry.headerOffset) low = middle + 1;
      else high = middle;
    }
    const before = outer[low - 1];
    if (before !== undefined && before.dataOffset + before.packedBytes > entry.headerOffset) entry.insideOf = before;
  }
}

/** Members of one directory that use the same bytes. */
export function overlapping(entries: readonly ZipEntry[]): ZipEntry[] {
  const sorted = entries
    .filter((entry) => entry.packedBytes > 0 && entry.insideOf === undefined)
    .sort((a, b) => a.directory - b.directory || a.headerOffset - b.headerOffset);
  let [end, headerOffset, directory] = [0, -1, 0];
  const out: ZipEntry[] = [];
  for (const entry of sorted) {
    if (entry.directory !== directory) [end, headerOffset, directory] = [0, -1, entry.directory];
    // Two directory rows for one local member are two names of one thing, not two bodies in one place.
    if (entry.headerOffset < end && entry.headerOffset !== headerOffset) out.push(entry);
    headerOffset = entry.headerOffset;
    end = Math.max(end, entry.dataOffset + entry.packedBytes);
  }
  return out;
}
