import { expect, it } from "vitest";
import { pointerOf } from "./lineage";

it("names the source, the place and what a moving reference resolved to", () => {
  const row = { source: "hub", site: "config.json /base", ref: "main", resolved: "4e1b20c" };
  expect(pointerOf(row)).toBe("hub: config.json /base, resolved 4e1b20c");
  expect(pointerOf({ ...row, site: null })).toBe("hub: main, resolved 4e1b20c");
  expect(pointerOf({ ...row, site: null, resolved: "main" })).toBe("hub: main");
  expect(pointerOf({ ...row, site: null, ref: null })).toBeNull();
});
