import { digestOf } from "@/lib/domain/digest";
import type { Engine } from "@/lib/domain/evidence";
import { ALLOW, DICT_LIKE, LIST_LIKE, SET_LIKE } from "./policy/allow";
import { DENY_ANYWHERE, DENY_LAST_NAMES, DENY_MODULES, NESTED_LOADERS } from "./policy/deny";
import { DENY_NAMES } from "./policy/deny-names";
import { SOURCE_CALLS } from "./policy/source-calls";
import { PRIVATE_STDLIB, STDLIB } from "./policy/stdlib";

/** Digest of every list a verdict rests on: two results with the same one were judged alike. */
export const RULESET = digestOf({
  allow: ALLOW,
  containers: [[...DICT_LIKE], [...LIST_LIKE], [...SET_LIKE]],
  deny: [DENY_MODULES, DENY_NAMES, DENY_ANYWHERE, DENY_LAST_NAMES],
  nested: [...NESTED_LOADERS],
  source: SOURCE_CALLS,
  stdlib: [[...STDLIB], [...PRIVATE_STDLIB]],
});

export const ENGINE: Engine = { name: "faultline", version: "0.1.0", ruleset: RULESET };
