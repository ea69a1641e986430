import type { Exposure } from "@/lib/domain/asset";

/** Who can reach it, in a few words; unknown is said, never taken for "nobody". */
export const EXPOSURE_WORDS: Record<Exposure, string> = {
  unknown: "Not known",
  X0: "Quarantined",
  X1: "Stored only",
  X2: "Inside",
  X3: "Other zone",
  X4: "Public or internet",
  X5: "Open or running",
};
