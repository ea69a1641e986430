import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clausesOf, isProprietary, statesNoLicence } from "./licence-clauses";

const read = (licence: string) => {
  const { clauses, complete } = clausesOf(licence);
  return [[...clauses].sort().join(" "), complete];
};

describe("clausesOf", () => {
  it.each([
    ["MIT", "attribution"],
    ["CC-BY-4.0", "attribution"],
    ["cc-by-nc-sa-4.0", "attribution non_commercial share_alike"],
    ["CC-BY-NC-ND-3.0", "attribution no_derivatives non_commercial"],
    ["GPL-3.0-or-later", "attribution share_alike"],
    ["Apache-2.0 WITH LLVM-exception", "attribution"],
    ["LicenseRef-llama3.1", "attribution naming use_policy"],
    ["cc0-1.0", ""],
  ])("%s asks for: %s", (licence, clauses) => expect(read(licence)).toEqual([clauses, true]));

  it("lets the user choose at OR, and keeps both at AND, which binds tighter", () => {
    expect(read("CC-BY-NC-4.0 OR MIT")).toEqual(["attribution", true]);
    expect(read("CC-BY-NC-4.0 AND MIT")).toEqual(["attribution non_commercial", true]);
    expect(read("CC0-1.0 OR MIT AND CC-BY-NC-4.0")).toEqual(["", true]);
    expect(read("(CC0-1.0 OR MIT) AND CC-BY-NC-4.0")).toEqual(["attribution non_commercial", true]);
    expect(read("House-1.0 OR MIT")).toEqual(["attribution", true]);
    expect(read("House-1.0 AND CC-BY-NC-4.0")).toEqual(["attribution non_commercial", false]);
  });

  it.each(["House-1.0", "MIT License", "(MIT", "MIT OR", "other", "", "cc-by-"])("does not know %o", (licence) =>
    expect(read(licence)).toEqual(["", false]),
  );

  it("tells no licence from own terms", () => {
    expect([null, "", "other", "NOASSERTION"].map(statesNoLicence)).toEqual([true, true, true, true]);
    expect(["MIT", "proprietary"].map(statesNoLicence)).toEqual([false, false]);
    expect(["LicenseRef-Proprietary", "proprietary", "mit", null].map(isProprietary)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it("never throws and never hangs on any text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 3_000 }),
          fc.array(fc.constantFrom("(", ")", "MIT", "AND", "OR", "WITH"), { maxLength: 400 }).map((t) => t.join(" ")),
        ),
        (text) => {
          expect(typeof clausesOf(text).complete).toBe("boolean");
        },
      ),
    );
  });
});
