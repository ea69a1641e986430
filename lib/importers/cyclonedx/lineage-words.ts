import { RELATION_VARIANTS } from "@/db/enums";

const HINTS: [RegExp, string][] = [
  [/\bq?lora\b|\bpeft\b|\badapters?\b/i, "adapter"],
  [/\bdistil/i, "distill"],
  [/\bmerg(e|ed|es|ing)\b/i, "merge"],
  [/\bquanti[sz]/i, "quantize"],
  [/\bfine[- ]?tun/i, "finetune"],
  [/\bconver(t|ted|sion)\b|\bexported to\b/i, "convert"],
  [/\b(copy|copied|mirror|mirrored|re-?upload(ed)?)\b/i, "copy"],
];

/** The stored variant for a word of a label, e.g. "adapter" or "quantized"; null when none fits. */
export function variantOfWord(word: string | null): string | null {
  if (word === null) return null;
  const plain = word.trim().toLowerCase();
  if (plain in RELATION_VARIANTS.derived_from && plain !== "base_layer") return plain;
  return variantOfText(plain);
}

/** How a model was made, by the words of a note; null when the note does not say. */
export function variantOfText(text: string | null): string | null {
  if (text === null) return null;
  return HINTS.find(([pattern]) => pattern.test(text.slice(0, 4_000)))?.[1] ?? null;
}

const SUBTYPES: Record<string, string> = {
  adapter: "adapter",
  distill: "distilled",
  merge: "merge",
  quantize: "quantized",
  finetune: "finetune",
  finetune_pickle: "finetune",
  convert: "converted",
};

/** The model subtype that goes with how it was made; "unknown" where nothing says. */
export function modelSubtype(variant: string | null): string {
  return SUBTYPES[variant ?? ""] ?? "unknown";
}

/** Words that make a dataset one for measuring, not for training. */
export function speaksOfEvaluation(texts: (string | null)[]): boolean {
  return texts.some(
    (t) => t !== null && /(^|[^a-z])(tests?|testing|eval|evaluation|validation|benchmark|holdout)([^a-z]|$)/i.test(t),
  );
}
