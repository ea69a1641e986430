import type { PickleState } from "./state";
import { DICT, SET, TUPLE } from "./values";

/** Containers that hold one container twice, which does so too, and so on: each level doubles what a reader unfolds. */
const MAX_LEVEL = 10;
const MAX_TRACKED = 65_536;

const keyOf = (tag: number, value: number) => value * 16 + tag;

/** A shared container is put on the stack again: its owner is what lies below the top mark, or the item below it. */
export function noteShared(s: PickleState, tag: number, value: number): void {
  if (tag < DICT || tag > SET) return;
  const at = s.markCount > 0 && s.fence > 0 ? s.fence - 1 : s.sp - 1;
  if (at < 0) return;
  const ownerTag = s.tags[at] as number;
  if (ownerTag < DICT || ownerTag > SET) return;
  const owner = keyOf(ownerTag, s.values[at] as number);
  const child = keyOf(tag, value);
  if (s.lastShared.owner === owner && s.lastShared.child === child) raise(s, owner, child);
  s.lastShared = { owner, child };
}

/** A pair of one and the same container: the tuple about to be made is a level above it. */
export function noteTwins(s: PickleState, tag: number, value: number): void {
  if (tag < DICT || tag > SET) return;
  raise(s, keyOf(TUPLE, s.ring.next), keyOf(tag, value));
}

function raise(s: PickleState, owner: number, child: number): void {
  const level = (s.levels.get(child) ?? 0) + 1;
  if (level <= (s.levels.get(owner) ?? 0) || s.levels.size >= MAX_TRACKED) return;
  s.levels.set(owner, level);
  if (level !== MAX_LEVEL) return;
  s.recorder.addAnomaly(s.at(), {
    rule: "pickle.expansion",
    verdict: "suspicious",
    severity: "medium",
    certainty: "likely",
    message: `Containers that hold one container twice, ${MAX_LEVEL} levels deep: unfolding them doubles at every level`,
  });
}
