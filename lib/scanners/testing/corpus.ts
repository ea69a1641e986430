/** Damaged files on which a scan once failed: what was found by fuzzing, kept so that it is never met again. */
export const CORPUS: readonly { name: string; file: string; base64: string }[] = [];
