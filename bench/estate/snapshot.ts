import type { InventoryRecord } from "@/lib/domain/record";
import { Draw } from "./draw";
import { EdgeMaker } from "./edges";
import { lineageOf } from "./families";
import { type Plan, planOf } from "./plan";
import { Namer } from "./words";

export type MadeEdge = { relation: InventoryRecord["edges"][number]["relation"]; variant: string | null; to: number };
export type MadeNode = { node: number; wave: number };

/** Of a later wave against wave 0: 0.5 % new, 1 % changed (every other one with other edges), 0.5 % gone. */
const NEW = 0.005;
const CHANGED = 0.01;
const GONE = 0.005;

/**
 * A made estate at one moment. Wave 0 holds nodes 0 .. size - 1. Any other wave is wave 0 with churn: what is gone there
 * was named by nobody, so no edge dangles. Streams; holds about 15 bytes a node.
 */
export class Snapshot {
  readonly plan: Plan;
  readonly names: Namer;
  private readonly maker: EdgeMaker;
  private readonly draw = new Draw(0);
  private readonly gone: Uint8Array | null;

  constructor(
    size: number,
    readonly wave = 0,
  ) {
    this.plan = planOf(size);
    this.names = new Namer(this.plan);
    this.maker = new EdgeMaker(this.plan, lineageOf(this.plan));
    this.gone = wave === 0 ? null : this.pickGone();
  }

  /** 0 where the node is as in the first wave, else the wave it changed in. */
  private waveOf(node: number): number {
    if (this.wave === 0 || node >= this.plan.size) return 0;
    return this.draw.at(node, 200 + this.wave).next() < CHANGED ? this.wave : 0;
  }

  private pickGone(): Uint8Array {
    const named = new Uint8Array(this.plan.size);
    for (let node = 0; node < this.end; node++) {
      for (const edge of this.edgesOf({ node, wave: this.waveOf(node) })) if (edge.to !== node) named[edge.to] = 1;
    }
    const free = named.reduce((sum, n) => sum + 1 - n, 0);
    const share = (GONE * this.plan.size) / free;
    return named.map((n, node) => (n === 0 && this.draw.at(node, 300 + this.wave).next() < share ? 1 : 0));
  }

  private get end(): number {
    return this.wave === 0 ? this.plan.size : this.plan.size + Math.round(this.plan.size * NEW);
  }

  *nodes(): Generator<MadeNode> {
    for (let node = 0; node < this.end; node++) {
      if (this.gone?.[node] === 1) continue;
      yield { node, wave: this.waveOf(node) };
    }
  }

  edgesOf({ node, wave }: MadeNode): MadeEdge[] {
    const edges: MadeEdge[] = [];
    this.maker.edgesOf(
      node,
      (relation, variant, to) => edges.push({ relation, variant, to }),
      wave !== 0 && node % 2 === 0 ? wave : 0,
    );
    return edges;
  }

  /** One line of a push, without its newline. */
  lineOf(made: MadeNode): string {
    const { kind, subtype } = this.plan.groupOf(made.node);
    const { key, name, owner, env, data, criticality, props } = this.names.wordsOf(made.node, made.wave);
    const edges = this.edgesOf(made).map(({ relation, variant, to }) => ({
      relation,
      ...(variant === null ? {} : { variant }),
      to: this.names.keyOf(to),
      ...(relation === "loads" ? { props: { ref: made.node % 2 === 0 ? "main" : `v${made.node % 9}` } } : {}),
    }));
    const said = { owner, env, data, criticality };
    const known = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
    return JSON.stringify({ key, kind, subtype, name, class: "observed", ...known, props, edges });
  }
}
