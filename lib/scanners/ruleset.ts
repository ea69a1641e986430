import { digestOf } from "@/lib/domain/digest";
import type { Engine } from "@/lib/domain/evidence";
import { CODE_RULES } from "./hf-repo/python-code";
import { CONFIG_HINT, CUSTOM_CLASS, KNOWN_LIBRARIES } from "./hf-repo/signs";
import { BY_ATTRIBUTE, CALLABLE, DOORS, INNER, PYTHON } from "./jinja/names";
import { CODE_NAMES, DENIED_KERAS, KNOWN_CLASSES, KNOWN_FUNCTIONS, READS_ELSEWHERE } from "./keras-config/known";
import { CODE_OPERATORS, KNOWN_DOMAINS } from "./onnx/schema";
import { ALLOW, DICT_LIKE, LIST_LIKE, SET_LIKE } from "./policy/allow";
import { DENY_ANYWHERE, DENY_LAST_NAMES, DENY_MODULES, NESTED_LOADERS } from "./policy/deny";
import { DENY_NAMES } from "./policy/deny-names";
import { SOURCE_CALLS } from "./policy/source-calls";
import { PRIVATE_STDLIB, STDLIB } from "./policy/stdlib";
import { ALLOWED, DENIED, SAVER, SUSPECT } from "./policy/tensorflow-ops";
import { REACHES, RUNS } from "./r-data/calls";

/** Digest of every list a verdict rests on: two results with the same one were judged alike. */
export const RULESET = digestOf({
  allow: ALLOW,
  containers: [[...DICT_LIKE], [...LIST_LIKE], [...SET_LIKE]],
  deny: [DENY_MODULES, DENY_NAMES, DENY_ANYWHERE, DENY_LAST_NAMES],
  nested: [...NESTED_LOADERS],
  templates: [CALLABLE, DOORS, PYTHON, INNER, BY_ATTRIBUTE].map((names) => [...names]),
  repository: [CONFIG_HINT.source, CUSTOM_CLASS.source, [...KNOWN_LIBRARIES], CODE_RULES.map((rule) => rule.source)],
  keras: [[...KNOWN_CLASSES], [...KNOWN_FUNCTIONS], [...DENIED_KERAS], [...READS_ELSEWHERE], [...CODE_NAMES]],
  onnx: [[...KNOWN_DOMAINS], [...CODE_OPERATORS]],
  r: [[...RUNS], [...REACHES]],
  tensorflow: [[...ALLOWED], [...DENIED], [...SUSPECT], [...SAVER]],
  source: SOURCE_CALLS,
  stdlib: [[...STDLIB], [...PRIVATE_STDLIB]],
});

export const ENGINE: Engine = { name: "faultline", version: "0.1.0", ruleset: RULESET };
