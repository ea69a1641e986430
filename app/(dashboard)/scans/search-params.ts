import { createLoader, parseAsArrayOf, parseAsStringLiteral } from "nuqs/server";

/** Worst first, the order of the ledger. */
export const VERDICTS = ["malicious", "suspicious", "error", "not_scanned", "clean"] as const;

export const SCAN_PARAMS = { verdict: parseAsArrayOf(parseAsStringLiteral(VERDICTS)).withDefault([]) };
export const loadScanParams = createLoader(SCAN_PARAMS);
export type ScanFilters = Awaited<ReturnType<typeof loadScanParams>>;
