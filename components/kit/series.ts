/** One point of a line; null where nothing was measured, which is not zero. */
export type SeriesPoint = { at: string; value: number | null };

/** A run of points without a measurement, by index; both ends belong to the gap. */
export type Gap = { from: number; to: number };

/** Where a line breaks, in order. */
export function gapsOf(values: readonly (number | null)[]): Gap[] {
  const gaps: Gap[] = [];
  values.forEach((value, i) => {
    if (value !== null) return;
    const last = gaps.at(-1);
    if (last && last.to === i - 1) last.to = i;
    else gaps.push({ from: i, to: i });
  });
  return gaps;
}

/** Straight SVG path through the measured points of a box, lifted where nothing was measured. */
export function linePath(
  values: readonly (number | null)[],
  box: { width: number; height: number; min: number; max: number },
): string {
  const span = box.max - box.min || 1;
  const step = values.length > 1 ? box.width / (values.length - 1) : 0;
  let pen = "M";
  let path = "";
  values.forEach((value, i) => {
    if (value === null) {
      pen = "M";
      return;
    }
    const y = box.height - ((value - box.min) / span) * box.height;
    path += `${pen}${round(i * step)} ${round(y)}`;
    pen = "L";
  });
  return path;
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}

/** One plain sentence about a line: first and last measured value, lowest and highest, and how many points are missing. */
export function lineSummary(
  name: string,
  points: readonly SeriesPoint[],
  format: (n: number) => string = String,
): string {
  const measured = points.flatMap((p) => (p.value === null ? [] : [{ at: p.at, value: p.value }]));
  const first = measured[0];
  const last = measured.at(-1);
  if (!first || !last) return `${name}: nothing measured in this time.`;
  const values = measured.map((p) => p.value);
  const missing = points.length - measured.length;
  const gap = missing > 0 ? ` ${missing} of ${points.length} points not measured.` : "";
  const range = `lowest ${format(Math.min(...values))}, highest ${format(Math.max(...values))}`;
  return `${name}: ${format(first.value)} on ${first.at}, ${format(last.value)} on ${last.at}; ${range}.${gap}`;
}
