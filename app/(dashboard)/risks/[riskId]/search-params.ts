import { createLoader, parseAsHex, parseAsString } from "nuqs/server";

/** Which evidence is open, and which byte of it. */
export const RISK_DETAIL_PARAMS = { evidence: parseAsString, at: parseAsHex };
export const loadRiskDetailParams = createLoader(RISK_DETAIL_PARAMS);
