/** One direction in arrays: the neighbours of node n are `far[start[n] .. start[n + 1]]`. Nodes are dense indexes, never asset ids. */
export type Csr = { start: Int32Array; far: Int32Array };

/** The same with what joins them: `kinds[i]` is the kind byte of the edge to `far[i]` (see kind-bytes). */
export type KindCsr = Csr & { kinds: Uint8Array };

/** Directed, typed edges in parallel arrays; the first `length` entries count. */
export type Triples = { src: Int32Array; dst: Int32Array; kinds: Uint8Array; length: number };

/** Turns counts at [n + 1] into the places where each list starts. */
export function runningSum(start: Int32Array): void {
  let sum = 0;
  for (let i = 0; i < start.length; i++) {
    sum += start[i] as number;
    start[i] = sum;
  }
}

/** The other direction by one counting sort: every list comes out in ascending order of its far ends. O(V + E). */
export function transposed({ start, far, kinds }: KindCsr): KindCsr {
  const size = start.length - 1;
  const length = start[size] as number;
  const turned = new Int32Array(size + 1);
  for (let i = 0; i < length; i++) {
    const at = (far[i] as number) + 1;
    turned[at] = (turned[at] as number) + 1;
  }
  runningSum(turned);
  const next = turned.slice(0, size);
  const turnedFar = new Int32Array(length);
  const turnedKinds = new Uint8Array(length);
  for (let node = 0; node < size; node++) {
    const end = start[node + 1] as number;
    for (let i = start[node] as number; i < end; i++) {
      const to = far[i] as number;
      const at = next[to] as number;
      next[to] = at + 1;
      turnedFar[at] = node;
      turnedKinds[at] = kinds[i] as number;
    }
  }
  return { start: turned, far: turnedFar, kinds: turnedKinds };
}

/**
 * The outgoing side of a list of edges in any order: each (from, kind, to) once, lists ascending by (to, kind). Two counting
 * sorts, so nothing has to arrive sorted. O(V + E) time, about 18 bytes an edge while it runs.
 */
export function outSide(size: number, { src, dst, kinds, length }: Triples): KindCsr {
  const start = new Int32Array(size + 1);
  for (let i = 0; i < length; i++) {
    const at = (dst[i] as number) + 1;
    start[at] = (start[at] as number) + 1;
  }
  runningSum(start);
  const next = start.slice(0, size);
  const far = new Int32Array(length);
  const kept = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const to = dst[i] as number;
    const at = next[to] as number;
    next[to] = at + 1;
    far[at] = src[i] as number;
    kept[at] = kinds[i] as number;
  }
  return distinct(transposed({ start, far, kinds: kept }));
}

/** Drops repeated (far, kind) of lists that are ascending by far: several sources may report one edge. */
function distinct({ start, far, kinds }: KindCsr): KindCsr {
  const size = start.length - 1;
  let out = 0;
  let begin = 0;
  for (let node = 0; node < size; node++) {
    const end = start[node + 1] as number;
    const first = out;
    for (let i = begin; i < end; i++) {
      const to = far[i] as number;
      const kind = kinds[i] as number;
      // The run of equal ends is short: kinds are put in order by insertion.
      let at = out;
      let known = false;
      while (at > first && far[at - 1] === to && (kinds[at - 1] as number) >= kind) {
        if (kinds[at - 1] === kind) known = true;
        at--;
      }
      if (known) continue;
      if (at < out) {
        far.copyWithin(at + 1, at, out);
        kinds.copyWithin(at + 1, at, out);
      }
      far[at] = to;
      kinds[at] = kind;
      out++;
    }
    begin = end;
    start[node + 1] = out;
  }
  return out === far.length ? { start, far, kinds } : { start, far: far.slice(0, out), kinds: kinds.slice(0, out) };
}

/** Bytes that the arrays of a side hold. */
export function csrBytes(side: Csr | KindCsr): number {
  return side.start.byteLength + side.far.byteLength + ("kinds" in side ? side.kinds.byteLength : 0);
}
