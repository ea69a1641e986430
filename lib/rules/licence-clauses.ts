/** What a licence asks of whoever passes the work on or uses it. */
const CLAUSES = [
  "attribution",
  "share_alike",
  "non_commercial",
  "no_derivatives",
  "research_only",
  "use_policy",
  "naming",
] as const;
export type Clause = (typeof CLAUSES)[number];

export const CLAUSE_WORDS: Record<Clause, string> = {
  attribution: "credit to the author",
  share_alike: "same licence for what is made of it",
  non_commercial: "no commercial use",
  no_derivatives: "no changed versions",
  research_only: "research use only",
  use_policy: "a list of forbidden uses",
  naming: "a prescribed name",
};

/**
 * Licence ids (SPDX where one exists, else the id that hubs use), lower case, by the clauses of their texts. A family that
 * ends in `*` covers its versions. Facts of the published texts as far as these seven clauses go; not legal advice.
 */
const TABLE: Record<string, readonly Clause[]> = {
  "cc0-1.0 unlicense wtfpl 0bsd pddl pddl-1.0 mit-0 cc-pddc": [],
  "mit apache-2.0 bsd-2-clause bsd-3-clause bsd-3-clause-clear bsd isc zlib ncsa postgresql bsl-1.0 ecl-2.0 afl-3.0 artistic-2.0 ms-pl upl-1.0 python-2.0 odc-by odc-by-1.0 cdla-permissive-1.0 cdla-permissive-2.0 etalab-2.0 cc-by-*":
    ["attribution"],
  "cc-by-sa-* gpl-* gpl agpl-* lgpl-* mpl-2.0 epl-2.0 eupl-1.1 eupl-1.2 odbl odbl-1.0 cdla-sharing-1.0 gfdl gfdl-1.3 osl-3.0 ms-rl":
    ["attribution", "share_alike"],
  "cc-by-nc-*": ["attribution", "non_commercial"],
  "cc-by-nc-sa-*": ["attribution", "share_alike", "non_commercial"],
  "cc-by-nd-*": ["attribution", "no_derivatives"],
  "cc-by-nc-nd-*": ["attribution", "non_commercial", "no_derivatives"],
  "openrail openrail++ creativeml-openrail-m bigscience-bloom-rail-1.0 bigscience-openrail-m bigcode-openrail-m c-uda c-uda-1.0":
    ["attribution", "use_policy"],
  "llama2 llama-2 llama3 llama3.1 llama3.2 llama3.3 llama4": ["attribution", "use_policy", "naming"],
  "gemma falcon-llm-license deepseek deepseek-license": ["attribution", "use_policy"],
  "tongyi-qianwen qwen": ["attribution", "naming"],
  "qwen-research": ["attribution", "non_commercial", "research_only"],
  "mrl mistral-research mnpl mistral-non-production fair-noncommercial-research-license stabilityai-nc-research-community msr-la":
    ["attribution", "non_commercial", "research_only"],
  "apple-amlr apple-ascl-research intel-research": ["attribution", "research_only"],
};

type Entry = { pattern: string; family: boolean; clauses: readonly Clause[] };

const ENTRIES: Entry[] = Object.entries(TABLE)
  .flatMap(([ids, clauses]) =>
    ids.split(" ").map((id) => ({ pattern: id.replace(/\*$/, ""), family: id.endsWith("*"), clauses })),
  )
  // The longest family first, so that cc-by-nc-sa-4.0 is never read as cc-by-.
  .sort((a, b) => b.pattern.length - a.pattern.length);

/** Words that state no licence at all. */
const NOTHING = new Set(["", "unknown", "other", "none", "noassertion", "n/a", "unlicensed", "see-license"]);

/** `complete` is false where some part of the expression is in no table: `clauses` then holds what is certain. */
export type ClauseSet = { clauses: ReadonlySet<Clause>; complete: boolean };

const UNKNOWN: ClauseSet = { clauses: new Set(), complete: false };

/** No licence is stated: null, empty, or a word such as "other" that names none. */
export function statesNoLicence(licence: string | null): boolean {
  return licence === null || NOTHING.has(licence.trim().toLowerCase());
}

/** Own terms of whoever holds it: nothing of an ancestor's terms is carried by this word. */
export function isProprietary(licence: string | null): boolean {
  return licence !== null && /^(licenseref-)?(proprietary|commercial|all[- ]rights[- ]reserved)$/i.test(licence.trim());
}

function clausesOfId(id: string): ClauseSet {
  const word = id
    .toLowerCase()
    .replace(/\+$/, "")
    .replace(/^licenseref-/, "")
    .replace(/-(only|or-later)$/, "");
  for (const { pattern, family, clauses } of ENTRIES) {
    if (family ? word.startsWith(pattern) && /^\d/.test(word.slice(pattern.length)) : word === pattern)
      return { clauses: new Set(clauses), complete: true };
  }
  return UNKNOWN;
}

/** Both apply: every clause of either. */
function both(a: ClauseSet, b: ClauseSet): ClauseSet {
  return { clauses: new Set([...a.clauses, ...b.clauses]), complete: a.complete && b.complete };
}

/** The user may choose: only what no choice avoids. A known choice is enough to know what must be kept. */
function either(a: ClauseSet, b: ClauseSet): ClauseSet {
  if (a.complete !== b.complete) return a.complete ? a : b;
  return { clauses: new Set([...a.clauses].filter((c) => b.clauses.has(c))), complete: a.complete };
}

/** Reads `A AND (B OR C WITH exception)`; AND binds tighter than OR. Anything unreadable is an unknown licence. */
class Expression {
  private at = 0;
  constructor(private readonly tokens: readonly string[]) {}

  read(): ClauseSet {
    const set = this.choice(0);
    return this.at === this.tokens.length ? set : UNKNOWN;
  }

  private takes(word: string): boolean {
    if (this.tokens[this.at]?.toUpperCase() !== word) return false;
    this.at++;
    return true;
  }

  private choice(depth: number): ClauseSet {
    let set = this.all(depth);
    while (this.takes("OR")) set = either(set, this.all(depth));
    return set;
  }

  private all(depth: number): ClauseSet {
    let set = this.one(depth);
    while (this.takes("AND")) set = both(set, this.one(depth));
    return set;
  }

  private one(depth: number): ClauseSet {
    if (this.takes("(")) {
      if (depth > 20) return UNKNOWN;
      const set = this.choice(depth + 1);
      return this.takes(")") ? set : UNKNOWN;
    }
    const id = this.tokens[this.at++];
    if (id === undefined || id === ")") return UNKNOWN;
    if (this.takes("WITH")) this.at++;
    return clausesOfId(id);
  }
}

/** The clauses of an SPDX id, a hub's licence id or an SPDX expression. Never throws; an unknown id is incomplete. */
export function clausesOf(licence: string): ClauseSet {
  const tokens = licence.slice(0, 1_000).match(/[()]|[^\s()]+/g) ?? [];
  if (tokens.length === 0 || statesNoLicence(licence)) return UNKNOWN;
  return new Expression(tokens).read();
}
