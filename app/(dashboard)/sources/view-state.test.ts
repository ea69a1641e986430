import { describe, expect, it } from "vitest";
import type { SourceRow } from "@/lib/domain/views/work-views";
import { sourcesSentence, sourcesViewState, worstFirst } from "./view-state";

let next = 1;
function source(state: SourceRow["state"], name = `s${next}`): SourceRow {
  return {
    id: next++,
    name,
    connector: "any",
    connectorLabel: "Any",
    category: "cloud",
    scope: "",
    state,
    stateWords: state,
    seen: { ok: 1, total: 1, words: "" },
    lastAnswerAt: null,
    ticks: [],
    run: null,
    assets: 0,
  };
}

describe("sources screen", () => {
  it("puts a held run before a denied one and healthy last", () => {
    const rows = worstFirst([source("healthy"), source("denied"), source("stale"), source("held"), source("failed")]);
    expect(rows.map((r) => r.state)).toEqual(["held", "failed", "denied", "stale", "healthy"]);
  });

  it("never says zero per cent when nothing was read", () => {
    const view = { sources: [], coverage: { seen: 0, total: 0 }, denied: 0, stale: 0 };
    expect(sourcesSentence(view)).toBe("Nothing was read yet.");
    expect(sourcesViewState(view)).toBe("unconnected");
  });

  it("names the worst thing once", () => {
    const view = {
      sources: [source("failed"), source("denied")],
      coverage: { seen: 86, total: 100 },
      denied: 4,
      stale: 1,
    };
    expect(sourcesSentence(view)).toBe("We see 86% of what our sources name. One source did not answer.");
    expect(sourcesViewState(view)).toBe("partial");
  });

  it("rounds coverage down: almost all is not all", () => {
    const view = { sources: [source("healthy")], coverage: { seen: 999, total: 1000 }, denied: 0, stale: 0 };
    expect(sourcesSentence(view)).toBe("We see 99% of what our sources name.");
  });
});
