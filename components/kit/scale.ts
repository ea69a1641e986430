/**
 * Widths in percent of the whole track for parts of a bar drawn on a scale that ends at `max`.
 * A part above zero is never thinner than `minPercent`: what it gains is taken from the widest parts, so the sum
 * stays what the values say. With `max` 0 nothing is drawn. Negative or broken values throw.
 */
export function barWidths(values: readonly number[], max: number, minPercent = 0): number[] {
  if (values.some((v) => !Number.isFinite(v) || v < 0)) throw new RangeError("A bar cannot hold a negative value");
  if (!(max > 0)) return values.map(() => 0);
  const sum = values.reduce((a, b) => a + b, 0);
  const scale = 100 / Math.max(max, sum);
  const widths = values.map((v) => v * scale);
  const floor = Math.min(minPercent, 100 / Math.max(1, values.length));
  let owed = 0;
  const lifted = widths.map((w) => {
    if (w === 0 || w >= floor) return w;
    owed += floor - w;
    return floor;
  });
  return takeFromWidest(lifted, owed, floor);
}

function takeFromWidest(widths: number[], owed: number, floor: number): number[] {
  const spare = widths.reduce((a, w) => a + Math.max(0, w - floor), 0);
  if (owed <= 0 || spare <= 0) return widths;
  const share = Math.min(1, owed / spare);
  return widths.map((w) => (w > floor ? w - (w - floor) * share : w));
}

/** Evenly spaced round ticks from zero that cover `max`: at most `count` steps of 1, 2 or 5 times a power of ten. */
export function ticksTo(max: number, count = 4): number[] {
  if (!(max > 0)) return [0];
  const raw = max / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((m) => m * power >= raw) ?? 10) * power;
  const ticks: number[] = [];
  for (let i = 0; i * step < max + step; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}
