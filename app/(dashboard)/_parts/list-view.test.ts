import { describe, expect, it } from "vitest";
import { isStale, listView } from "./list-view";

const now = "2030-05-10T12:00:00.000Z";
const fresh = { run: "r1", at: "2030-05-10T11:00:00.000Z", now, label: null };

describe("listView", () => {
  it("says never-run before it says that filters leave nothing", () => {
    expect(listView({ rows: 0, filtered: true, asOf: { run: null, at: null, now, label: null } })).toBe("never-run");
  });
  it("tells truly empty from filtered empty", () => {
    expect(listView({ rows: 0, filtered: false, asOf: fresh })).toBe("empty");
    expect(listView({ rows: 0, filtered: true, asOf: fresh })).toBe("filtered-empty");
  });
  it("keeps rows and warns when the run is older than two days", () => {
    expect(listView({ rows: 3, filtered: false, asOf: fresh })).toBe("ready");
    expect(listView({ rows: 3, filtered: false, asOf: { ...fresh, at: "2030-05-08T11:59:59.000Z" } })).toBe("stale");
  });
  it("does not call an unknown time stale", () => {
    expect(isStale({ ...fresh, at: null })).toBe(false);
  });
});
