/** A decision tree as lists: the children of each node; a negative number is a leaf or no child. */
export type TreeLists = { left: readonly number[]; right: readonly number[]; nodes: number };

/**
 * Why a tree cannot be walked by a predictor: a child outside the lists would be read past their end, a node with two
 * parents may be a circle that never ends. Undefined for a sound tree.
 */
export function treeProblem({ left, right, nodes }: TreeLists): string | undefined {
  if (left.length !== nodes || right.length !== nodes) {
    return `it says it has ${nodes} nodes, its lists have ${left.length} and ${right.length}`;
  }
  const parents = new Uint8Array(nodes);
  for (let i = 0; i < nodes; i++) {
    for (const child of [left[i] ?? 0, right[i] ?? 0]) {
      if (child < 0) continue;
      if (!Number.isInteger(child) || child >= nodes) return `node ${i} leads to node ${child}, which is not there`;
      if (child === 0) return `node ${i} leads back to the root`;
      if (parents[child] === 1) return `two nodes lead to node ${child}`;
      parents[child] = 1;
    }
  }
  return undefined;
}
