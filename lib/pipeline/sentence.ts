import { FaultlineError } from "@/lib/domain/errors";

/** Words for troubles of the machine, by the code the system or Postgres gives. */
const TROUBLES: Record<string, string> = {
  ECONNREFUSED: "The database does not answer. The run goes on by itself when it is back.",
  ECONNRESET: "The database closed the connection. The run goes on by itself when it is back.",
  EPIPE: "The database closed the connection. The run goes on by itself when it is back.",
  "57P01": "The database was shut down during the run. The run goes on by itself when it is back.",
  "57P02": "The database crashed during the run. The run goes on by itself when it is back.",
  "57P03": "The database is starting up. The run goes on by itself in a moment.",
  "53100": "The disk of the database is full: make room, then run the source again.",
  ENOSPC: "The disk is full: make room, then run the source again.",
  EACCES: "A file may not be read by the user that runs Faultline.",
  ENOENT: "A file that the source named is not there any more.",
};

/** One sentence for a person, and whether trying again is pointless. Stacks and vendors' messages stay in the log. */
export function sentenceOf(error: unknown): { sentence: string; final: boolean } {
  if (error instanceof FaultlineError) {
    const sentence = error.where ? `${error.message} (at ${error.where})` : error.message;
    return { sentence, final: error.code !== "unavailable" && error.code !== "internal" };
  }
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    const words = typeof code === "string" ? TROUBLES[code] : undefined;
    if (words) return { sentence: words, final: false };
    if (/Connection terminated|timeout exceeded when trying to connect/.test(cause.message))
      return { sentence: "The database does not answer. The run goes on by itself when it is back.", final: false };
  }
  return {
    sentence: "Something unexpected went wrong in this stage; the log of the worker has the details.",
    final: false,
  };
}
