import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allDownCounts, allUpCounts } from "./all-assets";
import { blast, counts } from "./blast";
import { applyDelta, type EdgeList } from "./delta";
import { walkedKinds } from "./kind-bytes";
import { neighbourhood } from "./neighbourhood";
import { recall } from "./recall";
import { edgeRows } from "./rows";
import { FAR, isSensitive, sensitiveField, wayOf } from "./sensitive";
import { buildSnapshot, inSide, nodeOf, OPEN, permuted, RUNNING, type Snapshot, side, snapshotBytes } from "./snapshot";
import { type MadeEdge, madeGraph, shapeOf, triplesOf } from "./testing/made-graph";
import { closure, makePad, shortestPathOver } from "./traverse";

const AT = { version: 1, runId: 1, run: "run-1" };
const seed = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 }),
  size: fc.integer({ min: 1, max: 60 }),
  renumber: fc.boolean(),
});

/** Distances by repeating over the whole edge list until nothing is added; the ids of the root included. */
function naive(
  edges: readonly MadeEdge[],
  root: number,
  purpose: "lineage" | "impact" | "attack",
  direction: "in" | "out",
) {
  const { along, against } = walkedKinds(purpose, direction);
  const depth = new Map([[root, 0]]);
  for (let d = 0, grown = true; grown; d++) {
    grown = false;
    for (const e of edges) {
      const step = along.includes(e.kind) ? [e.src, e.dst] : against.includes(e.kind) ? [e.dst, e.src] : null;
      if (!step) continue;
      const [near = 0, far = 0] = step;
      if (depth.get(near) !== d || depth.has(far)) continue;
      depth.set(far, d + 1);
      grown = true;
    }
  }
  return depth;
}

function build(o: { seed: number; size: number; renumber: boolean }): { snapshot: Snapshot; edges: MadeEdge[] } {
  const { nodes, edges } = madeGraph(o.seed, o.size);
  return { snapshot: buildSnapshot(1, AT, nodes, triplesOf(edges), o.renumber), edges };
}

const idsOf = (s: Snapshot, nodes: Iterable<number>) => [...nodes].map((n) => s.nodes.ids[n] ?? -1);

describe("walks over arrays", () => {
  it("reach what a naive search reaches, at its distance, in every purpose and direction", () => {
    fc.assert(
      fc.property(seed, (o) => {
        const { snapshot, edges } = build(o);
        const pad = makePad(snapshot.size);
        for (const purpose of ["lineage", "impact", "attack"] as const)
          for (const direction of ["out", "in"] as const)
            for (let root = 0; root < snapshot.size; root += 7) {
              const reach = closure(side(snapshot, purpose, direction), root, pad);
              const found = new Map<number, number>();
              for (let d = 0; d + 1 < reach.levels.length; d++)
                for (const id of idsOf(snapshot, reach.nodes.subarray(reach.levels[d], reach.levels[d + 1])))
                  found.set(id, d);
              const expected = naive(edges, snapshot.nodes.ids[root] ?? 0, purpose, direction);
              expect(new Map([...found].sort())).toEqual(new Map([...expected].sort()));
            }
      }),
      { numRuns: 60 },
    );
  });

  it("list each edge of a walk once, whatever the numbering, and count what a limit cuts", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 0, max: 30 }), (o, limit) => {
        const plain = build({ ...o, renumber: false });
        const other = build({ ...o, renumber: true });
        const ask = { purpose: "impact", direction: "out", maxDepth: 5, limit } as const;
        const root = plain.snapshot.nodes.ids[plain.snapshot.size - 1] ?? 0;
        const rows = (s: Snapshot) => edgeRows(s, nodeOf(s, root), ask, makePad(s.size));
        const cut = rows(plain.snapshot);
        expect(rows(other.snapshot)).toEqual(cut);
        const depths = naive(plain.edges, root, "impact", "out");
        const { along, against } = walkedKinds("impact", "out");
        const expected = new Set(
          plain.edges
            .filter((e) => e.src !== e.dst)
            .filter((e) => {
              const near = along.includes(e.kind) ? e.src : against.includes(e.kind) ? e.dst : -1;
              return (depths.get(near) ?? 9) < 5;
            })
            .map((e) => `${e.src} ${e.kind} ${e.dst}`),
        );
        expect(cut.rows.length + cut.omitted).toBe(expected.size);
        expect(cut.rows.length).toBe(Math.min(limit, expected.size));
        for (const r of cut.rows) expect(expected).toContain(`${r.src} ${r.kind} ${r.dst}`);
        expect(cut.rows.map((r) => r.depth)).toEqual(cut.rows.map((r) => r.depth).sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });

  it("count every asset's blast radius and dependencies as one search each does", () => {
    fc.assert(
      fc.property(seed, fc.constantFrom(1, 4, 9_999), (o, wideFrom) => {
        const { snapshot, edges } = build(o);
        const pad = makePad(snapshot.size);
        const { down, running } = allDownCounts(snapshot, pad, wideFrom);
        const up = allUpCounts(snapshot, pad, wideFrom);
        for (let node = 0; node < snapshot.size; node++) {
          const id = snapshot.nodes.ids[node] ?? 0;
          const harmed = [...naive(edges, id, "impact", "in").keys()]
            .filter((i) => i !== id)
            .map((i) => nodeOf(snapshot, i));
          const counted = harmed.filter((n) => counts(snapshot.nodes, n));
          expect(down[node]).toBe(counted.length);
          expect(running[node]).toBe(counted.filter((n) => (snapshot.nodes.flags[n] ?? 0) & RUNNING).length);
          const needed = [...naive(edges, id, "impact", "out").keys()]
            .filter((i) => i !== id)
            .map((i) => nodeOf(snapshot, i));
          expect(up[node]).toBe(needed.filter((n) => (snapshot.nodes.flags[n] ?? 0) & OPEN).length);
          const own = blast(snapshot, node, pad, 3);
          expect([own.count, own.running]).toEqual([down[node], running[node]]);
          const best = counted
            .map((n) => ({ score: snapshot.nodes.score[n] ?? 0, id: snapshot.nodes.ids[n] ?? 0 }))
            .sort((a, b) => b.score - a.score);
          expect(own.top.map((t) => snapshot.nodes.score[nodeOf(snapshot, t.id)])).toEqual(
            best.slice(0, 3).map((b) => b.score),
          );
        }
      }),
      { numRuns: 90 },
    );
  });

  it("count all of a long chain that ends in a cycle, and a ladder of diamonds, in one go", () => {
    const size = 20_000;
    const { nodes } = madeGraph(1, size, 0);
    nodes.kind.fill(1);
    nodes.flags.fill(OPEN);
    const id = (n: number) => nodes.ids[n] ?? 0;
    const edges: MadeEdge[] = [];
    for (let n = 1; n < size / 2; n++) edges.push({ src: id(n), kind: 21, dst: id(n - 1) });
    edges.push({ src: id(size / 2 - 3), kind: 21, dst: id(size / 2 - 1) });
    for (let n = size / 2; n + 3 < size; n += 2)
      for (const a of [n, n + 1]) for (const b of [n + 2, n + 3]) edges.push({ src: id(b), kind: 21, dst: id(a) });
    const snapshot = buildSnapshot(1, AT, nodes, triplesOf(edges), false);
    const { down } = allDownCounts(snapshot);
    const last = size / 2 - 1;
    expect([down[0], down[last - 2], down[last - 1], down[last]]).toEqual([last, 2, 2, 2]);
    expect([down[size / 2], down[size - 3], down[size - 1]]).toEqual([size / 2 - 2, 2, 0]);
  });

  it("find shortest ways to sensitive data from everywhere at once", () => {
    fc.assert(
      fc.property(seed, (o) => {
        const { snapshot, edges } = build(o);
        const pad = makePad(snapshot.size);
        const field = sensitiveField(snapshot, pad);
        for (let node = 0; node < snapshot.size; node++) {
          const reached = naive(edges, snapshot.nodes.ids[node] ?? 0, "attack", "out");
          const hops = [...reached]
            .filter(([id]) => isSensitive(snapshot.nodes, nodeOf(snapshot, id)))
            .map(([, d]) => d);
          const expected = hops.length > 0 ? Math.min(...hops) : FAR;
          expect(field.hops[node]).toBe(expected);
          const way = wayOf(field, node);
          expect(way === null ? FAR : way.length - 1).toBe(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("find a shortest way between two assets, or none", () => {
    fc.assert(
      fc.property(seed, fc.nat(), (o, pick) => {
        const { snapshot, edges } = build(o);
        const [from, to] = [snapshot.size - 1, pick % snapshot.size];
        const out = side(snapshot, "impact", "out");
        const way = shortestPathOver([out], from, (n) => n === to, makePad(snapshot.size));
        const expected = naive(edges, snapshot.nodes.ids[from] ?? 0, "impact", "out").get(snapshot.nodes.ids[to] ?? 0);
        expect(way ? way.length - 1 : undefined).toBe(expected);
        const either = shortestPathOver(
          [snapshot.out, inSide(snapshot)],
          from,
          (n) => n === to,
          makePad(snapshot.size),
        );
        if (way) expect(either?.length ?? 99).toBeLessThanOrEqual(way.length);
      }),
      { numRuns: 60 },
    );
  });

  it("leave the pad clean, so that one serves all walks", () => {
    const { snapshot } = build({ seed: 5, size: 500, renumber: false });
    const pad = makePad(snapshot.size);
    for (let node = 0; node < 500; node++) {
      closure(side(snapshot, "impact", "in"), node, pad);
      shortestPathOver([snapshot.out], node, (n) => n === 0, pad);
      edgeRows(snapshot, node, { purpose: "impact", direction: "in", maxDepth: 3, limit: 5 }, pad);
      recall(snapshot, node, pad);
    }
    expect(pad.seen.every((word) => word === 0)).toBe(true);
  });
});

describe("a snapshot", () => {
  it("holds each edge once and takes no more than twelve bytes an edge both ways, seven a purpose", () => {
    const { nodes, edges } = madeGraph(11, 2_000, 8);
    const snapshot = buildSnapshot(1, AT, nodes, triplesOf([...edges, ...edges]), true);
    expect(snapshot.edges).toBe(new Set(edges.map((e) => `${e.src} ${e.kind} ${e.dst}`)).size);
    inSide(snapshot);
    expect(snapshotBytes(snapshot).edges / snapshot.edges).toBeLessThanOrEqual(12);
    const impact = side(snapshot, "impact", "in");
    expect((impact.start.byteLength + impact.far.byteLength) / impact.far.length).toBeLessThanOrEqual(7);
  });

  it("leaves out and counts edges of unknown kinds and without both ends", () => {
    const { nodes } = madeGraph(1, 3);
    const [a = 0, b = 0] = nodes.ids;
    const edges = [
      { src: a, kind: 16, dst: b },
      { src: a, kind: 16, dst: 9_999 },
      { src: a, kind: 31 * 16 + 7, dst: b },
    ];
    const snapshot = buildSnapshot(1, AT, nodes, triplesOf(edges));
    expect([snapshot.edges, snapshot.ignored]).toEqual([1, 2]);
  });

  it("of a later moment equals one read anew, whatever was added, removed, said twice or new", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 2 ** 31 }), (o, other) => {
        const { nodes, edges } = madeGraph(o.seed, o.size);
        const known = nodes.ids.filter((_, n) => n % 5 !== 4);
        const keep = new Set(known);
        const rows = [...nodes.ids.keys()].filter((n) => keep.has(nodes.ids[n] ?? 0));
        const older = permuted(nodes, Int32Array.from(rows));
        const before = edges.filter((e, i) => keep.has(e.src) && keep.has(e.dst) && (i + other) % 4 !== 0);
        const after = edges.filter((_, i) => (i * 7 + other) % 5 !== 0);
        const old = buildSnapshot(1, AT, older, triplesOf(before), o.renumber);
        const touched = [...before, ...after].filter(
          (e) => has(before, e) !== has(after, e) || (e.src + other) % 3 === 0,
        );
        const fresh = permuted(
          nodes,
          Int32Array.from(nodes.ids.keys()).filter((n) => !keep.has(nodes.ids[n] ?? 0) || n % 2 === 0),
        );
        fresh.score.fill(7);
        const next = applyDelta(
          old,
          { ...AT, version: 2 },
          {
            touched: listOf(touched),
            present: listOf(after.filter((e) => has(touched, e))),
            nodes: fresh,
          },
        );
        const said = { ...nodes, score: nodes.score.map((s, n) => (fresh.ids.includes(nodes.ids[n] ?? 0) ? 7 : s)) };
        expect(shapeOf(next)).toEqual(shapeOf(buildSnapshot(1, { ...AT, version: 2 }, said, triplesOf(after), false)));
        expect(shapeOf(old).edges).toEqual(shapeOf(buildSnapshot(1, AT, older, triplesOf(before), false)).edges);
      }),
      { numRuns: 80 },
    );
  });
});

const has = (edges: readonly MadeEdge[], e: MadeEdge) =>
  edges.some((x) => x.src === e.src && x.kind === e.kind && x.dst === e.dst);

function listOf(edges: readonly MadeEdge[]): EdgeList {
  return {
    src: Int32Array.from(edges, (e) => e.src),
    dst: Int32Array.from(edges, (e) => e.dst),
    kind: Int16Array.from(edges, (e) => e.kind),
  };
}

describe("a neighbourhood", () => {
  it("collapses wide families, counts them, and never walks through a label", () => {
    const { nodes } = madeGraph(3, 40);
    nodes.flags.fill(OPEN);
    const id = (n: number) => nodes.ids[n] ?? 0;
    const part_of = 16 * 16;
    const edges = [
      ...Array.from({ length: 30 }, (_, i) => ({ src: id(i + 2), kind: 21, dst: id(0) })),
      { src: id(0), kind: part_of, dst: id(1) },
      { src: id(35), kind: part_of, dst: id(1) },
    ];
    const snapshot = buildSnapshot(1, AT, nodes, triplesOf(edges));
    const near = neighbourhood(snapshot, nodeOf(snapshot, id(0)), { hops: 3, family: 5, limit: 100 });
    expect(near.families).toEqual([{ parent: id(0), relation: 1, outgoing: false, count: 30, shown: 5 }]);
    expect(near.nodes.map((n) => n.id)).toContain(id(1));
    expect(near.nodes.map((n) => n.id)).not.toContain(id(35));
    expect([near.nodes.length, near.edges.length, near.omitted]).toEqual([7, 6, 0]);
    const cut = neighbourhood(snapshot, nodeOf(snapshot, id(0)), { hops: 1, family: 50, limit: 11 });
    expect([cut.nodes.length, cut.omitted, cut.families]).toEqual([11, 21, []]);
  });
});
