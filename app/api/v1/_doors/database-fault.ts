import { FaultlineError } from "@/lib/domain/errors";

/** The server is away, starting, stopping or full; 08: connection, 53: resources, 57P: operator. */
const AWAY = /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|08...|53...|57P..)$/;
/** Class 22: a value that does not fit what it is compared with. */
const BAD_VALUE = /^22...$/;

/** A fault of the database as one of ours, where the caller can do something about it; else null. */
export function databaseFault(error: unknown): FaultlineError | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = "code" in at && typeof at.code === "string" ? at.code : "";
    if (AWAY.test(code) || at.message === "Connection terminated unexpectedly")
      return new FaultlineError("unavailable", "The database does not answer. Try again in a moment.", null, {
        cause: error,
      });
    if (BAD_VALUE.test(code))
      return new FaultlineError(
        "invalid_input",
        "A value of this request is out of range or holds characters that cannot be looked up.",
        null,
        { cause: error },
      );
  }
  return null;
}
