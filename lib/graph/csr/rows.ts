import { kindCode, type Purpose, walkTable } from "./kind-bytes";
import { inSide, type Snapshot, side } from "./snapshot";
import { type Pad, wipe } from "./traverse";

/** One edge of a walk, by asset id as stored (`src` -> `dst`); `far` is its end further from the root. */
export type EdgeRow = { src: number; dst: number; kind: number; depth: number; far: number };

/** Breadth first, each edge once; `omitted` counts what the limit cut, so that a cut list never looks whole. */
export type EdgeRows = { rows: EdgeRow[]; omitted: number };

/**
 * The edges a walk passes, nearest first, within a near end by (kind, far id): the same list whatever the numbering.
 * `direction` out is upstream. Self loops are not listed. O(reached edges), and a sort while rows are still kept.
 */
export function edgeRows(
  snapshot: Snapshot,
  root: number,
  o: { purpose: Purpose; direction: "out" | "in"; maxDepth: number; limit: number },
  pad: Pad,
): EdgeRows {
  const walk = walkTable(o.purpose, o.direction);
  const sides = [
    { csr: snapshot.out, leaves: 1 },
    { csr: inSide(snapshot), leaves: 2 },
  ];
  const counted = side(snapshot, o.purpose, o.direction);
  const { ids } = snapshot.nodes;
  const { seen, queue } = pad;
  queue[0] = root;
  seen[root >>> 5] = 1 << (root & 31);
  const rows: EdgeRow[] = [];
  let omitted = 0;
  let at = 0;
  let end = 1;
  for (let depth = 1; depth <= o.maxDepth && at < end; depth++) {
    const levelEnd = end;
    for (; at < levelEnd; at++) {
      const node = queue[at] as number;
      if (rows.length >= o.limit) {
        // Only counted from here on: the purpose's own arrays hold the same edges and nothing else.
        const last = counted.start[node + 1] as number;
        for (let i = counted.start[node] as number; i < last; i++)
          end = mark(seen, queue, counted.far[i] as number, end);
        omitted += last - (counted.start[node] as number);
        continue;
      }
      const own: { far: number; kind: number; leaves: number }[] = [];
      for (const { csr, leaves } of sides) {
        const last = csr.start[node + 1] as number;
        for (let i = csr.start[node] as number; i < last; i++) {
          const far = csr.far[i] as number;
          const byte = csr.kinds[i] as number;
          if (walk[byte] === leaves && far !== node) own.push({ far, kind: kindCode(byte), leaves });
        }
      }
      own.sort((a, b) => a.kind - b.kind || (ids[a.far] as number) - (ids[b.far] as number));
      for (const { far, kind, leaves } of own) {
        end = mark(seen, queue, far, end);
        if (rows.length >= o.limit) {
          omitted++;
          continue;
        }
        const near = ids[node] as number;
        const other = ids[far] as number;
        rows.push({ src: leaves === 1 ? near : other, dst: leaves === 1 ? other : near, kind, depth, far: other });
      }
    }
  }
  wipe(pad, end);
  return { rows, omitted };
}

function mark(seen: Uint32Array, queue: Int32Array, node: number, end: number): number {
  const word = node >>> 5;
  const bit = 1 << (node & 31);
  const marks = seen[word] as number;
  if (marks & bit) return end;
  seen[word] = marks | bit;
  queue[end] = node;
  return end + 1;
}
