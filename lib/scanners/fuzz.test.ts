import { describe, expect, it } from "vitest";
import { BufferSource } from "@/lib/bytes/buffer-source";
import { ScanResult } from "@/lib/domain/scan";
import { COMPRESSED_CASES } from "./compressed/fixtures/cases";
import { COREML_CASES } from "./coreml/fixtures/cases";
import { GGUF_CASES } from "./gguf/fixtures/cases";
import { HDF5_CASES } from "./hdf5/fixtures/cases";
import { HF_CASES } from "./hf-repo/fixtures/cases";
import { KERAS_CASES } from "./keras-json/fixtures/cases";
import { LIGHTGBM_CASES } from "./lightgbm/fixtures/cases";
import { LLAMAFILE_CASES } from "./llamafile/fixtures/cases";
import { MAR_CASES } from "./mar/fixtures/cases";
import { MSGPACK_CASES } from "./msgpack/fixtures/cases";
import { NEMO_CASES } from "./nemo/fixtures/cases";
import { NPY_CASES } from "./npy/fixtures/cases";
import { ONNX_CASES } from "./onnx/fixtures/cases";
import { OPENVINO_CASES } from "./openvino/fixtures/cases";
import { BENIGN_PICKLES } from "./pickle/fixtures/benign";
import { HOSTILE_PICKLES } from "./pickle/fixtures/hostile";
import { MATRIX_PICKLES } from "./pickle/fixtures/matrix";
import { listOpcodes } from "./pickle/listing";
import { PMML_CASES } from "./pmml/fixtures/cases";
import { R_CASES } from "./r-data/fixtures/cases";
import { SAFETENSORS_CASES } from "./safetensors/fixtures/cases";
import { INDEX_CASES } from "./safetensors-index/fixtures/cases";
import { scanFile } from "./scan-file";
import { SEVEN_ZIP_CASES } from "./seven-zip/fixtures/cases";
import { SKOPS_CASES } from "./skops/fixtures/cases";
import { TAR_CASES } from "./tar/fixtures/cases";
import { TF_CASES } from "./tensorflow/fixtures/cases";
import { TFLITE_CASES } from "./tflite/fixtures/cases";
import { ZIP_CASES } from "./torch-zip/fixtures/cases";
import { XGBOOST_CASES } from "./xgboost/fixtures/cases";
import { ANY_ZIP_CASES } from "./zip/fixtures/cases";

/** A small generator with a seed, so that a failure can be met again. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function mutate(bytes: Buffer, next: (below: number) => number): Buffer {
  const out = Buffer.from(bytes);
  for (let i = 1 + next(4); i > 0 && out.length > 0; i--) out[next(out.length)] = next(256);
  return next(4) === 0 ? out.subarray(0, next(out.length + 1)) : out;
}

const ROUNDS = Number(process.env.FUZZ_ROUNDS ?? 4);

describe("damaged files", () => {
  it("always end in a verdict, never in an exception", async () => {
    const next = random(20_261_121);
    const cases = [
      ANY_ZIP_CASES,
      BENIGN_PICKLES,
      COMPRESSED_CASES,
      COREML_CASES,
      GGUF_CASES,
      HDF5_CASES,
      HF_CASES,
      HOSTILE_PICKLES,
      INDEX_CASES,
      KERAS_CASES,
      LIGHTGBM_CASES,
      LLAMAFILE_CASES,
      MAR_CASES,
      MATRIX_PICKLES,
      MSGPACK_CASES,
      NEMO_CASES,
      NPY_CASES,
      ONNX_CASES,
      OPENVINO_CASES,
      PMML_CASES,
      R_CASES,
      SAFETENSORS_CASES,
      SEVEN_ZIP_CASES,
      SKOPS_CASES,
      TAR_CASES,
      TFLITE_CASES,
      TF_CASES,
      XGBOOST_CASES,
      ZIP_CASES,
    ].flatMap((list) => list.filter((c) => c.bytes.length < 50_000));
    for (let round = 0; round < ROUNDS; round++) {
      for (const c of cases) {
        const bytes = mutate(c.bytes, next);
        const result = await scanFile(new BufferSource(bytes), c.file).catch((error: unknown) => {
          throw new Error(`${c.name}: ${bytes.toString("base64")}`, { cause: error });
        });
        ScanResult.parse(result);
        expect(result.coverage.bytesParsed + result.coverage.bytesOpaque + result.coverage.bytesUnclaimed).toBe(
          bytes.length,
        );
        listOpcodes(bytes, { from: 0, to: bytes.length });
      }
    }
  }, 60_000);

  it("noise is never called malicious or clean", async () => {
    const next = random(7);
    for (let i = 0; i < 50; i++) {
      const bytes = Buffer.from(Uint8Array.from({ length: 4_000 }, () => next(256)));
      expect(["not_scanned", "error"]).toContain((await scanFile(new BufferSource(bytes), "weights.bin")).verdict);
    }
  });
});
