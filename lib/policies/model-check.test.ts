import { describe, expect, it } from "vitest";
import { type CheckFacts, checkAnswer, checkPoints, type HubFacts } from "./model-check";

const HUB: HubFacts = {
  repo: "acme/net",
  commit: "c".repeat(40),
  pinned: true,
  movedTo: null,
  publisher: { name: "acme", state: "active", verified: true },
  licence: { id: "apache-2.0", stated: true, limits: [], known: true },
  bases: [{ repo: "acme/base", relation: "finetune", state: "there" }],
  remoteCode: [],
  disabled: false,
  paths: ["model.safetensors", "config.json"],
};
const SCAN = { files: 2, malicious: 0, suspicious: 0, unread: 0, clean: 1 };
const facts = (
  hub: Partial<HubFacts> | null = {},
  scan: Partial<CheckFacts["scan"]> = {},
  more: Partial<CheckFacts> = {},
): CheckFacts => ({
  scan: { ...SCAN, ...scan },
  hub: hub === null ? null : { ...HUB, ...hub },
  estate: null,
  knownPublishers: ["google", "meta-llama"],
  ...more,
});
const answer = (f: CheckFacts) => checkAnswer(checkPoints(f));
const point = (f: CheckFacts, id: string) => checkPoints(f).find((one) => one.id === id);

describe("a model's check", () => {
  it("passes where nothing speaks against it, and says what it does not know", () => {
    expect(answer(facts())).toBe("passed");
    expect(
      checkPoints(facts())
        .filter((p) => p.state === "unknown")
        .map((p) => p.id),
    ).toEqual(["estate"]);
    expect(answer(facts(null))).toBe("passed");
    expect(point(facts(null), "origin")?.state).toBe("unknown");
  });

  it.each([
    ["malicious bytes", facts({}, { malicious: 1 }), "denied"],
    ["a publisher that is gone", facts({ publisher: { name: "acme", state: "missing", verified: null } }), "denied"],
    ["a disabled repository", facts({ disabled: true }), "denied"],
    ["a file that could not be judged", facts({}, { unread: 1 }), "error"],
    ["suspicious bytes", facts({}, { suspicious: 1 }), "warned"],
    ["a repository that moved", facts({ movedTo: "other/net" }), "warned"],
    ["a look-alike", facts({ publisher: { name: "g00gle", state: "active", verified: false } }), "warned"],
    ["no licence", facts({ licence: { id: null, stated: false, limits: [], known: false } }), "warned"],
    [
      "a licence that limits use",
      facts({ licence: { id: "cc-by-nc-4.0", stated: true, limits: ["no commercial use"], known: true } }),
      "warned",
    ],
    ["a base that is not there", facts({ bases: [{ repo: "x/y", relation: null, state: "missing" }] }), "warned"],
    ["code of its own", facts({ remoteCode: ["config.json: modeling.Net"] }), "warned"],
  ] as const)("%s: %#", (_, given, expected) => {
    expect(answer(given)).toBe(expected);
  });

  it("the worst decides, in the order of the exit codes", () => {
    expect(answer(facts({ remoteCode: ["a: b"] }, { unread: 1, malicious: 1 }))).toBe("denied");
    expect(answer(facts({ remoteCode: ["a: b"] }, { unread: 1 }))).toBe("error");
  });

  it("decides nothing by what is merely not known", () => {
    const vague = facts({
      pinned: false,
      publisher: { name: "acme", state: "unknown", verified: null },
      bases: [],
      licence: { id: "own-terms", stated: true, limits: [], known: false },
      paths: ["pytorch_model.bin"],
    });
    expect(answer(vague)).toBe("passed");
    expect(checkPoints(vague).map((p) => [p.id, p.state])).toEqual([
      ["scan", "passed"],
      ["publisher", "unknown"],
      ["version", "note"],
      ["licence", "unknown"],
      ["lineage", "unknown"],
      ["code", "passed"],
      ["format", "note"],
      ["estate", "unknown"],
    ]);
    expect(point(facts({}, { clean: 0 }), "scan")?.state).toBe("unknown");
  });

  it("shows hostile names as they are", () => {
    const text = checkPoints(facts({ publisher: { name: "ac\u202eme", state: "missing", verified: null } }))
      .map((p) => p.sentence)
      .join();
    expect(text).toContain("ac<U+202E>me");
  });

  it("says what the estate has of it", () => {
    const estate = { known: ["net"], running: ["live"], touched: 4 };
    expect(point(facts({}, {}, { estate }), "estate")?.sentence).toBe(
      "The estate knows it as net; live loads it; 4 assets stand on it.",
    );
    expect(point(facts({}, {}, { estate: { known: [], running: [], touched: 0 } }), "estate")?.sentence).toBe(
      "The estate does not know the model.",
    );
  });
});
