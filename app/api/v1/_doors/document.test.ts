import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AsOf } from "@/lib/domain/page";
import { apiDocument } from "./document";

const doc = apiDocument();
const text = JSON.stringify(doc);

/** Every place of the document that holds a schema. */
function schemasOf(value: unknown): object[] {
  if (Array.isArray(value)) return value.flatMap(schemasOf);
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "schema" && inner !== null && typeof inner === "object" ? [inner] : schemasOf(inner),
  );
}

const compiler = () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema({ ...doc, $id: "https://faultline.invalid/openapi.json" });
  return ajv;
};

describe("the API document", () => {
  it("is OpenAPI 3.1 with one id an operation", () => {
    expect(doc.openapi).toBe("3.1.0");
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(30);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("resolves every reference", () => {
    const refs = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([^"]+)"/g)].map(([, at, n]) => `${at}/${n}`),
    );
    const there = new Set(
      Object.entries(doc.components ?? {}).flatMap(([at, all]) =>
        Object.keys(all ?? {}).map((name) => `${at}/${name}`),
      ),
    );
    expect(refs.size).toBeGreaterThan(20);
    expect([...refs].filter((ref) => !there.has(ref))).toEqual([]);
    // Only what the document itself says may be referenced.
    expect(text.match(/"\$ref":"(?!#\/components\/)/)).toBeNull();
  });

  it("holds schemas that a validator takes", () => {
    const ajv = compiler();
    const schemas = schemasOf(doc.paths);
    expect(schemas.length).toBeGreaterThan(60);
    for (const schema of schemas) {
      const moved = JSON.parse(
        JSON.stringify(schema).replaceAll('"#/components', '"https://faultline.invalid/openapi.json#/components'),
      );
      expect(() => ajv.compile(moved)).not.toThrow();
    }
  });

  it("takes what the zod schema takes and refuses what it refuses", () => {
    const check = compiler().getSchema("https://faultline.invalid/openapi.json#/components/schemas/AsOf");
    const good: z.infer<typeof AsOf> = { run: "run-1", at: null, now: "2026-01-01T00:00:00Z", label: null };
    expect(check?.(good)).toBe(true);
    expect(check?.({ ...good, now: 1 })).toBe(false);
    expect(AsOf.safeParse({ ...good, now: 1 }).success).toBe(false);
  });

  it("shows the words a filter takes", () => {
    const Operation = z.object({ parameters: z.array(z.object({ name: z.string(), schema: z.json() })) });
    const { parameters } = Operation.parse(doc.paths?.["/api/v1/risks"]?.get);
    const band = parameters.find((p) => p.name === "band");
    expect(band?.schema).toEqual({
      type: "array",
      items: { type: "string", enum: ["Info", "Low", "Medium", "High", "Critical"] },
    });
  });
});
