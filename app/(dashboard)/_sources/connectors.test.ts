import { describe, expect, it } from "vitest";
import type { ConnectorCard } from "@/lib/domain/views/work-views";
import { byCategory, startableCard } from "./connectors";

const card = (id: string, category: ConnectorCard["category"], required: boolean | null): ConnectorCard => ({
  id,
  label: id,
  category,
  summary: "",
  reads: [],
  fields: required === null ? [] : [{ name: "url", label: "Address", help: "", required, placeholder: "" }],
});

describe("connector cards", () => {
  it("groups in a fixed order without empty groups", () => {
    const groups = byCategory([card("d", "document", null), card("r", "registry", true)]);
    expect(groups.map((g) => g.category)).toEqual(["registry", "document"]);
  });

  it("finds the one that needs nothing, or none", () => {
    expect(startableCard([card("a", "cloud", true), card("b", "document", false)])?.id).toBe("b");
    expect(startableCard([card("a", "cloud", true)])).toBeNull();
  });
});
