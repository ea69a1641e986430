import type { JsonObject } from "@/lib/domain/json";
import { Draw } from "./draw";
import type { Plan } from "./plan";

const TOPICS = ["credit", "fraud", "support", "search", "vision", "speech", "triage", "pricing", "routing", "summary"];
const SHAPES = ["ranker", "encoder", "chat", "scorer", "detector", "reader", "writer", "matcher", "tagger", "planner"];
const TEAMS = ["atlas", "borealis", "cobalt", "dune", "ember", "fjord", "garnet", "harbor"];
const LICENSES = ["mit", "apache-2.0", "cc-by-4.0", "cc-by-nc-4.0"];
const FORMATS = ["safetensors", "pytorch", "gguf", "onnx"];

export type Words = {
  key: string;
  name: string;
  owner: string | null;
  env: string | null;
  data: number | null;
  criticality: number | null;
  props: JsonObject;
};

const pick = <T>(list: readonly T[], draw: Draw): T => list[draw.below(list.length)] as T;

/** What a node is called. A function of its number alone, so that edges can name nodes which were not written yet. */
export class Namer {
  private readonly draw = new Draw(0);

  constructor(private readonly plan: Plan) {}

  keyOf(node: number): string {
    const { draw } = this;
    draw.at(node, 1);
    const { kind, subtype } = this.plan.groupOf(node);
    const team = pick(TEAMS, draw);
    const name = `${pick(TOPICS, draw)}-${pick(SHAPES, draw)}-${node}`;
    if (kind === "model" && node % 3 === 0) {
      const commit = `${draw.hex8()}${draw.hex8()}${draw.hex8()}${draw.hex8()}${draw.hex8()}`;
      return `pkg:huggingface/${team}/${name}@${commit}`;
    }
    if (kind === "model") return `pkg:mlflow/${name}@${1 + draw.below(40)}`;
    if (kind === "dataset") return `s3://lake-${team}/sets/${name}/v${1 + draw.below(9)}`;
    if (kind === "plugin") return `pkg:npm/%40${team}/${name}@1.${draw.below(30)}.0`;
    if (kind === "pipeline") return `pkg:github/${team}/${name}@.github/workflows/${subtype}.yml`;
    const account = 100_000_000_000 + draw.below(40) * 7;
    if (kind === "identity") return `arn:aws:iam::${account}:${subtype}/${name}`;
    return `arn:aws:sagemaker:eu-west-1:${account}:${subtype}/${name}`;
  }

  /** All that a record says of a node beside its edges. `wave` other than 0: what it says after it changed. */
  wordsOf(node: number, wave = 0): Words {
    const key = this.keyOf(node);
    const { draw } = this;
    const { kind, subtype } = this.plan.groupOf(node);
    draw.at(node, 2);
    const name = `${pick(TOPICS, draw)} ${pick(SHAPES, draw)} ${node}`;
    const owner = draw.next() < 0.7 ? `team-${pick(TEAMS, draw)}` : null;
    const env = draw.next() < 0.4 ? "prod" : draw.next() < 0.5 ? "staging" : null;
    const data = kind === "dataset" || draw.next() < 0.05 ? draw.below(5) : null;
    const criticality = draw.next() < 0.2 ? draw.below(5) : null;
    return {
      key,
      name,
      owner,
      env,
      data,
      criticality,
      props: { ...this.propsOf(kind, subtype), ...(wave === 0 ? {} : { reviewed: wave }) },
    };
  }

  private propsOf(kind: string, subtype: string): JsonObject {
    const { draw } = this;
    if (kind === "model")
      return {
        license: pick(LICENSES, draw),
        formats: [pick(FORMATS, draw)],
        downloads: draw.below(100_000),
        has_card: draw.next() < 0.9,
      };
    if (kind === "dataset")
      return { license: pick(LICENSES, draw), updated_at: `2026-0${1 + draw.below(9)}-11T00:00:00Z` };
    if (kind === "plugin") return { transport: draw.next() < 0.6 ? "stdio" : "http", version: "1.4.0" };
    if (kind === "infra")
      return {
        state: draw.next() < 0.8 ? "running" : "stopped",
        public_network: draw.next() < 0.05,
        auth: draw.next() < 0.9 ? "sso" : "none",
        product: subtype,
      };
    if (kind === "pipeline") return { triggers: ["push"], runs_untrusted_build: draw.next() < 0.02 };
    return { external: draw.next() < 0.03, scopes: ["read"] };
  }
}
