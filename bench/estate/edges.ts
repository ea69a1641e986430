import type { RelationKind } from "@/lib/domain/relation";
import { Draw } from "./draw";
import type { Families, Lineage } from "./families";
import type { Plan, Span } from "./plan";

export type Emit = (relation: RelationKind, variant: string | null, to: number) => void;

const STEP: Record<string, string> = { finetune: "finetune", adapter: "adapter", quantized: "quantize", base: "copy" };
const GRANTS = ["read", "read", "read", "write", "pull", "admin"] as const;
const MOST_GRANTS = 2_000;

/**
 * The edges that leave one node, about 4.8 on average, every one of them legal by the relations table. A node's edges
 * depend on its number alone (and on the lineage arrays), so an estate of any size streams.
 */
export class EdgeMaker {
  private readonly draw = new Draw(0);
  private emit: Emit = () => {};
  private readonly seen = new Set<string>();

  constructor(
    private readonly plan: Plan,
    private readonly lineage: Lineage,
  ) {}

  /** Hands each edge of `node` to `emit`, no edge twice. `wave` other than 0 draws other edges: the node changed. */
  edgesOf(node: number, emit: Emit, wave = 0): void {
    const group = this.plan.groupOf(node);
    this.emit = emit;
    this.seen.clear();
    this.draw.at(node, 100 + wave);
    if (group.kind === "model") this.model(node, group.subtype);
    else if (group.kind === "dataset") this.dataset(node);
    else if (group.subtype === "mcp_server") this.server();
    else if (group.subtype === "agent") this.agent();
    else if (group.kind === "infra") this.infra(group.subtype);
    else if (group.kind === "pipeline") this.pipeline(group.subtype);
    else this.identity();
  }

  private put(relation: RelationKind, variant: string | null, to: number): void {
    const mark = `${relation} ${variant} ${to}`;
    if (this.seen.has(mark)) return;
    this.seen.add(mark);
    this.emit(relation, variant, to);
  }

  private among(span: Span): number {
    return span.from + this.draw.below(span.to - span.from);
  }

  private popular(span: Span): number {
    return span.from + this.draw.zipf(span.to - span.from);
  }

  private some(mean: number, relation: RelationKind, to: () => number, variant: string | null = null): void {
    for (let left = this.draw.about(mean); left > 0; left--) this.put(relation, variant, to());
  }

  private derived(families: Families, node: number, variant: (to: number) => string): void {
    const at = node - families.span.from;
    for (const to of [families.parent[at] ?? -1, families.second[at] ?? -1, families.loop.get(at) ?? -1])
      if (to >= 0) this.put("derived_from", variant(to), to + families.span.from);
  }

  private model(node: number, subtype: string): void {
    const { plan, lineage } = this;
    if (node >= plan.size) this.put("derived_from", "finetune", this.among(plan.span("model")));
    else
      this.derived(lineage.models, node, (to) =>
        lineage.models.second[node - lineage.models.span.from] === to ? "merge" : (STEP[subtype] ?? "unknown"),
      );
    const data = plan.span("dataset");
    this.some(0.75, "trained_on", () => this.popular(data), "pretrain");
    this.some(0.9, "trained_on", () => this.among(data), "finetune");
    this.some(0.5, "evaluated_on", () => this.popular(data));
    this.some(0.6, "built_by", () => this.among(plan.span("build")));
    this.some(0.9, "stored_in", () => this.popular(plan.span(this.draw.next() < 0.4 ? "registry" : "bucket")));
  }

  private dataset(node: number): void {
    this.derived(this.lineage.datasets, node, () => (node % 3 === 0 ? "convert" : "copy"));
    // Data made by models that were trained on other data: the cycles that cross kinds.
    this.some(0.001, "generated_by", () => this.among(this.plan.span("model")));
    this.some(0.5, "built_by", () => this.among(this.plan.span("build")));
    this.some(1, "stored_in", () => this.popular(this.plan.span("bucket")));
  }

  private server(): void {
    this.some(0.3, "uses", () => this.among(this.plan.span("model")));
    this.some(0.3, "uses", () => this.among(this.plan.span("endpoint")));
    this.some(0.5, "hosted_on", () => this.among(this.plan.span("workload")));
    this.some(0.5, "built_by", () => this.among(this.plan.span("build")));
    this.some(0.8, "runs_as", () => this.among(this.plan.span("role")));
  }

  private agent(): void {
    this.some(3, "uses", () => this.popular(this.plan.span("mcp_server")));
    this.some(0.7, "uses", () => this.among(this.plan.span("endpoint")));
    this.some(0.5, "retrieves_from", () => this.among(this.plan.span("vector_db")));
    this.some(1, "runs_as", () => this.among(this.plan.span("role")));
    this.some(0.4, "hosted_on", () => this.among(this.plan.span("function")));
  }

  private infra(subtype: string): void {
    const all = this.plan.span("infra");
    const serves = ["endpoint", "workload", "function"].includes(subtype);
    if (serves) {
      this.some(2.5, "loads", () => this.among(this.plan.span("model")));
      this.some(0.7, "hosted_on", () => this.among(this.plan.span("node")));
      this.some(0.2, "ingests", () => this.among(this.plan.span("dataset")));
    }
    this.some(serves || subtype === "node" ? 1 : 0.2, "runs_as", () => this.among(this.plan.span("role")));
    this.some(serves ? 3.5 : 1, "connects_to", () => this.among(all));
  }

  private pipeline(subtype: string): void {
    if (subtype === "training_pipeline") {
      this.some(3, "uses", () => this.among(this.plan.span("dataset")));
      this.some(2, "loads", () => this.among(this.plan.span("model")));
    }
    this.some(1, "runs_as", () => this.among(this.plan.span("role")));
    this.some(1.5, "connects_to", () => this.among(this.plan.span("infra")));
  }

  private identity(): void {
    const count = Math.min(MOST_GRANTS, Math.ceil(7.3 / (this.draw.next() + 1e-9) ** 0.7));
    for (let i = 0; i < count; i++) {
      const kind = this.draw.next();
      const to = this.plan.span(kind < 0.6 ? "infra" : kind < 0.8 ? "dataset" : "model");
      this.put("can_access", GRANTS[this.draw.below(GRANTS.length)] ?? "read", this.among(to));
    }
    this.some(1.5, "can_assume", () => this.among(this.plan.span("role")));
  }
}
