import { parseDocument } from "yaml";
import type { Json } from "@/lib/domain/json";
import { isObject, listOf, textOf } from "@/lib/importers/json-access";

export type Card = {
  license: string | null;
  baseModels: string[];
  baseRelation: string | null;
  datasets: string[];
  tags: string[];
  sections: string[];
  /** What is wrong with the front matter, as a sentence, with its line; the headings still count. */
  problem: { line: number; reason: string } | null;
};

const MAX_FRONT_MATTER = 64 * 1024;

const SECTIONS: [RegExp, string][] = [
  [/\b(intended use|uses?|use cases?|how to use)\b/i, "intended_use"],
  [/\b(training data|datasets?|data sources?|training details)\b/i, "training_data"],
  [/\b(evaluation|results|metrics|benchmarks?|performance)\b/i, "evaluation"],
  [/\b(limitations?|bias(es)?|risks?|out[- ]of[- ]scope)\b/i, "limits"],
  [/\bbase model\b/i, "base_model"],
];

function headingsOf(body: string): string[] {
  let fenced = false;
  return body.split("\n").flatMap((line) => {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    const title = fenced ? undefined : /^#{1,6}\s+(.{1,200})/.exec(line)?.[1];
    return title === undefined ? [] : [title];
  });
}

function frontMatter(text: string): { value: Json; problem: Card["problem"]; body: string } {
  const match = /^\s{0,3}---\r?\n([\s\S]*?)\r?\n---\s*(\r?\n|$)/.exec(text.slice(0, MAX_FRONT_MATTER));
  if (!match) return { value: null, problem: null, body: text };
  const body = text.slice(match[0].length);
  try {
    const document = parseDocument(match[1] ?? "", { prettyErrors: false, logLevel: "silent" });
    const error = document.errors[0];
    if (error) {
      const before = (match[1] ?? "").slice(0, error.pos[0]);
      const line = before.split("\n").length + 1;
      return {
        value: null,
        problem: { line, reason: `The card's front matter is not valid YAML at line ${line}.` },
        body,
      };
    }
    return { value: document.toJS({ maxAliasCount: 50 }) as Json, problem: null, body };
  } catch {
    // Aliases that multiply and nesting without end both end here: the library refuses by throwing.
    return { value: null, problem: { line: 1, reason: "The card's front matter is too tangled to be read." }, body };
  }
}

/** One text or a list of texts, as front matter allows both. */
function textsOf(value: Json | undefined): string[] {
  return (Array.isArray(value) ? listOf(value) : [value ?? null]).flatMap((v) => textOf(v) ?? []).slice(0, 50);
}

/** Reads a model card: YAML front matter and the headings below it. Never throws; nothing in it is rendered. */
export function readCard(text: string): Card {
  const { value, problem, body } = frontMatter(text.replace(/^\ufeff/, ""));
  const front = isObject(value) ? value : {};
  const headings = headingsOf(body);
  const baseModels = textsOf(front.base_model);
  const sections = SECTIONS.filter(([pattern]) => headings.some((h) => pattern.test(h))).map(([, section]) => section);
  if (baseModels.length > 0 && !sections.includes("base_model")) sections.push("base_model");
  const licences = textsOf(front.license);
  const named = textOf(front.license_name);
  const license = licences.length > 1 ? licences.join(" AND ") : (licences[0] ?? null);
  return {
    license: license === "other" && named !== null ? named : license,
    baseModels,
    baseRelation: textOf(front.base_model_relation),
    datasets: textsOf(front.datasets),
    tags: textsOf(front.tags).slice(0, 30),
    sections,
    problem,
  };
}
