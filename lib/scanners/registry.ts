import { compressedScanner } from "./compressed/scanner";
import { coremlScanner } from "./coreml/scanner";
import { ggufScanner } from "./gguf/scanner";
import { hdf5Scanner } from "./hdf5/scanner";
import { hfRepoScanner } from "./hf-repo/scanner";
import { kerasJsonScanner } from "./keras-json/scanner";
import { lightgbmScanner } from "./lightgbm/scanner";
import { llamafileScanner } from "./llamafile/scanner";
import { marScanner } from "./mar/scanner";
import { msgpackScanner } from "./msgpack/scanner";
import { nemoScanner } from "./nemo/scanner";
import { npyScanner } from "./npy/scanner";
import { onnxScanner } from "./onnx/scanner";
import { openvinoScanner } from "./openvino/scanner";
import { pickleScanner } from "./pickle/scanner";
import { pmmlScanner } from "./pmml/scanner";
import { rDataScanner } from "./r-data/scanner";
import { safetensorsScanner } from "./safetensors/scanner";
import { safetensorsIndexScanner } from "./safetensors-index/scanner";
import type { Scanner } from "./scan-context";
import { sevenZipScanner } from "./seven-zip/scanner";
import { skopsScanner } from "./skops/scanner";
import { tarScanner } from "./tar/scanner";
import { tensorflowScanner } from "./tensorflow/scanner";
import { tfliteScanner } from "./tflite/scanner";
import { torchZipScanner } from "./torch-zip/scanner";
import { xgboostScanner } from "./xgboost/scanner";
import { zipScanner } from "./zip/scanner";

/** Every scanner there is, by its folder's name. The order decides nothing: all that match are run. */
export const SCANNERS: Record<string, Scanner> = {
  compressed: compressedScanner,
  coreml: coremlScanner,
  gguf: ggufScanner,
  hdf5: hdf5Scanner,
  "hf-repo": hfRepoScanner,
  "keras-json": kerasJsonScanner,
  lightgbm: lightgbmScanner,
  llamafile: llamafileScanner,
  mar: marScanner,
  msgpack: msgpackScanner,
  nemo: nemoScanner,
  npy: npyScanner,
  onnx: onnxScanner,
  openvino: openvinoScanner,
  pickle: pickleScanner,
  pmml: pmmlScanner,
  "r-data": rDataScanner,
  "safetensors-index": safetensorsIndexScanner,
  safetensors: safetensorsScanner,
  "seven-zip": sevenZipScanner,
  skops: skopsScanner,
  tar: tarScanner,
  tensorflow: tensorflowScanner,
  tflite: tfliteScanner,
  "torch-zip": torchZipScanner,
  xgboost: xgboostScanner,
  zip: zipScanner,
};
