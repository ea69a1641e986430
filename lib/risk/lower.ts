import type { Exposure } from "@/lib/domain/asset";
import type { Band } from "@/lib/domain/severity";
import { type Exact, ZERO } from "./exact";
import { CONTROL_LABEL } from "./explain";
import type { Control } from "./factors";
import { type LineageInput, scoreLineage } from "./lineage";
import type { PostureItem } from "./posture";
import { exploitedPart, type FindingInput, scoreFinding } from "./score";

type Change = { kind: "exposure"; exposure: Exposure } | { kind: "control"; control: Control } | { kind: "closed" };

/** One change on its own, and what the score would be after it. */
export type Lowering = {
  change: Change;
  label: string;
  exact: Exact;
  scoreTenths: number;
  band: Band;
  /** How far the printed score would fall, in tenths; 0 where it falls by less than a tenth. */
  dropTenths: number;
  /** For `postureGain`; null where nothing is left to count. */
  item: PostureItem | null;
};

export type GroupLowering = Lowering & {
  /** The member the change is made on. */
  on: string;
  /** The member that would then be worst, or null where nobody is open. */
  at: string | null;
};

const LESS_EXPOSED: readonly { exposure: Exposure; label: string }[] = [
  { exposure: "X2", label: "Make it reachable from the inside only" },
  { exposure: "X1", label: "Stop it, keep it stored" },
  { exposure: "X0", label: "Quarantine it" },
];

/**
 * Single changes that would lower one finding's score, most effective first. `creditable` are the controls that the
 * finding's rule lists: nothing else is ever promised. Changes that would not lower it are left out.
 */
export function whatLowers(input: FindingInput, creditable: readonly Control[]): Lowering[] {
  const now = scoreFinding(input);
  const lowerings: Lowering[] = [];
  for (const { change, label, apply } of changesFor(input, creditable)) {
    const next = scoreFinding(apply(input));
    if (next.exact.compare(now.exact) >= 0) continue;
    lowerings.push({
      change,
      label,
      exact: next.exact,
      scoreTenths: next.scoreTenths,
      band: next.band,
      dropTenths: now.scoreTenths - next.scoreTenths,
      item: { score: next.exact.toNumber(), exploitedScore: exploitedPart(next).toNumber() },
    });
  }
  lowerings.push(closedLowering(now.scoreTenths));
  return bestFirst(lowerings);
}

/**
 * The same for a lineage group, on the member that makes its score today; the group is scored anew each time, so
 * the next worst member takes over. Empty where nobody is open. Throws as `scoreLineage` does.
 */
export function whatLowersLineage(input: LineageInput, creditable: readonly Control[]): GroupLowering[] {
  const now = scoreLineage(input).group;
  const asset = now === null ? undefined : input.assets.get(now.at);
  if (now === null || asset === undefined) return [];
  const on = now.at;
  const options: { change: Change; label: string; next: LineageInput }[] = changesFor(asset, creditable).map(
    ({ change, label, apply }) => ({
      change,
      label,
      next: { ...input, assets: new Map(input.assets).set(on, apply(asset)) },
    }),
  );
  options.push({
    change: { kind: "closed" },
    label: "Retire or clean it",
    next: { ...input, closed: [...(input.closed ?? []), on] },
  });
  const lowerings: GroupLowering[] = [];
  for (const { change, label, next } of options) {
    const { group, item } = scoreLineage(next);
    const exact = group?.exact ?? ZERO;
    if (exact.compare(now.exact) >= 0) continue;
    const scoreTenths = group?.scoreTenths ?? 0;
    lowerings.push({
      change,
      label,
      on,
      at: group?.at ?? null,
      exact,
      scoreTenths,
      band: group?.band ?? "Info",
      dropTenths: now.scoreTenths - scoreTenths,
      item,
    });
  }
  return bestFirst(lowerings);
}

type Changeable = { exposure: Exposure; controls?: readonly Control[] | undefined };

function changesFor<T extends Changeable>(
  target: T,
  creditable: readonly Control[],
): { change: Change; label: string; apply: (target: T) => T }[] {
  const held = target.controls ?? [];
  return [
    ...LESS_EXPOSED.map(({ exposure, label }) => ({
      change: { kind: "exposure" as const, exposure },
      label,
      apply: (old: T): T => ({ ...old, exposure }),
    })),
    ...[...new Set(creditable)]
      .filter((control) => !held.includes(control))
      .map((control) => ({
        change: { kind: "control" as const, control },
        label: `Prove ${CONTROL_LABEL[control]}`,
        apply: (old: T): T => ({ ...old, controls: [...held, control] }),
      })),
  ];
}

function closedLowering(nowTenths: number): Lowering {
  return {
    change: { kind: "closed" },
    label: "Fix it",
    exact: ZERO,
    scoreTenths: 0,
    band: "Info",
    dropTenths: nowTenths,
    item: null,
  };
}

function bestFirst<T extends Lowering>(lowerings: T[]): T[] {
  return lowerings.sort((a, b) => a.exact.compare(b.exact));
}
