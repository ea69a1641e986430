import { type ErrorCode, FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";

/** Stable words for why bytes could not be fetched; they stand among a scan's reasons. */
export type NetReason =
  | "address_refused"
  | "budget"
  | "content_encoded"
  | "denied"
  | "digest_mismatch"
  | "http_status"
  | "not_found"
  | "source_changed"
  | "timeout"
  | "too_many_redirects"
  | "truncated_response"
  | "unexpected_answer"
  | "unreachable"
  | "wrong_range";

const CODES: Partial<Record<NetReason, ErrorCode>> = {
  address_refused: "forbidden",
  budget: "limit",
  denied: "forbidden",
  not_found: "not_found",
};

/** Why a request came to nothing: one word for machines, one sentence that names what and where for people. */
export class NetError extends FaultlineError {
  constructor(
    readonly reason: NetReason,
    message: string,
    options?: ErrorOptions & { status?: number },
  ) {
    super(CODES[reason] ?? "unavailable", message, null, options);
    this.name = "NetError";
    this.status = options?.status;
  }

  /** The HTTP status behind it, where there was one. */
  readonly status: number | undefined;
}

/** Host and path of an answer, without its query: that may hold a signature. */
export function where(answer: { url: URL }): string {
  return showText(`${answer.url.host}${answer.url.pathname}`, 200);
}
