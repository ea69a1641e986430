import type { Upload } from "./first-run.page";

type Component = Record<string, unknown>;

/** A made CycloneDX 1.6 document around these components. */
function document(name: string, components: Component[]): Upload {
  return { name, text: JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.6", version: 1, components }) };
}

/** One model and the data it was trained on. */
export const SMALL = document("small.cdx.json", [
  { type: "machine-learning-model", "bom-ref": "m", name: "made-model", version: "1" },
  { type: "data", "bom-ref": "d", name: "made-data", version: "1" },
]);

/** JSON that breaks off in the middle. */
export const BROKEN: Upload = { name: "broken.cdx.json", text: SMALL.text.slice(0, 60) };

/** JSON of no kind that is known. */
export const FOREIGN: Upload = { name: "menu.json", text: '{"soup":"of the day"}' };

const RIGHT_TO_LEFT = "\u202e";
const MARK = "hostile-name";

/** Names that try to run, to turn the line round, and to burst the page. */
export const HOSTILE_NAMES = {
  markup: `${MARK}<img src=x onerror="window.ran=1"><script>window.ran=1</script>`,
  turned: `${MARK}-${RIGHT_TO_LEFT}txt.exe\u2066\u200b`,
  long: `${MARK}-${"x".repeat(10_000)}`,
} as const;

/** A document whose model names are hostile. */
export const HOSTILE = document(
  "hostile.cdx.json",
  Object.values(HOSTILE_NAMES).map((name, i) => ({
    type: "machine-learning-model",
    "bom-ref": `h${i}`,
    name,
    version: "1",
  })),
);
