import type { RunNumber, Tags } from "./runs";

/** The words a README of the estate says; null where that section is left out. */
export type Readme = {
  license: string;
  baseModel?: string;
  intendedUse: string;
  trainingData: string;
  evaluation: string;
  limits: string;
  base: string | null;
};

export type ModelFile = { name: string; bytes: Buffer };

/** One model of the estate: what its bill of materials says, and the folder that holds its bytes. */
export type ModelSpec = {
  ref: string;
  name: string;
  group: string;
  version: string;
  purl: string;
  license: string | null;
  tags: Tags;
  publisher?: string;
  /** Whether the hub vouches for the publisher; absent = nobody looked. */
  publisherVerified?: boolean;
  visibility?: "public" | "private";
  proprietary?: boolean;
  use?: string;
  relation?: string;
  bases?: string[];
  datasets?: string[];
  /** What the card inside the document says, for models without a README. */
  study?: { task: string; datasets: string[] };
  /** Path under `models/`; null = no bytes here. */
  folder?: string;
  files?: ModelFile[];
  readme?: Readme | null;
  runs?: readonly RunNumber[];
};

/** Whether a thing of the estate exists in this run. */
export function inRun(spec: { runs?: readonly RunNumber[] }, run: RunNumber): boolean {
  return spec.runs === undefined || spec.runs.includes(run);
}

/** The card as Markdown with the front matter that model hubs read. */
export function readmeText(name: string, readme: Readme): string {
  const front = [`license: ${readme.license}`, ...(readme.baseModel ? [`base_model: ${readme.baseModel}`] : [])];
  const section = (title: string, text: string | null): string => (text === null ? "" : `\n## ${title}\n\n${text}\n`);
  return [
    `---\n${front.join("\n")}\ntags:\n- larkmoor-demo\n---\n\n# ${name}\n`,
    "\nPart of the invented estate of Larkmoor Mutual; the files are small stand-ins.\n",
    section("Intended use", readme.intendedUse),
    section("Base model", readme.base),
    section("Training data", readme.trainingData),
    section("Evaluation", readme.evaluation),
    section("Limitations", readme.limits),
  ].join("");
}
