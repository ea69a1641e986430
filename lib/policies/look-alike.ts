/** Signs that are read as others: what a name looks like, not what it is. */
const READS_AS: readonly (readonly [RegExp, string])[] = [
  [/rn/g, "m"],
  [/vv/g, "w"],
  [/[0]/g, "o"],
  [/[1il|]/g, "l"],
  [/[5]/g, "s"],
  [/[-_.]/g, ""],
];

function looks(name: string): string {
  return READS_AS.reduce((text, [sign, as]) => text.replace(sign, as), name.toLowerCase());
}

/** Edits between two names (insert, drop, exchange, swap of neighbours), or more than `most`. */
function edits(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? most + 1;
}

/**
 * The known name that this one could be taken for, or null. The same name is none; short names, where every other is one edit
 * away, only when they read alike.
 */
export function lookAlike(name: string, known: readonly string[]): string | null {
  const own = name.toLowerCase();
  if (known.some((other) => other.toLowerCase() === own)) return null;
  for (const other of known) {
    const theirs = other.toLowerCase();
    if (looks(own) === looks(theirs)) return other;
    if (Math.max(own.length, theirs.length) >= 6 && edits(own, theirs, 1) <= 1) return other;
  }
  return null;
}
