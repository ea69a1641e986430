import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ASSET_KINDS, EVIDENCE_CLASSES } from "@/db/enums";
import { factEvidenceId } from "@/lib/domain/evidence";
import { edgeCode } from "@/lib/domain/relation";
import { buildGraph } from "./build-graph";
import { CompactRows, compactGraph } from "./compact-graph";
import type { Graph, GraphAsset, GraphEdge } from "./graph";
import { TextColumn } from "./text-column";

const utf8 = (text: string | null) => (text === null ? null : Buffer.from(text));

/** Rows as the database sends them, in the order given. */
function packed(assets: readonly GraphAsset[], edges: readonly (GraphEdge & { page: number | null })[]): Graph {
  const rows = new CompactRows();
  for (const a of assets) {
    rows.ids.push(a.id);
    rows.kinds.push(ASSET_KINDS[a.kind]);
    const said = [a.key, a.subtype, a.name, a.owner, a.env, a.data, a.criticality, a.props, a.id, "L1", a.open];
    rows.docs.push(utf8(JSON.stringify(said)));
  }
  for (const e of edges) {
    rows.src.push(e.from);
    rows.dst.push(e.to);
    rows.edgeKinds.push(edgeCode(e.relation, e.variant));
    rows.classes.push(EVIDENCE_CLASSES[e.class]);
    rows.pages.push(e.page ?? 0);
    rows.spots.push(utf8("/x"));
    rows.edgeDocs.push(Object.keys(e.props).length > 0 ? utf8(JSON.stringify(e.props)) : null);
  }
  return compactGraph(rows);
}

const id = fc.integer({ min: 1, max: 9 });
const asset = id.chain((n) =>
  fc.record({
    id: fc.constant(n),
    key: fc.constant(`key ${n}`),
    kind: fc.constantFrom("model", "dataset", "infra", "plugin"),
    subtype: fc.string(),
    name: fc.string({ minLength: 1, unit: "grapheme" }),
    owner: fc.option(fc.string()),
    env: fc.constant(null),
    data: fc.constantFrom(null, 0, 4),
    criticality: fc.constantFrom(null, 3),
    props: fc.constantFrom({}, { a: [1, "é"] }),
    evidenceId: fc.constant(factEvidenceId(n, "L1")),
    open: fc.boolean(),
  }),
) as fc.Arbitrary<GraphAsset>;
const edge = fc
  .record({
    from: id,
    to: id,
    relation: fc.constantFrom("derived_from", "uses", "loads"),
    class: fc.constantFrom("verified", "observed", "declared"),
    props: fc.constantFrom({}, { ref: "main" }),
    page: fc.constantFrom(null, 3, 40),
    adapter: fc.boolean(),
  })
  .map(({ adapter, ...e }) => ({
    ...e,
    variant: adapter && e.relation === "derived_from" ? "adapter" : null,
    evidenceId: factEvidenceId(e.page, "/x"),
  })) as fc.Arbitrary<GraphEdge & { page: number | null }>;

describe("compactGraph", () => {
  it("answers as the graph of objects does, whatever the order of rows", () => {
    fc.assert(
      fc.property(fc.uniqueArray(asset, { selector: (a) => a.id }), fc.array(edge), (assets, drawn) => {
        const known = new Set(assets.map((a) => a.id));
        const edges = drawn.filter((e) => known.has(e.from) && known.has(e.to));
        const plain = edges.map(({ page: _, ...e }) => e);
        const [whole, compact] = [buildGraph(assets, plain), packed(assets, edges)];
        expect([...compact.assets]).toEqual([...whole.assets]);
        expect(compact.assets.size).toBe(whole.assets.size);
        const facts = (list: Iterable<GraphEdge>) => [...list].map(({ props: _, evidenceId: __, ...e }) => e);
        expect(facts(compact.edges())).toEqual(facts(whole.edges()));
        for (let n = 0; n <= 10; n++) {
          expect(compact.assets.has(n)).toBe(whole.assets.has(n));
          for (const relation of [undefined, "uses", "derived_from", "runs_as"] as const) {
            expect(facts(compact.out(n, relation))).toEqual(facts(whole.out(n, relation)));
            expect(facts(compact.in(n, relation))).toEqual(facts(whole.in(n, relation)));
          }
        }
        expect(compact.ofKind("model")).toEqual(whole.ofKind("model"));
        const ends = (graph: Graph) => {
          const seen = new Set<string>();
          graph.eachEdge((from, to, relation) => seen.add(`${from} ${relation} ${to}`));
          return [...seen].sort();
        };
        expect(ends(compact)).toEqual(ends(whole));
      }),
    );
  });

  it("keeps evidence and details of the edge whose word is strongest", () => {
    const two = ["declared", "verified"].map((cls, i) => ({
      from: 1,
      to: 1,
      relation: "uses",
      variant: null,
      class: cls,
      props: { from: cls },
      page: i + 5,
      evidenceId: null,
    })) as (GraphEdge & { page: number })[];
    const only = fc.sample(asset, 1).map((a) => ({ ...a, id: 1 }));
    expect(packed(only, two).out(1)).toEqual([
      expect.objectContaining({ class: "verified", props: { from: "verified" }, evidenceId: factEvidenceId(6, "/x") }),
    ]);
  });

  it("refuses an asset twice and an edge into nowhere by name", () => {
    const [one] = fc.sample(asset, 1).map((a) => ({ ...a, id: 1 }));
    if (!one) throw new Error("no sample");
    expect(() => packed([one, one], [])).toThrow(/Asset id 1 stands twice/);
    const lost = { from: 1, to: 8, relation: "uses", variant: null, class: "declared", props: {}, page: null };
    expect(() => packed([one], [{ ...lost, evidenceId: null } as GraphEdge & { page: null }])).toThrow(
      /Edge 1 uses 8 names asset 8/,
    );
  });
});

describe("TextColumn", () => {
  it("gives back texts of every length, null apart from empty", () => {
    const long = "é".repeat(9 * 1024 * 1024);
    const texts = [null, "", "a", long, "after", null, ...Array.from({ length: 3_000 }, (_, i) => `row ${i}`)];
    const column = new TextColumn();
    for (const text of texts) column.push(utf8(text));
    expect(column.size).toBe(texts.length);
    expect(texts.every((text, i) => column.get(i) === text)).toBe(true);
  });
});
