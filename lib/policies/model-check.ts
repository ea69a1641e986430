import { showText } from "@/lib/domain/text";
import { lookAlike } from "./look-alike";

/** What a hub says of a repository; null where it says nothing. Text is from outside. */
export type HubFacts = {
  repo: string;
  commit: string;
  /** Whether the target named that commit, so that it cannot move. */
  pinned: boolean;
  /** The name it answers under when that is another than the one asked for. */
  movedTo: string | null;
  publisher: { name: string; state: "active" | "missing" | "unknown"; verified: boolean | null };
  licence: { id: string | null; stated: boolean; limits: string[]; known: boolean };
  bases: { repo: string; relation: string | null; state: "there" | "missing" | "unknown" }[];
  /** Places in its configuration that make a loader import code, as `file: reference`. */
  remoteCode: string[];
  disabled: boolean;
  paths: string[];
};

export type EstateFacts = { known: string[]; running: string[]; touched: number };

export type CheckFacts = {
  scan: { files: number; malicious: number; suspicious: number; unread: number; clean: number };
  /** null: the target is no repository of a hub. */
  hub: HubFacts | null;
  /** null: the estate was not asked. */
  estate: EstateFacts | null;
  knownPublishers: readonly string[];
};

export type CheckState = "denied" | "error" | "warned" | "unknown" | "note" | "passed";
export type CheckPoint = { id: string; state: CheckState; sentence: string };
export type CheckAnswer = "denied" | "error" | "warned" | "passed";

const RUNS_CODE = /\.(pkl|pickle|pt|pth|bin|ckpt|joblib|dill|npy|h5|keras)$/i;
const HOLDS_NO_CODE = /\.safetensors$/i;

/** Every point of a check, in a fixed order; what is not known is a point too. */
export function checkPoints(facts: CheckFacts): CheckPoint[] {
  const points = [scanPoint(facts.scan)];
  if (facts.hub === null) {
    const sentence = "The place tells nothing of publisher, licence and lineage: only its bytes were judged.";
    points.push({ id: "origin", state: "unknown", sentence });
  } else points.push(...hubPoints(facts.hub, facts.knownPublishers));
  points.push(estatePoint(facts.estate));
  return points;
}

/** The worst that any point says; unknown and notes decide nothing. */
export function checkAnswer(points: readonly CheckPoint[]): CheckAnswer {
  for (const state of ["denied", "error", "warned"] as const)
    if (points.some((point) => point.state === state)) return state;
  return "passed";
}

function scanPoint(scan: CheckFacts["scan"]): CheckPoint {
  const { files, malicious, suspicious, unread, clean } = scan;
  const of = `of ${files} ${files === 1 ? "file" : "files"}`;
  if (malicious > 0)
    return { id: "scan", state: "denied", sentence: `${malicious} ${of} ${malicious === 1 ? "is" : "are"} malicious.` };
  if (unread > 0) return { id: "scan", state: "error", sentence: `${unread} ${of} could not be judged.` };
  if (suspicious > 0)
    return {
      id: "scan",
      state: "warned",
      sentence: `${suspicious} ${of} ${suspicious === 1 ? "is" : "are"} suspicious.`,
    };
  if (clean === 0) return { id: "scan", state: "unknown", sentence: "It holds no model file that was judged." };
  return {
    id: "scan",
    state: "passed",
    sentence: `${clean} ${of} ${clean === 1 ? "is" : "are"} clean; the others are no model files.`,
  };
}

function hubPoints(hub: HubFacts, knownPublishers: readonly string[]): CheckPoint[] {
  const point = (id: string, state: CheckState, sentence: string): CheckPoint => ({ id, state, sentence });
  const out: CheckPoint[] = [];
  if (hub.disabled) out.push(point("repository", "denied", "The hub has disabled the repository."));
  if (hub.movedTo !== null)
    out.push(
      point(
        "repository",
        "warned",
        `It moved to ${showText(hub.movedTo, 120)}: whoever registers the old name again takes its downloads.`,
      ),
    );
  out.push(publisherPoint(hub));
  const twin = lookAlike(hub.publisher.name, knownPublishers);
  if (twin !== null)
    out.push(
      point(
        "look-alike",
        "warned",
        `${showText(hub.publisher.name, 80)} reads like ${showText(twin, 80)}, and is another.`,
      ),
    );
  out.push(
    hub.pinned
      ? point("version", "passed", `The target names commit ${hub.commit}.`)
      : point(
          "version",
          "note",
          `What was judged is commit ${hub.commit}; a loader that does not name it may get another.`,
        ),
  );
  out.push(licencePoint(hub));
  out.push(...basePoints(hub));
  out.push(codePoint(hub));
  const code = hub.paths.filter((path) => RUNS_CODE.test(path));
  if (code.length > 0 && !hub.paths.some((path) => HOLDS_NO_CODE.test(path)))
    out.push(
      point(
        "format",
        "note",
        `Its weights come only in formats whose loading can run code (${code.length} ${code.length === 1 ? "file" : "files"}).`,
      ),
    );
  return out;
}

function publisherPoint({ publisher }: HubFacts): CheckPoint {
  const name = showText(publisher.name, 80);
  if (publisher.state === "missing")
    return {
      id: "publisher",
      state: "denied",
      sentence: `The publisher ${name} is gone: its name can be registered by anyone.`,
    };
  if (publisher.state === "unknown")
    return {
      id: "publisher",
      state: "unknown",
      sentence: `Whether the publisher ${name} still exists could not be learned.`,
    };
  if (publisher.verified === true)
    return { id: "publisher", state: "passed", sentence: `${name} is a publisher that the hub has verified.` };
  return {
    id: "publisher",
    state: "note",
    sentence: `${name} exists${publisher.verified === false ? " and is not verified by the hub" : ""}.`,
  };
}

function licencePoint({ licence }: HubFacts): CheckPoint {
  const id = showText(licence.id ?? "", 80);
  if (!licence.stated) return { id: "licence", state: "warned", sentence: "It states no licence." };
  if (licence.limits.length > 0)
    return { id: "licence", state: "warned", sentence: `Its licence ${id} demands: ${licence.limits.join(", ")}.` };
  if (!licence.known)
    return { id: "licence", state: "unknown", sentence: `What its licence ${id} demands is not in the table.` };
  return { id: "licence", state: "passed", sentence: `Its licence ${id} limits no use.` };
}

function basePoints({ bases }: HubFacts): CheckPoint[] {
  if (bases.length === 0)
    return [{ id: "lineage", state: "unknown", sentence: "Its card names no model that it was made from." }];
  return bases.map(({ repo, relation, state }) => {
    const what = `${relation ? `It is a ${showText(relation, 40)} of` : "It is made from"} ${showText(repo, 120)}, as its card says`;
    if (state === "missing") return { id: "lineage", state: "warned", sentence: `${what}, which is not there.` };
    return {
      id: "lineage",
      state: state === "there" ? "note" : "unknown",
      sentence: `${what}${state === "there" ? "" : "; whether that exists could not be learned"}.`,
    };
  });
}

function codePoint({ remoteCode }: HubFacts): CheckPoint {
  const [first] = remoteCode;
  if (first === undefined)
    return { id: "code", state: "passed", sentence: "Its configuration asks for no code of its own." };
  const more = remoteCode.length > 1 ? ` and ${remoteCode.length - 1} more` : "";
  return {
    id: "code",
    state: "warned",
    sentence: `It runs code of its own where a loader trusts it: ${showText(first, 120)}${more}.`,
  };
}

function estatePoint(estate: EstateFacts | null): CheckPoint {
  if (estate === null)
    return { id: "estate", state: "unknown", sentence: "The estate was not asked; --estate asks it." };
  if (estate.known.length === 0)
    return { id: "estate", state: "note", sentence: "The estate does not know the model." };
  const names = estate.known
    .slice(0, 3)
    .map((name) => showText(name, 60))
    .join(", ");
  const runs =
    estate.running.length === 0
      ? "nothing is known to load it"
      : `${estate.running
          .slice(0, 3)
          .map((name) => showText(name, 60))
          .join(", ")} ${estate.running.length === 1 ? "loads" : "load"} it`;
  return {
    id: "estate",
    state: "note",
    sentence: `The estate knows it as ${names}; ${runs}; ${estate.touched} assets stand on it.`,
  };
}
