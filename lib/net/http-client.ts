import type { Readable } from "node:stream";
import { Agent, buildConnector, request } from "undici";
import { showText } from "@/lib/domain/text";
import { checkUrl, guardedLookup, type NetPolicy } from "./guard";
import { NetError, where } from "./net-error";

const MAX_REDIRECTS = 5;
const MAX_TRIES = 3;
const CONNECT_MS = 10_000;
/** Beyond this a server that asks for patience is told to a person instead. */
const MAX_RETRY_AFTER_MS = 10_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const TRY_AGAIN = new Set([429, 502, 503, 504]);

export type HttpHeaders = Record<string, string>;

export type HttpRequest = {
  headers?: HttpHeaders;
  /** Headers for the first origin alone, made anew for every try: credentials and signatures. */
  sign?: (url: URL, headers: HttpHeaders) => Promise<HttpHeaders>;
  /** Head and body together must have arrived by then. */
  timeoutMs?: number;
  signal?: AbortSignal;
  /** Hears of every request that left, redirects and second tries among them. */
  onRequest?: () => void;
};

export type HttpResponse = {
  /** Where the answer came from, after redirects. */
  url: URL;
  status: number;
  headers: HttpHeaders;
  /** Must be read or destroyed. */
  body: Readable;
  /** Whether the request's time is up: tells a slow server from a broken connection. */
  expired: () => boolean;
};

export type HttpClient = {
  /** A GET with its redirects followed. Any status is an answer; what could not be reached throws `NetError`. */
  get: (url: URL, options?: HttpRequest) => Promise<HttpResponse>;
  close: () => Promise<void>;
};

/** A client that speaks only where the policy lets it; see the room's README. Close it to let the process end. */
export function createHttpClient(policy: NetPolicy = {}): HttpClient {
  const dispatcher = new Agent({
    connect: (options, callback) => {
      const url = new URL(
        `${options.protocol}//${bracketed(options.hostname)}${options.port ? `:${options.port}` : ""}`,
      );
      buildConnector({ timeout: CONNECT_MS, lookup: guardedLookup(url, policy) })(options, callback);
    },
    pipelining: 1,
  });
  const once = async (url: URL, options: HttpRequest, signed: boolean): Promise<HttpResponse> => {
    checkUrl(url, policy);
    options.onRequest?.();
    const plain = { "accept-encoding": "identity", "user-agent": "faultline", ...options.headers };
    const headers = signed && options.sign ? await options.sign(url, plain) : plain;
    const time = AbortSignal.timeout(Math.ceil(options.timeoutMs ?? 60_000));
    const signal = options.signal ? AbortSignal.any([options.signal, time]) : time;
    try {
      const answer = await request(url, { dispatcher, headers, signal });
      answer.body.on("error", () => undefined);
      return {
        url,
        status: answer.statusCode,
        headers: flat(answer.headers),
        body: answer.body,
        expired: () => time.aborted,
      };
    } catch (error) {
      throw unreachable(url, error, time.aborted);
    }
  };
  return { get: (url, options = {}) => follow(url, options, once), close: () => dispatcher.destroy() };
}

type Once = (url: URL, options: HttpRequest, signed: boolean) => Promise<HttpResponse>;

async function follow(start: URL, options: HttpRequest, once: Once): Promise<HttpResponse> {
  let url = start;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const answer = await withTries(options, () => once(url, options, url.origin === start.origin));
    const location = answer.headers.location;
    if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
    answer.body.destroy();
    if (!URL.canParse(location, url.href))
      throw new NetError("unexpected_answer", `${where({ url })} redirects to something that is no address.`);
    url = new URL(location, url.href);
  }
  throw new NetError("too_many_redirects", `${where({ url: start })} redirects more than ${MAX_REDIRECTS} times.`);
}

/** Tries again what a moment may mend: a broken connection, a server that is busy. */
async function withTries(options: HttpRequest, work: () => Promise<HttpResponse>): Promise<HttpResponse> {
  for (let tries = 1; ; tries++) {
    const last = tries === MAX_TRIES;
    try {
      const answer = await work();
      const waitMs = retryAfterMs(answer) ?? backoffMs(tries);
      if (last || !TRY_AGAIN.has(answer.status) || waitMs > MAX_RETRY_AFTER_MS) return answer;
      answer.body.destroy();
      await pause(waitMs, options.signal);
    } catch (error) {
      if (last || options.signal?.aborted || !(error instanceof NetError) || error.reason !== "unreachable")
        throw error;
      await pause(backoffMs(tries), options.signal);
    }
  }
}

const backoffMs = (tries: number): number => 200 * 2 ** (tries - 1) * (0.75 + Math.random() / 2);

function retryAfterMs(answer: HttpResponse): number | undefined {
  const value = answer.headers["retry-after"];
  if (value === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

const bracketed = (hostname: string): string =>
  hostname.includes(":") && !hostname.startsWith("[") ? `[${hostname}]` : hostname;

/** Headers by lower-case name; of several of one name the first, but links, which add up. */
function flat(headers: Record<string, string | string[] | undefined>): HttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined
        ? []
        : [
            [
              name.toLowerCase(),
              typeof value === "string" ? value : name === "link" ? value.join(", ") : (value[0] ?? ""),
            ],
          ],
    ),
  );
}

/** The refusal or trouble below an error of the library, in a sentence of ours. */
function unreachable(url: URL, error: unknown, late: boolean): NetError {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof NetError) return cause;
    const inner = cause instanceof AggregateError ? cause.errors.find((e) => e instanceof NetError) : undefined;
    if (inner instanceof NetError) return inner;
  }
  if (late) return new NetError("timeout", `${where({ url })} does not answer in time.`, { cause: error });
  const code = error instanceof Error && "code" in error ? ` (${showText(String(error.code), 40)})` : "";
  return new NetError("unreachable", `${showText(url.host, 120)} cannot be reached${code}.`, { cause: error });
}
