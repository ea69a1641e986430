import { runningSum, type Triples } from "./csr";
import { walkTable } from "./kind-bytes";

/**
 * The nodes in the order harm spreads: breadth first from what depends on nothing, towards dependents. `order[n]` is the
 * old index of new node n. What is visited together then lies together in memory. O(V + E).
 */
export function bfsOrder(size: number, { src, dst, kinds, length }: Triples): Int32Array {
  const walk = walkTable("impact", "in");
  const start = new Int32Array(size + 1);
  const depends = new Uint8Array(size);
  for (let i = 0; i < length; i++) {
    const how = walk[kinds[i] as number] as number;
    const from = src[i] as number;
    const to = dst[i] as number;
    if (how === 0 || from === to) continue;
    const near = how === 1 ? from : to;
    start[near + 1] = (start[near + 1] as number) + 1;
    depends[how === 1 ? to : from] = 1;
  }
  runningSum(start);
  const next = start.slice(0, size);
  const far = new Int32Array(start[size] as number);
  for (let i = 0; i < length; i++) {
    const how = walk[kinds[i] as number] as number;
    const from = src[i] as number;
    const to = dst[i] as number;
    if (how === 0 || from === to) continue;
    const near = how === 1 ? from : to;
    const at = next[near] as number;
    next[near] = at + 1;
    far[at] = how === 1 ? to : from;
  }
  const order = new Int32Array(size);
  const seen = new Uint8Array(size);
  let end = 0;
  let at = 0;
  const spread = (root: number) => {
    if (seen[root]) return;
    seen[root] = 1;
    order[end++] = root;
    for (; at < end; at++) {
      const node = order[at] as number;
      const last = start[node + 1] as number;
      for (let i = start[node] as number; i < last; i++) {
        const other = far[i] as number;
        if (seen[other]) continue;
        seen[other] = 1;
        order[end++] = other;
      }
    }
  };
  for (let node = 0; node < size; node++) if (!depends[node]) spread(node);
  // What is left stands in cycles that nothing outside leads to.
  for (let node = 0; node < size; node++) spread(node);
  return order;
}
