import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { z } from "zod";
import { FaultlineError } from "@/lib/domain/errors";
import { showText } from "@/lib/domain/text";
import { type PushScope, PushView } from "@/lib/domain/views/push-views";

const zip = promisify(gzip);
const Problem = z.object({ code: z.string(), detail: z.string(), where: z.string().nullable().default(null) });

/** Answers that another try may change: the server restarts, its database does, or a proxy gave up. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

/** What a server refused, with its sentence. */
export class Refused extends FaultlineError {
  readonly status: number;
  constructor(status: number, detail: string, where: string | null) {
    super(status === 401 ? "not_signed_in" : "conflict", detail, where);
    this.status = status;
  }
}

export type PushServer = { url: string; token: string; giveUpMs: number; say: (line: string) => void };

/** Speaks to `/api/v1/inventories`: every request is tried again after a lost connection, until nothing has come for `giveUpMs`. */
export class PushClient {
  constructor(private readonly server: PushServer) {}

  start(input: { source: string; key: string; scopes: PushScope[] | undefined }): Promise<PushView> {
    return this.ask("POST", "/api/v1/inventories", PushView, {
      body: JSON.stringify(input),
      headers: { "content-type": "application/json" },
    });
  }

  get(id: string): Promise<PushView> {
    return this.ask("GET", `/api/v1/inventories/${id}`, PushView);
  }

  complete(id: string, bytes: number): Promise<PushView> {
    return this.ask("POST", `/api/v1/inventories/${id}/complete?bytes=${bytes}`, PushView);
  }

  /**
   * Sends a block until the server has all of it, going on from wherever it stands after a loss. Returns the last answer.
   * Throws where the server lost what it had said to have.
   */
  async send(id: string, offset: number, block: Buffer): Promise<PushView> {
    const end = offset + block.length;
    let at = offset;
    let movedAt = Date.now();
    for (;;) {
      const part = block.subarray(at - offset);
      const body = new Uint8Array(await zip(part, { level: 1 }));
      const sent = await this.ask("PATCH", `/api/v1/inventories/${id}?offset=${at}`, PushView, {
        body,
        headers: { "content-type": "application/x-ndjson", "content-encoding": "gzip" },
        afterLoss: () => this.get(id),
      });
      if (sent.received >= end) return sent;
      if (sent.received < offset)
        throw new FaultlineError("conflict", `The server has ${sent.received} bytes and had ${offset}: start again.`);
      if (sent.received > at) movedAt = Date.now();
      else if (Date.now() - movedAt > this.server.giveUpMs)
        throw new FaultlineError("unavailable", `The server takes nothing beyond byte ${at}.`);
      at = Math.max(offset, sent.received);
    }
  }

  /** Hands in a whole document under its name. */
  sendDocument(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<{ runId: number; sourceId: number }> {
    const Started = z.object({ runId: z.number().int(), sourceId: z.number().int() });
    return this.ask("POST", `/api/v1/documents?name=${encodeURIComponent(name)}`, Started, {
      body: bytes,
      headers: { "content-type": "application/octet-stream" },
    });
  }

  /** `afterLoss` asks where things stand, when it is not known whether a request arrived; its answer then stands for the lost one. */
  private async ask<T extends z.ZodType>(
    method: string,
    path: string,
    schema: T,
    o: {
      body?: string | Uint8Array<ArrayBuffer>;
      headers?: Record<string, string>;
      afterLoss?: () => Promise<z.output<T>>;
    } = {},
  ): Promise<z.output<T>> {
    const until = Date.now() + this.server.giveUpMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const lost = await this.once(method, path, o).catch((error: unknown) => error);
      if (lost instanceof Response) {
        if (lost.ok) return schema.parse(await lost.json());
        const refused = await refusalOf(lost);
        // A sender that was cut off may still be read: its offset is then the server's to tell.
        if (lost.status === 409 && refused.where === "/offset" && o.afterLoss) return o.afterLoss();
        if (!PASSING.includes(lost.status) || Date.now() > until) throw refused;
        this.server.say(`${refused.message} Trying again.`);
      } else {
        if (Date.now() > until)
          throw new FaultlineError("unavailable", `Nothing answers at ${showText(this.server.url, 200)}.`);
        this.server.say(`The connection to ${showText(this.server.url, 200)} was lost. Trying again.`);
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (o.afterLoss) return o.afterLoss();
    }
  }

  private once(
    method: string,
    path: string,
    o: { body?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> },
  ) {
    return fetch(new URL(path, this.server.url), {
      method,
      headers: { authorization: `Bearer ${this.server.token}`, accept: "application/json", ...o.headers },
      // Another address would get the token.
      redirect: "error",
      ...(o.body === undefined ? {} : { body: o.body }),
    });
  }
}

async function refusalOf(response: Response): Promise<Refused> {
  const problem = Problem.safeParse(await response.json().catch(() => null));
  const detail = problem.success
    ? showText(problem.data.detail, 500)
    : `The server answered ${response.status} without a reason.`;
  return new Refused(response.status, detail, problem.success ? problem.data.where : null);
}
