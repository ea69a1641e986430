import type { Fixture } from "@/lib/scanners/testing/fixtures";

/** One scanner's word on every file, by path. */
export type Column = { name: string; verdictOf: (path: string) => string };
/** A row of the table: files that belong together, and whether they are harmful, harmless, or nothing anyone can judge. */
export type Row = { label: string; kind: "hostile" | "clean" | "unreadable"; paths: readonly string[] };

const FLAGGED = new Set(["malicious", "suspicious"]);
const COULD_NOT = new Set(["error", "not_scanned"]);

export function count(paths: readonly string[], column: Column, accepted: ReadonlySet<string>): number {
  return paths.filter((path) => accepted.has(column.verdictOf(path))).length;
}

/** One row for each group of hostile fixtures, one for all clean ones, one for those that must not pass in silence. */
export function fixtureRows(fixtures: ReadonlyMap<string, Fixture>): Row[] {
  const groups = new Map<string, string[]>();
  const clean: string[] = [];
  const unreadable: string[] = [];
  for (const [path, { group, say }] of fixtures) {
    if (say === "clean") clean.push(path);
    else if (FLAGGED.has(say)) groups.set(group, [...(groups.get(group) ?? []), path]);
    else unreadable.push(path);
  }
  const rows = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...rows.map(([label, paths]): Row => ({ label, kind: "hostile", paths })),
    { label: "harmless fixtures", kind: "clean", paths: clean },
    { label: "broken, encrypted or unknown fixtures", kind: "unreadable", paths: unreadable },
  ];
}

function cell(row: Row, column: Column): string {
  if (row.kind === "unreadable")
    return String(row.paths.length - count(row.paths, column, new Set([...FLAGGED, ...COULD_NOT])));
  if (row.kind === "clean") return `${count(row.paths, column, FLAGGED)} / ${count(row.paths, column, COULD_NOT)}`;
  const malicious = count(row.paths, column, new Set(["malicious"]));
  const suspicious = count(row.paths, column, new Set(["suspicious"]));
  return `${malicious} / ${suspicious} / ${row.paths.length - malicious - suspicious}`;
}

/** The Markdown table, with what its numbers mean under it. */
export function markdownTable(rows: readonly Row[], columns: readonly Column[]): string {
  const lines = [
    ["files", "n", ...columns.map((column) => column.name)],
    ["---", "--:", ...columns.map(() => "--:")],
    ...rows.map((row) => [row.label, String(row.paths.length), ...columns.map((column) => cell(row, column))]),
  ];
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => (line[i] ?? "").length)));
  const text = lines.map(
    (line, at) =>
      `| ${line.map((word, i) => (at === 1 ? word.replace("---", "-".repeat(widths[i] ?? 3)).replace(/^--:$/, `${"-".repeat((widths[i] ?? 3) - 1)}:`) : i === 0 ? word.padEnd(widths[i] ?? 0) : word.padStart(widths[i] ?? 0))).join(" | ")} |`,
  );
  return `${text.join("\n")}\n
Harmful files: malicious / suspicious / passed over. Harmless files: called malicious or suspicious / not read. The last kind, which
nobody can judge: passed in silence.\n`;
}
