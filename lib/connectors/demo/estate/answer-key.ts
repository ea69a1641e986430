import { hash } from "node:crypto";
import { KEY_LINES } from "./answer-lines";
import { EXPECTED_COUNTS, EXPECTED_POSTURE, EXPECTED_SCORES, MUST_NOT } from "./answer-scores";
import { BAD_PREFIX } from "./own-models";
import { INERT_ORDER } from "./pickle-bytes";
import { DEMO_CLOCK, DEMO_LABEL, RUN_NUMBERS, RUNS } from "./runs";
import { inertCallTorchFile } from "./weight-bytes";

function badFile(files: readonly { path: string; sha256: string }[]): object {
  const { bytes, offsets } = inertCallTorchFile(BAD_PREFIX);
  const sha256 = hash("sha256", bytes, "hex");
  return {
    sha256,
    sizeBytes: bytes.length,
    places: files.filter((f) => f.sha256 === sha256).map((f) => f.path),
    import: "posix.system",
    argument: INERT_ORDER,
    ...offsets,
  };
}

/** The estate's manifest: every file with its digest, the bad file's bytes, and the answers this cut must give. */
export function estateManifest(estate: ReadonlyMap<string, Buffer>): object {
  const files = [...estate]
    .map(([path, bytes]) => ({ path, sha256: hash("sha256", bytes, "hex"), sizeBytes: bytes.length }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    label: DEMO_LABEL,
    about:
      "An invented company. Public base models carry their real names; every file here is a small stand-in. The bad file calls nothing: its one word is the shell's no-op, and nothing here is ever loaded.",
    clock: DEMO_CLOCK,
    runs: RUN_NUMBERS.map((run) => ({ key: RUNS[run].key, at: RUNS[run].at, folder: RUNS[run].folder })),
    badFile: badFile(files),
    counts: EXPECTED_COUNTS,
    scores: EXPECTED_SCORES,
    posture: EXPECTED_POSTURE,
    mustNot: MUST_NOT,
    notInThisCut: [
      "ledgerlink runs on five laptops in the design; here on wks-ml-07 alone, for each configuration is an asset of its own.",
      "The tool descriptions of ledgerlink 2.3.1 and 2.3.2 need a capture of tools/list, which no source here reads.",
      "B is in no bucket here: run 1 knows it from the model store's mirror, run 2 also as claim-severity-v3.",
      "XGBoost's JSON and TensorRT's engines lie in their folders, but the folder connector takes neither for a model file: the bills of materials alone name home-pricing-xgb and telematics-trt.",
      "Agents are services here, for a bill of materials has no word for them.",
    ],
    key: KEY_LINES,
    files,
  };
}
