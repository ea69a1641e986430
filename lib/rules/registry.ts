import { digestOf } from "@/lib/domain/digest";
import { DATA_003 } from "./data/DATA-003/rule";
import { DATA_004 } from "./data/DATA-004/rule";
import type { Rule } from "./define";
import { INFRA_008 } from "./infrastructure/INFRA-008/rule";
import { MODEL_001 } from "./model/MODEL-001/rule";
import { MODEL_003 } from "./model/MODEL-003/rule";
import { MODEL_017 } from "./model/MODEL-017/rule";
import { MODEL_018 } from "./model/MODEL-018/rule";
import { MODEL_019 } from "./model/MODEL-019/rule";
import { PLUGIN_005 } from "./plugin/PLUGIN-005/rule";

/** Every rule that a run evaluates, in id order. One line a rule; a test finds a folder that has none. */
export const RULES: readonly Rule[] = [
  DATA_003,
  DATA_004,
  INFRA_008,
  MODEL_001,
  MODEL_003,
  MODEL_017,
  MODEL_018,
  MODEL_019,
  PLUGIN_005,
];

/** Names the set of rules that made a run's findings: changes when a rule is added, removed or gets a new version. */
export function rulesetVersion(): string {
  return digestOf(RULES.map((r) => [r.id, r.version]));
}
