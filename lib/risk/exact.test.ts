import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoreText } from "./band";
import { Exact, ONE } from "./exact";

describe("Exact", () => {
  it("multiplies without rounding where doubles drift", () => {
    expect(0.1 * 3).not.toBe(0.3);
    expect(Exact.of("0.1").times(Exact.of("3")).equals(Exact.of("0.3"))).toBe(true);
    expect(Exact.of("0.85").times(Exact.of("0.95")).times(Exact.of("0.745")).toText()).toBe("0.6015875");
  });

  it("rounds halves up, and only exact halves", () => {
    expect(Exact.of("97.05").roundHalfUp(1)).toBe(971);
    expect(Exact.of("97.0499999999999999999").roundHalfUp(1)).toBe(970);
    expect(Exact.of("97").roundHalfUp(1)).toBe(970);
  });

  it("gives a double that never climbs over an edge", () => {
    expect(Number("79.99999999999999999999")).toBe(80);
    expect(Exact.of("79.99999999999999999999").toNumber()).toBeLessThan(80);
    expect(Exact.of("0.745").toNumber()).toBe(0.745);
  });

  it("prints all digits it needs and no more", () => {
    expect([ONE.toText(), Exact.of("0.50").toText(1), Exact.of("0.745").toText(2), Exact.of("20.0").toText(0)]).toEqual(
      ["1.00", "0.5", "0.745", "20"],
    );
    expect(() => Exact.of("-1")).toThrow("Not a plain decimal");
  });

  it("orders and adds like whole numbers of the smallest unit", () => {
    const decimal = fc.tuple(fc.nat(1_000_000), fc.nat(6));
    fc.assert(
      fc.property(decimal, decimal, ([a, aPlaces], [b, bPlaces]) => {
        const [left, right] = [Exact.ofUnits(a, aPlaces), Exact.ofUnits(b, bPlaces)];
        const [wholeA, wholeB] = [BigInt(a) * 10n ** BigInt(6 - aPlaces), BigInt(b) * 10n ** BigInt(6 - bPlaces)];
        expect(left.compare(right)).toBe(wholeA < wholeB ? -1 : wholeA > wholeB ? 1 : 0);
        expect(left.plus(right).equals(Exact.ofUnits(wholeA + wholeB, 6))).toBe(true);
      }),
    );
  });
});

describe("scoreText", () => {
  it.each([
    ["97", "97.0"],
    ["79.94", "79.9"],
    ["79.96", "79.96"],
    ["79.998", "79.99"],
    ["80", "80.0"],
  ])("prints %s as %s", (score, text) => {
    expect(scoreText(Exact.of(score))).toBe(text);
  });
});
