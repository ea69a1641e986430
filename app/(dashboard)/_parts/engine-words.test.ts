import { describe, expect, it } from "vitest";
import { engineWords } from "./engine-words";

const word = (
  engine: string,
  verdict: "malicious" | "clean" | "not_covered",
  agrees: boolean | null,
  sameBytes = true,
) => ({
  engine,
  version: "1.0",
  family: engine,
  verdict,
  sameBytes,
  imports: [],
  found: null,
  evidenceId: `e:${engine}`,
  agrees,
});

describe("what other engines say", () => {
  it("is silent where none spoke", () => {
    expect(engineWords([])).toBeNull();
  });

  it("puts disagreement before agreement", () => {
    const words = engineWords([word("modelaudit", "malicious", true), word("modelscan", "clean", false, false)]);
    expect(words).toEqual({
      short: "modelscan clean: disagrees",
      long: "modelaudit malicious (1.0), same bytes; modelscan clean (1.0), matched by name",
      evidenceId: "e:modelscan",
    });
  });

  it("counts who agrees, and claims nothing where one side says nothing", () => {
    expect(engineWords([word("a", "malicious", true)])?.short).toBe("a agrees");
    expect(engineWords([word("a", "malicious", true), word("b", "malicious", true)])?.short).toBe("a and 1 more agree");
    expect(engineWords([word("modelscan", "not_covered", null)])?.short).toBe("modelscan not covered");
  });
});
