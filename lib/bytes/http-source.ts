import { readBody } from "@/lib/net/http-body";
import type { HttpClient, HttpHeaders, HttpRequest, HttpResponse } from "@/lib/net/http-client";
import { NetError, where } from "@/lib/net/net-error";
import { PAGE_BYTES } from "./page-cache";
import { checkRange, type RangeSource, type ReadStats } from "./range-source";

export type HttpSourceOptions = Pick<HttpRequest, "sign" | "signal"> & {
  /** Bytes and requests that one file may cost; a server without ranges is read whole within the same bytes. */
  maxBytes: number;
  maxRequests: number;
  /** A body slower than this is given up. Default 32 KiB a second, on top of 30 s. */
  minBytesPerSecond?: number;
  graceMs?: number;
};

export const DEFAULT_BUDGET = { maxBytes: 64 * 1024 * 1024, maxRequests: 2_000 };

const MIN_BYTES_PER_SECOND = 32 * 1024;
const GRACE_MS = 30_000;
const BODY_TRIES = 3;

type Pin = { etag: string | undefined; lastModified: string | undefined };

/**
 * A file behind a URL, read by ranges. What was seen first (size, ETag or date) is asked for with every page: a file that
 * changes underneath throws `source_changed`. A server without ranges is read once and whole, within the budget. Throws
 * `NetError` only, or `ShortReadError` for a range past the end.
 */
export class HttpSource implements RangeSource {
  readonly stats: ReadStats = { requests: 0, bytes: 0 };
  size = 0;
  /** The first bytes, or all of them: `whole` says so. */
  private head: Buffer = Buffer.alloc(0);
  private pin: Pin = { etag: undefined, lastModified: undefined };
  /** Where the last redirect led; asked directly until it refuses. */
  private at: URL;

  private maxBytes: number;
  private maxRequests: number;

  private constructor(
    private readonly client: HttpClient,
    readonly url: URL,
    private readonly options: HttpSourceOptions,
  ) {
    this.at = url;
    this.maxBytes = options.maxBytes;
    this.maxRequests = options.maxRequests;
  }

  /** Lets the file cost this much more: for a second look at its beginning once the budget is spent. */
  extend(bytes: number, requests: number): void {
    this.maxBytes = this.stats.bytes + bytes;
    this.maxRequests = this.stats.requests + requests;
  }

  /** Host, path and version: for messages. Never the query, which may hold a signature. */
  get id(): string {
    return `${where(this)}${this.pin.etag === undefined ? "" : `@${this.pin.etag}`}`;
  }

  /** True when every byte is here already. */
  get whole(): boolean {
    return this.head.length === this.size;
  }

  /** All bytes where they are here already, for a digest of the whole file. */
  get body(): Buffer | undefined {
    return this.whole ? this.head : undefined;
  }

  /** Asks for the first page, which tells the size, the version and whether the server has ranges. */
  static async open(client: HttpClient, url: URL, options: HttpSourceOptions): Promise<HttpSource> {
    const source = new HttpSource(client, url, options);
    await source.begin();
    return source;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    checkRange(this, offset, length);
    if (offset + length <= this.head.length) return this.head.subarray(offset, offset + length);
    if (this.stats.bytes + length > this.maxBytes)
      throw new NetError("budget", `${where(this)}: more than the ${this.maxBytes} bytes allowed would be read.`);
    return this.tried(() => this.page(offset, length));
  }

  private async begin(): Promise<void> {
    const last = Math.min(PAGE_BYTES, this.maxBytes) - 1;
    await this.tried(async () => {
      const answer = await this.ask({ range: `bytes=0-${last}` }, PAGE_BYTES);
      this.pin = pinOf(answer.headers);
      this.at = answer.url;
      if (answer.status === 206) {
        const range = rangeOf(answer);
        if (range.from !== 0 || range.to !== Math.min(last, range.size - 1)) throw wrongRange(answer, `0-${last}`);
        this.head = await this.body206(answer, range.to + 1);
        this.size = range.size;
      } else if (answer.status === 416 && /^bytes \*\/0$/.test(answer.headers["content-range"] ?? "")) {
        answer.body.destroy();
      } else if (answer.status === 200) {
        this.head = await this.stream(answer);
        this.size = this.head.length;
      } else throw refusal(answer);
    });
  }

  /** The whole body of a server that knows no ranges. */
  private async stream(answer: HttpResponse): Promise<Buffer> {
    const { maxBytes } = this;
    const announced = Number(answer.headers["content-length"] ?? 0);
    if (announced > maxBytes) {
      answer.body.destroy();
      throw new NetError(
        "budget",
        `${where(answer)} gives no ranges, and its ${announced} bytes are more than the ${maxBytes} allowed.`,
      );
    }
    return readBody(answer, maxBytes, this.count);
  }

  private async page(offset: number, length: number): Promise<Buffer> {
    const asked = `${offset}-${offset + length - 1}`;
    const ifRange = this.pin.etag?.startsWith('"') ? this.pin.etag : undefined;
    const answer = await this.ask({ range: `bytes=${asked}`, ...(ifRange && { "if-range": ifRange }) }, length);
    if (answer.status === 206 || answer.status === 200) this.at = answer.url;
    if (answer.status === 200 || answer.status === 412 || answer.status === 416) {
      answer.body.destroy();
      throw new NetError("source_changed", `${where(this)} changed while it was read.`);
    }
    if (answer.status !== 206) throw refusal(answer);
    const pin = pinOf(answer.headers);
    const range = rangeOf(answer);
    if (pin.etag !== this.pin.etag || pin.lastModified !== this.pin.lastModified || range.size !== this.size) {
      answer.body.destroy();
      throw new NetError("source_changed", `${where(this)} changed while it was read.`);
    }
    if (range.from !== offset || range.to !== offset + length - 1) throw wrongRange(answer, asked);
    return this.body206(answer, length);
  }

  private async body206(answer: HttpResponse, length: number): Promise<Buffer> {
    const bytes = await readBody(answer, length, this.count);
    if (bytes.length === length) return bytes;
    throw new NetError("truncated_response", `${where(answer)} breaks off after ${bytes.length} of ${length} bytes.`);
  }

  private readonly count = (bytes: number): void => {
    this.stats.bytes += bytes;
  };

  /** One request for bytes; from where the redirect led, and from the start again when that place refuses (its signature ended). */
  private async ask(headers: HttpHeaders, length: number): Promise<HttpResponse> {
    const { options } = this;
    const rate = options.minBytesPerSecond ?? MIN_BYTES_PER_SECOND;
    const get = (url: URL): Promise<HttpResponse> =>
      this.client.get(url, {
        headers,
        ...(url.origin === this.url.origin && options.sign && { sign: options.sign }),
        ...(options.signal && { signal: options.signal }),
        timeoutMs: (options.graceMs ?? GRACE_MS) + (length / rate) * 1_000,
        onRequest: () => {
          if (this.stats.requests >= this.maxRequests)
            throw new NetError(
              "budget",
              `${where(this)}: more than the ${this.maxRequests} requests allowed would be made.`,
            );
          this.stats.requests += 1;
        },
      });
    let answer = await get(this.at);
    if (this.at.href !== this.url.href && [401, 403, 404, 410].includes(answer.status)) {
      answer.body.destroy();
      this.at = this.url;
      answer = await get(this.url);
    }
    const encoding = answer.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity" && (answer.status === 200 || answer.status === 206)) {
      answer.body.destroy();
      throw new NetError(
        "content_encoded",
        `${where(answer)} sends its bytes re-encoded though it was asked not to: they are not the file's own.`,
      );
    }
    return answer;
  }

  /** A body that breaks off is asked for again. */
  private async tried<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        const again = error instanceof NetError && error.reason === "truncated_response" && tries < BODY_TRIES;
        if (!again) throw error;
      }
    }
  }
}

function pinOf(headers: HttpHeaders): Pin {
  return { etag: headers.etag, lastModified: headers["last-modified"] };
}

function rangeOf(answer: HttpResponse): { from: number; to: number; size: number } {
  const match = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(answer.headers["content-range"] ?? "");
  if (match === null) throw wrongRange(answer, "a range");
  return { from: Number(match[1]), to: Number(match[2]), size: Number(match[3]) };
}

function wrongRange(answer: HttpResponse, asked: string): NetError {
  answer.body.destroy();
  return new NetError("wrong_range", `${where(answer)} was asked for bytes ${asked} and says it sends others.`);
}

function refusal(answer: HttpResponse): NetError {
  answer.body.destroy();
  const { status } = answer;
  const reason =
    status === 404 || status === 410 ? "not_found" : status === 401 || status === 403 ? "denied" : "http_status";
  return new NetError(reason, `${where(answer)} answers ${status}.`, { status });
}
