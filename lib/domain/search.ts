import { AssetKind, KIND_LABEL } from "./asset";
import { FaultlineError } from "./errors";
import { showText } from "./text";

/** What the asset search understands besides words; each with its help. */
export const SEARCH_OPERATORS = {
  kind: { help: "kinds of asset", example: "kind:model,dataset" },
  owner: { help: "who owns it; none = nobody", example: 'owner:"ml platform"' },
  source: { help: "sources that see it", example: "source:registry" },
  purl: { help: "package URLs that start so", example: "purl:pkg:pypi/torch" },
  digest: { help: "a sha256 or its first 8 digits: the file, and what contains it", example: "digest:9f86d081" },
} as const;
export type SearchOperator = keyof typeof SEARCH_OPERATORS;

/** `-owner:a,b`: not owned by a nor by b. Values of one term are alternatives; terms all hold. */
export type SearchTerm = { operator: SearchOperator; values: string[]; not: boolean };
export type Search = { words: string; terms: SearchTerm[] };

/** What stands before the colon of a natural key: pasted as it is, such a word is text and no operator. */
const SCHEMES = new Set(
  "arn azure fp file git gs hf http https k8s npm oci pkg public pypi s3 sha256 sha512 urn".split(" "),
);
const TOKEN = /^(-?)([A-Za-z][A-Za-z0-9_]{0,29}):/;
const MAX_VALUES = 20;
const WHERE = "/q";

const refuse = (sentence: string): never => {
  throw new FaultlineError("invalid_input", sentence, WHERE);
};

/**
 * Reads a search line: words, quoted words, and terms like `kind:model -owner:"a b",c`. Throws invalid_input with one
 * sentence for an operator that is none, a quote that does not end, and a value that cannot be.
 */
export function parseSearch(line: string): Search {
  const words: string[] = [];
  const terms: SearchTerm[] = [];
  let rest = line.trim();
  while (rest !== "") {
    const head = TOKEN.exec(rest);
    const name = head?.[2] ?? "";
    if (head && !SCHEMES.has(name.toLowerCase())) {
      const operator = operatorOf(name);
      const [values, after] = readValues(rest.slice(head[0].length), operator);
      terms.push({ operator, values: values.map((v) => checkedValue(operator, v)), not: head[1] === "-" });
      rest = after;
    } else {
      const [word, after] = readWord(rest);
      words.push(word);
      rest = after;
    }
    rest = rest.trimStart();
  }
  return { words: words.join(" "), terms };
}

function operatorOf(name: string): SearchOperator {
  const known = Object.keys(SEARCH_OPERATORS).find((o): o is SearchOperator => o === name.toLowerCase());
  if (known) return known;
  const all = Object.keys(SEARCH_OPERATORS).map((o) => `${o}:`);
  return refuse(
    `There is no operator ${showText(name, 30)}: – there are ${all.slice(0, -1).join(", ")} and ${all.at(-1)}. Quote the word to search for it as text.`,
  );
}

/** One word, or what stands in quotes. */
function readWord(text: string): [string, string] {
  if (text.startsWith('"')) {
    const end = text.indexOf('"', 1);
    if (end < 0) refuse("A quote is opened and not closed.");
    return [text.slice(1, end), text.slice(end + 1)];
  }
  const end = text.search(/\s/);
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end)];
}

function readValues(text: string, operator: SearchOperator): [string[], string] {
  const values: string[] = [];
  let rest = text;
  for (;;) {
    const [value, after] = rest.startsWith('"') ? readWord(rest) : readBare(rest);
    if (value.trim() === "") refuse(`${operator}: needs a value, as in ${SEARCH_OPERATORS[operator].example}.`);
    values.push(value.trim());
    if (values.length > MAX_VALUES) refuse(`${operator}: takes at most ${MAX_VALUES} values.`);
    if (!after.startsWith(",")) return [values, after];
    rest = after.slice(1);
  }
}

function readBare(text: string): [string, string] {
  const end = text.search(/[\s,]/);
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end)];
}

function checkedValue(operator: SearchOperator, value: string): string {
  if (operator === "kind") {
    const word = value.toLowerCase();
    const kind = AssetKind.options.find((k) => k === word || KIND_LABEL[k].many === word || KIND_LABEL[k].one === word);
    return kind ?? refuse(`There is no kind “${showText(value, 40)}”: there are ${AssetKind.options.join(", ")}.`);
  }
  if (operator === "digest") {
    const hex = value.toLowerCase().replace(/^sha256:/, "");
    if (!/^[0-9a-f]{8,64}$/.test(hex))
      refuse(`“${showText(value, 40)}” is no digest: give a sha256 in hexadecimal, or its first 8 digits or more.`);
    return hex;
  }
  if (operator === "purl") return value.startsWith("pkg:") ? value : `pkg:${value}`;
  return value;
}

const quoted = (value: string) => (/[\s,"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value);

/** A term as it is typed. */
export function termText(term: SearchTerm): string {
  return `${term.not ? "-" : ""}${term.operator}:${term.values.map(quoted).join(",")}`;
}

/** A search line without its words; a line that cannot be read leaves nothing. */
export function withoutWords(line: string): string {
  try {
    return parseSearch(line).terms.map(termText).join(" ");
  } catch {
    return "";
  }
}

/** A search line without one of its terms, by its place. */
export function withoutTerm(line: string, at: number): string {
  const { words, terms } = parseSearch(line);
  const text = /^-?[A-Za-z][A-Za-z0-9_]*:/.test(words) ? `"${words}"` : words;
  return [...terms.filter((_, i) => i !== at).map(termText), text].filter(Boolean).join(" ");
}
