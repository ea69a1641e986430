import { Worker } from "node:worker_threads";
import type { Moment } from "@/lib/graph/csr/snapshot";
import type { Answered, EngineStatus, Reply, Request, ThreadData } from "./messages";
import type { Asked, Kind, Question } from "./questions";
import { threadStart } from "./thread-file";

/** An answer, or why there is none: the caller then asks the database itself. */
export type Outcome<K extends Kind> = { answered: true; value: Answered<K> } | { answered: false; sentence: string };

type Wanted = Pick<Moment, "version" | "runId"> | null;
type Waiting = { resolve: (reply: Reply) => void; timer: NodeJS.Timeout | null };
// Each kind of request without the number it gets here.
type Unnumbered<R> = R extends Request ? Omit<R, "id"> : never;

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A thread that lived so long had a start worth repeating at once. */
const HEALTHY_MS = 60_000;

/**
 * The main thread's end of the engine: starts the thread on the first question, starts it anew when it dies, and never
 * throws into a request. While there is no thread every question is answered with the reason.
 */
export class Engine {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private startedAt = 0;
  private pauseMs = 0;
  private notBefore = 0;
  private sentence = "The graph engine is starting.";

  constructor(
    private readonly data: ThreadData,
    private readonly log: (sentence: string) => void,
  ) {}

  /** Asks one question of one workspace. `limitMs` null: as long as it takes. */
  async ask<K extends Kind>(
    workspaceId: number,
    question: { kind: K } & Asked[K]["ask"],
    o: { wanted: Wanted; waitMs: number; limitMs: number | null },
  ): Promise<Outcome<K>> {
    const reply = await this.send(
      { ask: "question", workspaceId, wanted: o.wanted, waitMs: o.waitMs, question: question as Question },
      o.limitMs,
    );
    if (reply.state === "answered") return { answered: true, value: reply.value as Answered<K> };
    return {
      answered: false,
      sentence: sentenceOf(reply),
    };
  }

  /** Loads a workspace's graph, waiting up to `waitMs`; the moment it then speaks for, or why it is not loaded. */
  async load(
    workspaceId: number,
    wanted: Wanted,
    waitMs: number,
  ): Promise<{ moment: Moment } | { moment: null; sentence: string; refused: boolean }> {
    const reply = await this.send({ ask: "load", workspaceId, wanted, waitMs }, waitMs + 1_000);
    if (reply.state === "loaded") return { moment: reply.moment };
    return { moment: null, sentence: sentenceOf(reply), refused: reply.state === "unloaded" && reply.refused === true };
  }

  /** What the thread holds; empty while there is none. */
  async status(): Promise<EngineStatus> {
    const reply = await this.send({ ask: "status" }, 5_000);
    return reply.state === "status" ? reply.value : [];
  }

  /** Ends the thread; the next question starts one anew. */
  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    this.giveUp("The graph engine was closed.");
    await worker?.terminate();
  }

  private send(request: Unnumbered<Request>, limitMs: number | null): Promise<Reply> {
    const id = this.nextId++;
    const worker = this.running();
    if (!worker) return Promise.resolve({ id, state: "unloaded", sentence: this.sentence });
    return new Promise((resolve) => {
      const late = () => {
        this.settle({ id, state: "unloaded", sentence: "The graph engine is busy." });
      };
      this.waiting.set(id, { resolve, timer: limitMs === null ? null : setTimeout(late, limitMs) });
      // While somebody waits for an answer the process stays.
      worker.ref();
      worker.postMessage({ id, ...request });
    });
  }

  private running(): Worker | null {
    if (this.worker) return this.worker;
    if (Date.now() < this.notBefore) return null;
    try {
      const { file, execArgv, env } = threadStart();
      const worker = new Worker(file, { workerData: this.data, execArgv, env, name: "graph" });
      worker.on("message", (reply: Reply) => this.settle(reply));
      worker.on("error", (error) => this.died(worker, error.message));
      worker.on("exit", (code) => this.died(worker, `it ended with ${code}`));
      // A command that has done its work ends, whatever the engine would still like to poll.
      worker.unref();
      this.worker = worker;
      this.startedAt = Date.now();
      return worker;
    } catch (error) {
      this.rest(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    this.waiting.delete(reply.id);
    if (waiting.timer) clearTimeout(waiting.timer);
    if (this.waiting.size === 0) this.worker?.unref();
    waiting.resolve(reply);
  }

  private died(worker: Worker, reason: string): void {
    if (this.worker !== worker) return;
    this.worker = null;
    if (Date.now() - this.startedAt > HEALTHY_MS) this.pauseMs = 0;
    this.rest(`The graph engine stopped (${reason}) and is started again.`);
    this.giveUp(this.sentence);
  }

  /** Waits a little longer after each failure, so that what fails at once does not fail all the time. */
  private rest(sentence: string): void {
    this.sentence = sentence;
    this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, this.pauseMs * 2));
    this.notBefore = Date.now() + this.pauseMs;
    this.log(sentence);
  }

  private giveUp(sentence: string): void {
    for (const id of [...this.waiting.keys()]) this.settle({ id, state: "unloaded", sentence });
  }
}

function sentenceOf(reply: Reply): string {
  return "sentence" in reply ? reply.sentence : "The graph engine answered something else.";
}
