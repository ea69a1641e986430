import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { type ASSET_KINDS, ASSET_SUBTYPES } from "@/db/enums";
import { InventoryRecord } from "./record";
import { recordJsonSchema } from "./record-schema";
import { edgeCode, isLegalEdge } from "./relation";

const EXAMPLES = path.join(import.meta.dirname, "..", "..", "examples", "push");
const read = (name: string) => readFileSync(path.join(EXAMPLES, name), "utf8");
const records = read("fleet.ndjson").trim().split("\n");
const check = new Ajv2020({ strict: false, allErrors: true }).compile(recordJsonSchema());
const good = { key: "a", kind: "model", subtype: "base", name: "a" };

describe("the published record format", () => {
  it("is the file beside the examples", () => {
    expect(`${JSON.stringify(recordJsonSchema(), null, 2)}\n`).toBe(read("inventory-record.schema.json"));
  });

  it("takes every example, and so does the reader", () => {
    expect(records.length).toBeGreaterThan(3);
    const parsed = records.map((line) => InventoryRecord.parse(JSON.parse(line)));
    for (const line of records) expect(check(JSON.parse(line)), JSON.stringify(check.errors)).toBe(true);
    const byKey = new Map(parsed.map((r) => [r.key, r]));
    for (const r of parsed)
      for (const e of r.edges) {
        const to = byKey.get(e.to);
        if (!to) throw new Error(`${e.to} is no record of the example`);
        expect(edgeCode(e.relation, e.variant)).toBeGreaterThan(0);
        expect(isLegalEdge(e.relation, e.variant, r, to), `${r.key} ${e.relation} ${e.to}`).toBe(true);
      }
  });

  it.each([
    ["no key", { ...good, key: "" }],
    ["a key that is too long", { ...good, key: "x".repeat(2_049) }],
    ["no name", { key: "a", kind: "model", subtype: "base" }],
    ["an unknown kind", { ...good, kind: "spaceship" }],
    ["a level out of range", { ...good, data: 5 }],
    ["an unknown class", { ...good, class: "rumour" }],
    ["an unknown relation", { ...good, edges: [{ relation: "likes", to: "b" }] }],
    ["properties that are a list", { ...good, props: [] }],
    ["no object", [good]],
  ])("refuses %s, as the reader does", (_, record) => {
    expect(check(record)).toBe(false);
    expect(InventoryRecord.safeParse(record).success).toBe(false);
  });

  it("knows the subtypes of each kind", () => {
    for (const kind of Object.keys(ASSET_SUBTYPES) as (keyof typeof ASSET_KINDS)[]) {
      for (const subtype of ASSET_SUBTYPES[kind])
        expect(check({ ...good, kind, subtype }), `${kind} ${subtype}`).toBe(true);
      expect(check({ ...good, kind, subtype: "spaceship" }), kind).toBe(false);
    }
  });
});
