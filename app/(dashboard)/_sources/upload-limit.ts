/** Largest file the browser may send here; larger ones are read from disk by the command line. */
export const UPLOAD_LIMIT_BYTES = 64_000_000;
