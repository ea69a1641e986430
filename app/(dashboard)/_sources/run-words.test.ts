import { describe, expect, it } from "vitest";
import { byteWords, runTallies } from "./run-words";

describe("words of a run", () => {
  it("writes sizes in powers of a thousand", () => {
    expect([0, 999, 1000, 38_200_000, 9.8e12].map(byteWords)).toEqual(["0 B", "999 B", "1 KB", "38.2 MB", "9.8 TB"]);
  });

  it("leaves out what did not happen", () => {
    const none = {
      assetsNew: 0,
      assetsChanged: 0,
      assetsGone: 0,
      edgesNew: 3,
      edgesGone: 0,
      findingsOpened: 0,
      findingsClosed: 0,
      filesScanned: 0,
      bytesRead: 0,
      quarantined: 0,
      restarts: 0,
    };
    expect(runTallies(none)).toEqual([]);
    expect(runTallies({ ...none, assetsNew: 1200, quarantined: 1 })).toEqual(["+1,200 assets new", "1 set aside"]);
  });
});
