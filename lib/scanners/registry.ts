import { compressedScanner } from "./compressed/scanner";
import { llamafileScanner } from "./llamafile/scanner";
import { marScanner } from "./mar/scanner";
import { nemoScanner } from "./nemo/scanner";
import { npyScanner } from "./npy/scanner";
import { pickleScanner } from "./pickle/scanner";
import { safetensorsScanner } from "./safetensors/scanner";
import type { Scanner } from "./scan-context";
import { sevenZipScanner } from "./seven-zip/scanner";
import { skopsScanner } from "./skops/scanner";
import { tarScanner } from "./tar/scanner";
import { torchZipScanner } from "./torch-zip/scanner";
import { zipScanner } from "./zip/scanner";

/** Every scanner there is, by its folder's name. The order decides nothing: all that match are run. */
export const SCANNERS: Record<string, Scanner> = {
  compressed: compressedScanner,
  llamafile: llamafileScanner,
  mar: marScanner,
  nemo: nemoScanner,
  npy: npyScanner,
  pickle: pickleScanner,
  safetensors: safetensorsScanner,
  "seven-zip": sevenZipScanner,
  skops: skopsScanner,
  tar: tarScanner,
  "torch-zip": torchZipScanner,
  zip: zipScanner,
};
