/** The one family of errors that cross a door. `code` is stable; `message` is a sentence for a person. */
export const ERROR_CODES = [
  "invalid_input",
  "not_signed_in",
  "forbidden",
  "not_found",
  "conflict",
  "limit",
  "unsupported",
  "unavailable",
  "internal",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export class FaultlineError extends Error {
  readonly code: ErrorCode;
  /** JSON pointer, path or field that the sentence is about. */
  readonly where: string | null;

  constructor(code: ErrorCode, message: string, where: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = "FaultlineError";
    this.code = code;
    this.where = where;
  }
}

export const HTTP_STATUS: Record<ErrorCode, number> = {
  invalid_input: 400,
  not_signed_in: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit: 413,
  unsupported: 415,
  unavailable: 503,
  internal: 500,
};
