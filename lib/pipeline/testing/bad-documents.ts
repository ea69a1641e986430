import { writeFileSync } from "node:fs";
import path from "node:path";

const model = (name: string, extra: object = {}) => ({
  type: "machine-learning-model",
  "bom-ref": name,
  name,
  version: "1",
  ...extra,
});
const bom = (rest: object) => ({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, ...rest });
const ancestor = (name: string) => ({ pedigree: { ancestors: [model(name)] } });

export const HOSTILE_NAME = `\u202e<img src=x onerror=alert(1)>\u0000${"n".repeat(10_000)}`;
const MEGABYTES = 50;

/**
 * Documents as nobody should send them, each with what must be said of it: `refused` of the whole, or the places set
 * aside while the rest is read; `models` are the names that must be there nevertheless. All are made here.
 */
export const BAD_DOCUMENTS: {
  file: string;
  bytes: () => string | Buffer;
  refused?: RegExp;
  aside?: [pointer: string, reason: RegExp][];
  models?: string[];
}[] = [
  {
    file: "cut.json",
    bytes: () => {
      const text = JSON.stringify(bom({ components: [model("cut-a"), model("cut-b")] }), null, 1);
      return text.slice(0, text.length / 2);
    },
    refused: /line \d+/,
  },
  {
    file: "deep.json",
    bytes: () => {
      const half = (MEGABYTES * 1024 * 1024) / 2;
      return Buffer.concat([Buffer.alloc(half, "["), Buffer.alloc(half, "]")]);
    },
    refused: /\b200\b.*(level|deep)|(level|deep).*\b200\b/i,
  },
  { file: "empty.json", bytes: () => "", refused: /empty|0 bytes/i },
  { file: "bare.json", bytes: () => JSON.stringify(bom({})), models: [] },
  {
    file: "licence.json",
    bytes: () =>
      JSON.stringify(bom({ components: [model("odd-licence", { licenses: [{ license: { id: "MTI" } }] })] })),
    aside: [["/components/0/licenses/0", /MTI/]],
    models: ["odd-licence"],
  },
  {
    file: "twins.json",
    bytes: () => JSON.stringify(bom({ components: [model("twin"), { ...model("twin"), name: "other" }] })),
    aside: [["/components/1", /bom-ref/]],
    models: ["twin"],
  },
  {
    file: "dangling.json",
    bytes: () =>
      JSON.stringify(
        bom({
          components: [model("dangler")],
          dependencies: [{ ref: "dangler", dependsOn: ["nothing-here"] }],
        }),
      ),
    aside: [["/dependencies/0", /nothing-here/]],
    models: ["dangler"],
  },
  {
    file: "utf16.json",
    bytes: () => Buffer.from(`\ufeff${JSON.stringify(bom({ components: [model("wide-Ω")] }))}`, "utf16le"),
    models: ["wide-Ω"],
  },
  {
    file: "circle.json",
    bytes: () =>
      JSON.stringify(bom({ components: [model("ring-a", ancestor("ring-b")), model("ring-b", ancestor("ring-a"))] })),
    models: ["ring-a", "ring-b"],
  },
  {
    file: "name.json",
    bytes: () => JSON.stringify(bom({ components: [model(HOSTILE_NAME), model("after-it")] })),
    models: ["after-it"],
  },
  {
    file: "surrogates.json",
    bytes: () =>
      JSON.stringify(bom({ components: [model("half"), model("after-half")] })).replaceAll('"half"', '"half\\ud800"'),
    models: ["after-half", "half\ufffd"],
  },
  { file: "not-json.json", bytes: () => Buffer.from([0xff, 0x00, 0x13, 0x37]), refused: /\S/ },
];

/** Writes all of them into a folder; returns their paths in the order above. */
export function writeBadDocuments(folder: string): string[] {
  return BAD_DOCUMENTS.map(({ file, bytes }) => {
    const to = path.join(folder, file);
    writeFileSync(to, bytes());
    return to;
  });
}
