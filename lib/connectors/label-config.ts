import { DEFAULT_LABELS, type LabelNames } from "@/lib/importers/label-names";

/** The configuration fields that name labels, for manifests of connectors that read documents. */
export const LABEL_FIELDS = [
  ["labelOwner", "Owner label", "owner"],
  ["labelEnv", "Environment label", "env"],
  ["labelData", "Data sensitivity label", "data"],
  ["labelCriticality", "Criticality label", "criticality"],
].map(([name = "", label = "", key = ""]) => ({
  name,
  label,
  help: `Names of the properties that say it, tried in order, separated by commas.`,
  required: false,
  placeholder: DEFAULT_LABELS[key as keyof LabelNames].join(", "),
}));

function namesOf(text: string | undefined, otherwise: string[]): string[] {
  const names = (text ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return names.length > 0 ? names : otherwise;
}

/** Label names as a source's configuration gives them; the defaults where it gives none. */
export function labelsFromConfig(config: Record<string, string>): LabelNames {
  return {
    owner: namesOf(config.labelOwner, DEFAULT_LABELS.owner),
    env: namesOf(config.labelEnv, DEFAULT_LABELS.env),
    data: namesOf(config.labelData, DEFAULT_LABELS.data),
    criticality: namesOf(config.labelCriticality, DEFAULT_LABELS.criticality),
  };
}
