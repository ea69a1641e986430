import { expect, it } from "vitest";
import { keepingOf } from "./keeping";

it("reads what is set and keeps its own measure for the rest", () => {
  expect(keepingOf({})).toEqual({ records: 2_000, days: 400, pageRuns: 20 });
  expect(keepingOf({ FAULTLINE_HISTORY_RECORDS: " 600 ", FAULTLINE_HISTORY_DAYS: "" })).toMatchObject({
    records: 600,
    days: 400,
  });
});

it.each(["0", "-1", "1.5", "1e3", "many", "99999999999"])("refuses %s by its name", (text) => {
  expect(() => keepingOf({ FAULTLINE_RAW_PAGE_RUNS: text })).toThrow(/^FAULTLINE_RAW_PAGE_RUNS is “/);
});
