import { RELATION_KINDS, RELATION_VARIANTS } from "@/db/enums";
import { RELATIONS, type RelationKind } from "@/lib/domain/relation";

/** What a set of arrays is for: where things come from, what is harmed with what, how an attacker moves. */
const PURPOSES = ["lineage", "impact", "attack"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** out: towards what a thing depends on or acts upon ("upstream", onward); in: towards what depends on it ("downstream"). */
export type Direction = "out" | "in";

/** How a purpose walks a kind: not at all, from source to target, or the other way round. */
const NEVER = 0;
const ALONG = 1;
const AGAINST = 2;

const CODES: number[] = [0];
const BYTE_OF = new Uint8Array(512);
const WALKS: Record<Purpose, number[]> = { lineage: [NEVER], impact: [NEVER], attack: [NEVER] };

/**
 * `exposes` is the one impact edge that harm follows forwards (vocabulary §3). `stored_in` belongs to no attack walk as
 * written; it is followed backwards there, since whoever reaches a store reads what lies in it.
 */
function walkOf(relation: RelationKind, purpose: Purpose): number {
  const { set } = RELATIONS[relation];
  if (purpose === "lineage") return set.includes("L") ? ALONG : NEVER;
  if (purpose === "attack") return relation === "stored_in" ? AGAINST : set.includes("A") ? ALONG : NEVER;
  if (relation === "exposes") return AGAINST;
  return set.includes("L") || set.includes("I") ? ALONG : NEVER;
}

for (const [relation, base] of Object.entries(RELATION_KINDS) as [RelationKind, number][]) {
  const variants = Object.values((RELATION_VARIANTS as Record<string, Record<string, number>>)[relation] ?? {});
  for (const variant of [0, ...variants]) {
    BYTE_OF[base * 16 + variant] = CODES.length;
    CODES.push(base * 16 + variant);
    for (const purpose of PURPOSES) WALKS[purpose].push(walkOf(relation, purpose));
  }
}

/** A stored edge kind (code x 16 + variant) as the byte the arrays hold; 0 for a kind this version does not know. */
export function kindByte(code: number): number {
  return BYTE_OF[code] ?? 0;
}

/** The stored edge kind of a byte. */
export function kindCode(byte: number): number {
  return CODES[byte] ?? 0;
}

/** For each kind byte: 1 where this direction of the purpose leaves the edge's source, 2 where it leaves its target, else 0. */
export function walkTable(purpose: Purpose, direction: Direction): Uint8Array {
  return Uint8Array.from(WALKS[purpose], (w) =>
    w === NEVER || direction === "out" ? w : w === ALONG ? AGAINST : ALONG,
  );
}

/** The stored edge kinds that some walk passes, either way: all but labels. */
export function unlabelledKinds(): number[] {
  return CODES.filter((code, byte) => code > 0 && (WALKS.impact[byte] !== NEVER || WALKS.attack[byte] !== NEVER));
}

/** The stored edge kinds that a direction walks from source to target, and those it walks from target to source. */
export function walkedKinds(purpose: Purpose, direction: Direction): { along: number[]; against: number[] } {
  const table = walkTable(purpose, direction);
  const codes = (how: number) => CODES.filter((_, byte) => table[byte] === how);
  return { along: codes(ALONG), against: codes(AGAINST) };
}
