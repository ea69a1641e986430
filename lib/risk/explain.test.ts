import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainFinding } from "./explain";
import { type FindingInput, scoreFinding } from "./score";
import { anyFinding } from "./testing/arbitraries";

const SANDBOX: FindingInput = {
  severity: "critical",
  threat: "exploited",
  exposure: "X2",
  data: 1,
  criticality: 0,
  blast: 0,
};

describe("explainFinding", () => {
  it("gives six rows in the order of the multiplication, each with its value and sentence", () => {
    fc.assert(
      fc.property(anyFinding, (input) => {
        const { factors } = scoreFinding(input);
        const rows = explainFinding(input).factors;
        expect(rows.map((row) => row.factor).join("")).toBe("stxvka");
        for (const row of rows) {
          expect(Number(row.value)).toBe(factors[row.factor].toNumber());
          expect(row.sentence).toMatch(/^[A-Z].*[.)]$/);
        }
      }),
    );
  });

  it("says what the guard does only where it lifts", () => {
    const { guard, formula, sentences } = explainFinding(SANDBOX);
    expect(guard).toMatchObject({ guard: "G4", value: "0.60" });
    expect(sentences.at(-1)).toBe(guard?.sentence);
    expect(formula).toBe("100 x 0.60 (G4, instead of 1.00 x 1.00 x 0.75 x 0.745) x 1.00 x 1.00 = 60.0 High (Attend)");
    expect(explainFinding({ ...SANDBOX, exposure: "X0" }).guard).toBeNull();
  });

  it("shows credits, their floor and the cap", () => {
    const k = explainFinding({ ...SANDBOX, controls: ["sandboxed_load", "egress_deny"] }).factors[4];
    expect(k?.sentence).toBe(
      "Lowered by 20%: sandboxed loading 0.70, egress denied 0.80. Credits stop at 0.80 while it is exploited.",
    );
    const worst: FindingInput = { ...SANDBOX, exposure: "X5", data: 4, criticality: 4, blast: 4, age: "overdue_2x" };
    expect(explainFinding(worst).formula).toBe(
      "100 x 1.00 x 1.00 x 1.00 x 1.00 x 1.00 x 1.06, capped at 100 = 100.0 Critical (Act)",
    );
  });

  it("names the source of a fact, and shows hostile text as what it is", () => {
    const rows = explainFinding(SANDBOX, { because: { t: "CVE record\u202e" } }).factors;
    expect(rows[1]?.sentence).toBe("It is known to be exploited, or proven malicious. (CVE record<U+202E>)");
  });
});
