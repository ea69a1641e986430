import type { ZipArchive } from "./entry";

/** Which scanner walks a zip: exactly one does, so that nothing is met twice. */
export type ZipKind = "torch" | "mar" | "zip";

const TORCH =
  /(^|\/)(data\.pkl|\.data\/(extern_modules|python_version)|archive_format|serialized_exported_program\.(json|pt))$/;
const MAR = /(^|\/)MAR-INF\/MANIFEST\.json$/i;

/** The kind of a zip, by the members it has. */
export function kindOfZip({ entries }: ZipArchive): ZipKind {
  if (entries.some((entry) => MAR.test(entry.name))) return "mar";
  return entries.some((entry) => TORCH.test(entry.name)) ? "torch" : "zip";
}
