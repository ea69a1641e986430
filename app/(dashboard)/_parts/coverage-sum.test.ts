import { expect, it } from "vitest";
import { filesSentence, sumCoverage } from "./coverage-sum";

const coverage = { bytesTotal: 100, bytesParsed: 10, bytesOpaque: 80, bytesUnclaimed: 10 };

it("counts an unread file as unknown with its whole size, and one without a size apart", () => {
  const sum = sumCoverage([
    { coverage, sizeBytes: 100, bytesRead: 12 },
    { coverage: null, sizeBytes: 50, bytesRead: null },
    { coverage: null, sizeBytes: null, bytesRead: null },
  ]);
  expect(sum).toEqual({ parsed: 10, opaque: 80, unknown: 60, unsized: 1, bytesRead: 12 });
});
it("never calls a file without a verdict clean", () => {
  expect(filesSentence([{ verdict: "clean" }, { verdict: null }])).toBe("Of 2 model files, 1 is not scanned.");
  expect(filesSentence([{ verdict: "clean" }, { verdict: "clean" }])).toBe("All 2 model files are clean.");
  expect(filesSentence([{ verdict: "malicious" }, { verdict: "error" }, { verdict: "suspicious" }])).toBe(
    "Of 3 model files, 1 is malicious, 1 is suspicious, 1 could not be read.",
  );
  expect(filesSentence([])).toBe("No model file of it is known.");
});
