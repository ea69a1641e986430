import { FAULT_LINE_LABEL, type FaultLine } from "@/lib/domain/fault-line";
import type { Band } from "@/lib/domain/severity";
import { showText } from "@/lib/domain/text";
import type { Overview, RiskPage } from "@/lib/domain/views/risk-views";
import type { ScanLedger } from "@/lib/domain/views/work-views";
import { postureWord } from "@/lib/risk/posture";

export type PostureRow = {
  runId: number;
  line: FaultLine | null;
  at: string;
  posture: number;
  counts: Record<Band, number>;
  opened: number;
  proven: number;
  gone: number;
};

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
const one = (n: number) => n.toFixed(1);
const signed = (n: number) => `${n >= 0 ? "+" : "−"}${Math.abs(n).toFixed(1)}`;
const NUMBER_WORDS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];
const inWords = (n: number) => NUMBER_WORDS[n] ?? String(n);

/** "9 Nov", in UTC as every stamp is. */
export function shortDay(iso: string): string {
  return new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}

/** The sentence the page opens with, in at most thirty words, and the one act worth most. */
export function verdictOf(o: {
  risks: RiskPage;
  now: PostureRow | null;
  before: PostureRow | null;
  exploited: number;
  state: Overview["state"];
}): Overview["verdict"] {
  if (!o.now) {
    const sentence =
      o.state === "running"
        ? "The first survey is under way. What it finds appears here as it goes."
        : "Nothing is surveyed yet.";
    return { sentence, act: null };
  }
  const critical = o.now.counts.Critical;
  const high = o.now.counts.High;
  const fresh = o.risks.rows.filter((r) => r.isNew && (r.band === "Critical" || r.band === "High")).length;
  const malicious = o.risks.rows.find((r) => r.ruleId === "MODEL-001" && r.exposure === "X5");
  const news = fresh > 0 ? ` ${inWords(fresh)} ${fresh === 1 ? "is" : "are"} new since the last run.` : "";
  const sentence = malicious
    ? `A file that runs hidden code is served now, in ${showText(malicious.asset.name, 60)}.${news}`
    : critical > 0
      ? `${inWords(critical)} critical ${critical === 1 ? "risk is" : "risks are"} open.${news}`
      : high > 0
        ? `No critical risk is open; ${high === 1 ? "one high risk waits" : `${high} high risks wait`}.${news}`
        : o.risks.total > 0
          ? `Nothing urgent is open. ${count(o.risks.total, "milder risk")} ${o.risks.total === 1 ? "waits" : "wait"} in the queue.`
          : "No risk is open in what was surveyed.";
  const best = [...o.risks.rows].sort((a, b) => b.gain - a.gain)[0];
  if (!best || best.gain < 0.05) return { sentence, act: null };
  const after = Math.min(100, o.now.posture + best.gain);
  return {
    sentence,
    act: {
      text: `Fixing “${showText(best.title, 90)}” lifts posture from ${one(o.now.posture)} to ${one(after)}.`,
      href: `/risks/${best.id}`,
      label: best.ruleId === "MODEL-001" ? "Review and quarantine" : "Review and fix",
    },
  };
}

/** Four questions, answered by a word first and a number after it. */
export function answersOf(o: {
  now: PostureRow | null;
  before: PostureRow | null;
  strata: Overview["strata"];
  risks: RiskPage;
  unseen: number | null;
  confirmed: { seen: number; total: number };
  totals: ScanLedger["totals"];
}): Overview["answers"] {
  return { safer: saferOf(o), worst: worstOf(o), who: whoOf(o), unseen: unseenOf(o) };
}

/** Better or worse than the ranking before, in a word and its number. */
export function saferOf(o: { now: PostureRow | null; before: PostureRow | null }): Overview["answers"]["safer"] {
  const { now, before } = o;
  if (!now) return { word: "Unknown", posture: null, postureWord: null, detail: "nothing surveyed yet", note: "" };
  const word = postureWord(now.posture);
  const moved = `Opened ${now.opened} · proven fixed ${now.proven} · gone ${now.gone}`;
  if (!before)
    return {
      word: "First look",
      posture: now.posture,
      postureWord: word,
      detail: "nothing to compare with yet",
      note: moved,
    };
  const delta = now.posture - before.posture;
  const answer = Math.abs(delta) < 0.05 ? "Same" : delta > 0 ? "Yes" : "No";
  return {
    word: answer,
    posture: now.posture,
    postureWord: word,
    detail: `${signed(delta)} since ${shortDay(before.at)}`,
    note: moved,
  };
}

function worstOf(o: { strata: Overview["strata"]; risks: RiskPage }): Overview["answers"]["worst"] {
  const known = o.strata.filter((s) => s.posture !== null);
  const worst = known.sort((a, b) => (a.posture ?? 100) - (b.posture ?? 100))[0];
  if (!worst || worst.posture === null) return { line: null, posture: null, detail: "nothing surveyed yet" };
  const own = Object.values(worst.open).reduce((a, b) => a + b, 0);
  return {
    line: worst.faultLine,
    posture: worst.posture,
    detail: `${own} of ${o.risks.total} open risks, ${worst.open.Critical} critical, in ${FAULT_LINE_LABEL[worst.faultLine].toLowerCase()}`,
  };
}

function whoOf(o: { risks: RiskPage }): Overview["answers"]["who"] {
  const owners = o.risks.facets.owner.filter((f) => f.value !== "none");
  const nobody = o.risks.facets.owner.find((f) => f.value === "none")?.count ?? 0;
  const urgent = o.risks.rows.filter((r) => r.band === "Critical" || r.band === "High");
  const teams = new Set(urgent.map((r) => r.owner).filter((n) => n !== null));
  const top = owners.slice(0, 3).map((f) => `${showText(f.label, 30)} ${f.count}`);
  return {
    word: urgent.length > 0 ? count(teams.size, "team") : owners.length > 0 ? count(owners.length, "team") : "Nobody",
    detail:
      urgent.length > 0
        ? `${count(urgent.length, "risk")} of high band and above`
        : `${count(o.risks.total, "open risk")}`,
    note: [...top, ...(nobody > 0 ? [`no owner ${nobody}`] : [])].join(" · "),
    href: urgent.length > 0 ? "/risks?band=Critical,High" : "/risks",
  };
}

function unseenOf(o: {
  unseen: number | null;
  confirmed: { seen: number; total: number };
  totals: ScanLedger["totals"];
}): Overview["answers"]["unseen"] {
  if (o.unseen === null) return { word: "Unknown", detail: "nothing surveyed yet", note: "" };
  const { bytesTotal, bytesUnclaimed } = o.totals.coverage;
  const bytes =
    bytesTotal === 0 ? "no model files seen" : `${percent(bytesUnclaimed / bytesTotal)} of model bytes never read`;
  return {
    word: percent(o.unseen),
    detail: `of ${o.confirmed.total} assets not confirmed by the newest run`,
    note: bytes,
  };
}

/** Never rounds something to nothing: below one percent says so. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return "<1%";
  if (share > 0.99 && share < 1) return ">99%";
  return `${Math.round(share * 100)}%`;
}
