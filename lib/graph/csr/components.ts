import { type Csr, runningSum } from "./csr";

/**
 * A graph with every cycle folded into one: `of[n]` is the component of node n. Components are numbered so that an edge
 * leads to a smaller number; `edges` joins different ones, each pair once.
 */
export type Components = { of: Int32Array; count: number; edges: Csr };

/** Strongly connected components by Tarjan's walk, without recursion: chains of a million nodes are fine. O(V + E). */
export function components(side: Csr): Components {
  const { start, far } = side;
  const size = start.length - 1;
  const of = new Int32Array(size).fill(-1);
  const found = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const next = start.slice(0, size);
  const open = new Int32Array(size);
  const way = new Int32Array(size);
  let opened = 0;
  let clock = 0;
  let count = 0;
  for (let root = 0; root < size; root++) {
    if (found[root] !== -1) continue;
    let deep = 0;
    way[0] = root;
    found[root] = low[root] = clock++;
    open[opened++] = root;
    while (deep >= 0) {
      const node = way[deep] as number;
      const at = next[node] as number;
      if (at < (start[node + 1] as number)) {
        next[node] = at + 1;
        const other = far[at] as number;
        if (found[other] === -1) {
          found[other] = low[other] = clock++;
          open[opened++] = other;
          way[++deep] = other;
        } else if (of[other] === -1 && (found[other] as number) < (low[node] as number))
          low[node] = found[other] as number;
        continue;
      }
      deep--;
      if (deep >= 0) {
        const above = way[deep] as number;
        if ((low[node] as number) < (low[above] as number)) low[above] = low[node] as number;
      }
      if (low[node] !== found[node]) continue;
      for (let member = -1; member !== node; ) {
        member = open[--opened] as number;
        of[member] = count;
      }
      count++;
    }
  }
  return { of, count, edges: folded(side, of, count) };
}

/** The edges between components, each pair once: nodes are taken component by component, with a stamp for what was seen. */
function folded({ start, far }: Csr, of: Int32Array, count: number): Csr {
  const size = of.length;
  const first = new Int32Array(count + 1);
  for (let node = 0; node < size; node++)
    first[(of[node] as number) + 1] = (first[(of[node] as number) + 1] as number) + 1;
  runningSum(first);
  const place = first.slice(0, count);
  const members = new Int32Array(size);
  for (let node = 0; node < size; node++) {
    const own = of[node] as number;
    members[place[own] as number] = node;
    place[own] = (place[own] as number) + 1;
  }
  const begins = new Int32Array(count + 1);
  const ends = new Int32Array(start[size] as number);
  const stamp = new Int32Array(count).fill(-1);
  let kept = 0;
  for (let own = 0; own < count; own++) {
    stamp[own] = own;
    for (let m = first[own] as number; m < (first[own + 1] as number); m++) {
      const node = members[m] as number;
      for (let i = start[node] as number; i < (start[node + 1] as number); i++) {
        const other = of[far[i] as number] as number;
        if (stamp[other] === own) continue;
        stamp[other] = own;
        ends[kept++] = other;
      }
    }
    begins[own + 1] = kept;
  }
  return { start: begins, far: ends.slice(0, kept) };
}
