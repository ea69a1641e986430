import { randomUUID } from "node:crypto";
import path from "node:path";
import { FaultlineError } from "@/lib/domain/errors";
import type { CollectionOutcome } from "@/lib/domain/inventory";
import { showText } from "@/lib/domain/text";
import type { PushScope, PushView } from "@/lib/domain/views/push-views";
import { baseUrl } from "./base-url";
import { PushClient, Refused } from "./push-client";
import { BLOCK_BYTES, blocks, contentKey, openInput, type PushInput } from "./push-input";
import { pushProgress } from "./push-progress";

type Io = {
  stdin: NodeJS.ReadableStream;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean };
};

export type PushOptions = {
  file: string;
  source?: string;
  scope?: string[];
  outcome?: CollectionOutcome;
  reason?: string;
  url?: string;
  key?: string;
  wait: boolean;
  format: "table" | "json";
  giveUpMs?: number;
};

export const PUSH_EXIT = { taken: 0, refused: 1, setAside: 2, held: 3, usage: 4 } as const;
const POLL_MS = 700;
const GIVE_UP_MS = 5 * 60_000;

/** `faultline push`: sends records, or a document, to a server. Exit codes: PUSH_EXIT. */
export async function pushCommand(o: PushOptions, io: Io): Promise<number> {
  const server = serverOf(o, io);
  const client = new PushClient(server);
  const input = await openInput(o.file, io.stdin);
  try {
    if (!input.records) return await pushDocument(client, input, o, io);
    const scopes = scopesOf(o);
    const source = o.source ?? sourceName(o.file);
    const view = await pushRecords(client, input, { source, scopes, key: o.key }, io);
    return await report(client, view, o, io);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    io.stderr.write(`faultline: ${error.message}\n`);
    return PUSH_EXIT.refused;
  }
}

function serverOf(o: PushOptions, io: Io) {
  const url = o.url ?? baseUrl();
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new FaultlineError("invalid_input", `--url is no web address: “${showText(url, 200)}”.`);
  const token = process.env.FAULTLINE_TOKEN?.trim();
  if (!token)
    throw new FaultlineError(
      "invalid_input",
      "FAULTLINE_TOKEN is not set. An admin makes a token with: faultline token create ci --scope inventory:push",
    );
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:" && !["localhost", "127.0.0.1", "[::1]"].includes(hostname))
    io.stderr.write(`The token travels to ${showText(hostname, 100)} unencrypted: use https.\n`);
  const say = (line: string) => void io.stderr.write(`${line}\n`);
  return { url, token, giveUpMs: o.giveUpMs ?? GIVE_UP_MS, say };
}

/** The file's name without its ending; standard input has none. */
function sourceName(file: string): string {
  if (file === "-") throw new FaultlineError("invalid_input", "Name the source of standard input: --source NAME.");
  return path.basename(file).replace(/(\.(ndjson|jsonl|json))?(\.gz)?$/i, "") || "inventory";
}

function scopesOf(o: PushOptions): PushScope[] | undefined {
  if (o.scope === undefined && o.outcome === undefined && o.reason === undefined) return undefined;
  const rest = { resourceType: "", outcome: o.outcome ?? "complete", reason: o.reason ?? null } as const;
  return (o.scope ?? [""]).map((scope) => ({ scope, ...rest }));
}

type Wanted = { source: string; scopes: PushScope[] | undefined; key: string | undefined };

async function pushRecords(client: PushClient, input: PushInput, wanted: Wanted, io: Io): Promise<PushView> {
  const started = await startOrGoOn(client, input, wanted);
  if (started.state === "complete")
    io.stderr.write(`This was pushed before: it is ${started.run?.key ?? started.id}.\n`);
  if (started.state === "complete" && wanted.key === undefined) return started;
  // A key of the caller's says nothing of the content: all of it is sent, and the server compares what it has.
  let at = wanted.key === undefined ? started.received : 0;
  if (at > 0) io.stderr.write(`Going on from byte ${at.toLocaleString("en")}.\n`);
  const progress = pushProgress(io.stderr, at);
  for await (const block of blocks(input.bytes(at), BLOCK_BYTES)) {
    const { errorCount } = await client.send(started.id, at, block);
    at += block.length;
    progress.sent(block, errorCount);
  }
  progress.end();
  return client.complete(started.id, at);
}

/**
 * The push to send to. Without a key of the caller's the content names it, so that after a kill the same command goes on, and
 * the same content twice is one push; where something else was pushed in between, or its run came to nothing, it is a new one.
 */
async function startOrGoOn(client: PushClient, input: PushInput, wanted: Wanted): Promise<PushView> {
  const { source, scopes } = wanted;
  if (wanted.key !== undefined) return client.start({ source, scopes, key: wanted.key });
  if (input.name === "standard input") return client.start({ source, scopes, key: randomUUID() });
  const name = await contentKey(input, { source, scopes: scopes ?? null });
  for (let n = 1; ; n++) {
    const view = await client.start({ source, scopes, key: n === 1 ? name : `${name}-${n}` });
    const over = view.run?.state === "failed" || view.run?.state === "cancelled";
    if (view.state !== "complete" || (view.newest && !over)) return view;
  }
}

async function report(client: PushClient, pushed: PushView, o: PushOptions, io: Io): Promise<number> {
  let view = pushed;
  while (o.wait && (view.run?.state === "queued" || view.run?.state === "running")) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    view = await client.get(view.id);
  }
  if (o.format === "json") io.stdout.write(`${JSON.stringify(view, null, 2)}\n`);
  else io.stdout.write(`${wordsOf(view)}\n`);
  for (const { line, reason } of view.errors)
    io.stderr.write(`set aside${line === null ? "" : `, line ${line}`}: ${showText(reason, 300)}\n`);
  const more = view.errorCount - view.errors.length;
  if (more > 0) io.stderr.write(`${more.toLocaleString("en")} more were set aside; the run's page lists them.\n`);
  if (view.run?.error) io.stderr.write(`${showText(view.run.error, 500)}\n`);
  if (view.run?.state === "failed" || view.run?.state === "cancelled") return PUSH_EXIT.refused;
  if (view.run?.state === "held") return PUSH_EXIT.held;
  return view.errorCount > 0 ? PUSH_EXIT.setAside : PUSH_EXIT.taken;
}

function wordsOf(view: PushView): string {
  const n = (value: number) => value.toLocaleString("en");
  const { run } = view;
  const head = `${run?.key ?? view.id} ${run?.state ?? view.state}`;
  const took = `${n(view.records)} records of ${showText(view.source.name, 120)}`;
  if (run?.state !== "applied") return `${head}: ${took}, ${n(view.errorCount)} set aside so far`;
  return `${head}: ${took}: ${n(run.assetsNew)} new, ${n(run.assetsChanged)} changed, ${n(run.assetsGone)} gone, ${n(view.errorCount)} set aside`;
}

/** A document is read by its own importer on the server; it becomes a source of its own name. */
async function pushDocument(client: PushClient, input: PushInput, o: PushOptions, io: Io): Promise<number> {
  if (o.scope || o.source || o.key || o.outcome)
    throw new FaultlineError(
      "invalid_input",
      `${showText(input.name, 200)} is no NDJSON of records, so it is sent as a document: --source, --scope, --outcome and --key are for records.`,
    );
  const parts: Buffer[] = [];
  for await (const part of input.bytes(0)) parts.push(part);
  const { runId } = await client.sendDocument(path.basename(input.name), new Uint8Array(Buffer.concat(parts)));
  io.stdout.write(o.format === "json" ? `${JSON.stringify({ runId })}\n` : `run ${runId}: document taken\n`);
  if (o.wait) io.stderr.write("A document's run is not waited for: the sources screen shows it.\n");
  return PUSH_EXIT.taken;
}
