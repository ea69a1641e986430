import { z } from "zod";
import { ASSET_SUBTYPES, RELATION_VARIANTS } from "@/db/enums";
import { InventoryRecord } from "./record";

/** Where the record format of this server stands, below its own address. */
export const RECORD_SCHEMA_PATH = "/api/v1/inventories/schema";

/**
 * The record format as JSON Schema 2020-12, made from the very schema that reads it. Beyond what that can say, it names the
 * subtypes of each kind and the variants of each relation.
 */
export function recordJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(InventoryRecord, { io: "input" });
  return {
    $id: "urn:faultline:inventory-record:1",
    title: "Faultline inventory record",
    description:
      "One line of a push: an asset and the relations that leave it. Facts only: exposure and scores are derived. null or absent = the sender does not say.",
    ...schema,
    allOf: [
      ...Object.entries(ASSET_SUBTYPES).map(([kind, subtypes]) => ({
        if: { properties: { kind: { const: kind } } },
        // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
        then: { properties: { subtype: { enum: [...subtypes] } } },
      })),
    ],
    $comment: `Variants: ${Object.entries(RELATION_VARIANTS)
      .map(([relation, variants]) => `${relation} ${Object.keys(variants).join(", ")}`)
      .join("; ")}. No other relation has one.`,
  };
}
