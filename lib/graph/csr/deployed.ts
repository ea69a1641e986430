import { RELATION_KINDS, RELATION_VARIANTS } from "@/db/enums";
import { kindCode } from "./kind-bytes";
import { DEPLOYED, RUNNING, type Snapshot } from "./snapshot";

const BASE = RELATION_KINDS.derived_from * 16;
/** Forms that bring their base along when they are loaded. */
const CARRIES = new Set([BASE + RELATION_VARIANTS.derived_from.adapter, BASE + RELATION_VARIANTS.derived_from.merge]);

/** Sets DEPLOYED on everything that running infra loads, itself or an adapter or merge of it (vocabulary §4). O(V + E). */
export function markDeployed({ nodes: { flags }, out, size }: Snapshot): void {
  const queue: number[] = [];
  const mark = (node: number) => {
    if ((flags[node] as number) & DEPLOYED) return;
    flags[node] = (flags[node] as number) | DEPLOYED;
    queue.push(node);
  };
  for (let node = 0; node < size; node++) flags[node] = (flags[node] as number) & ~DEPLOYED;
  for (let node = 0; node < size; node++) {
    if (!((flags[node] as number) & RUNNING)) continue;
    for (let i = out.start[node] as number; i < (out.start[node + 1] as number); i++)
      if (kindCode(out.kinds[i] as number) >> 4 === RELATION_KINDS.loads) mark(out.far[i] as number);
  }
  for (let node = queue.pop(); node !== undefined; node = queue.pop())
    for (let i = out.start[node] as number; i < (out.start[node + 1] as number); i++)
      if (CARRIES.has(kindCode(out.kinds[i] as number))) mark(out.far[i] as number);
}
