import { describe, expect, it } from "vitest";
import type { RecallView } from "@/lib/domain/views/graph-views";
import { recallSentence } from "./recall";
import { recallCsv } from "./recall-export";

const none = { count: 0, production: 0, running: 0 };
const of = (count: number) => ({ ...none, count });

describe("a recall in words", () => {
  it("names each group that holds something, one or many, and says when there is none", () => {
    expect(recallSentence({ descendants: of(1), endpoints: of(1_200), agents: none, others: of(1) })).toBe(
      "1 thing is made from it, 1,200 pieces of infrastructure run or hold it, 1 more depends on it.",
    );
    expect(recallSentence({ descendants: none, endpoints: none, agents: none, others: none })).toBe(
      "Nothing that is known would have to be called back.",
    );
  });

  it("leaves as a sheet that no spreadsheet runs as a formula", () => {
    const row: RecallView["rows"][number] = {
      group: "agents",
      id: 7,
      name: '=cmd("x")',
      key: "k,7",
      kind: "plugin",
      subtype: "agent",
      faultLine: "plugin",
      env: null,
      owner: "Ada",
      distance: 2,
      worstBand: "High",
    };
    expect(recallCsv([row])).toBe(
      'group,id,name,key,kind,subtype,environment,owner,hops,worst risk\r\nagents,7,"\'=cmd(""x"")","k,7",plugin,agent,,Ada,2,High\r\n',
    );
  });
});
