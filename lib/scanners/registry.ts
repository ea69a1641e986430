import { ggufScanner } from "./gguf/scanner";
import { hdf5Scanner } from "./hdf5/scanner";
import { hfRepoScanner } from "./hf-repo/scanner";
import { kerasJsonScanner } from "./keras-json/scanner";
import { onnxScanner } from "./onnx/scanner";
import { pickleScanner } from "./pickle/scanner";
import { safetensorsScanner } from "./safetensors/scanner";
import { safetensorsIndexScanner } from "./safetensors-index/scanner";
import type { Scanner } from "./scan-context";
import { tensorflowScanner } from "./tensorflow/scanner";
import { torchZipScanner } from "./torch-zip/scanner";

/** Every scanner there is, by its folder's name. The order decides nothing: all that match are run. */
export const SCANNERS: Record<string, Scanner> = {
  gguf: ggufScanner,
  hdf5: hdf5Scanner,
  "hf-repo": hfRepoScanner,
  "keras-json": kerasJsonScanner,
  onnx: onnxScanner,
  pickle: pickleScanner,
  safetensors: safetensorsScanner,
  "safetensors-index": safetensorsIndexScanner,
  tensorflow: tensorflowScanner,
  "torch-zip": torchZipScanner,
};
