import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import path from "node:path";
import { type RangeSource, readUpTo } from "@/lib/bytes/range-source";
import type { ScanResult } from "@/lib/domain/scan";
import type { ScanLimits } from "@/lib/scanners/scan-context";
import { type ChildWord, checkWord } from "./child-word";
import { encodeFrame, FrameReader } from "./frames";
import type { ByteWindow } from "./windows";

/** The first bytes go along with the order: small files need no question at all. */
const HEAD_BYTES = 256 * 1024;
export type ScanOrder = {
  source: RangeSource;
  name: string;
  limits: ScanLimits;
  /** Whether the bytes around the evidence are wanted too. */
  windows: boolean;
};

export type ScanAnswer = { result: ScanResult; windows: ByteWindow[] };

/** A child that gave no answer: it ended, it hung, or it said what no child of ours says. */
export class ChildGone extends Error {
  constructor(
    readonly why: "died" | "hung" | "babbled",
    message: string,
  ) {
    super(message);
  }
}

/** A scanner threw where it may not: the file is an error, and trying again would change nothing. */
export class ScannerBroken extends Error {}

type Task = { order: ScanOrder; give: (answer: ScanAnswer) => void; fail: (error: unknown) => void; unread: unknown };

export type ChildOptions = { program: string; memoryMb: number; hangMs: number };

/** One child process that scans one file at a time. After any `ChildGone` it is of no use any more. */
export class ScanChild {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly frames = new FrameReader();
  private task: Task | null = null;
  private timer: NodeJS.Timeout | undefined;
  /** What is left of the child's own time for this file. */
  private leftMs = 0;
  private startedMs = 0;
  private reads = 0;
  gone = false;

  constructor(private readonly options: ChildOptions) {
    const flags = [
      "--permission",
      `--allow-fs-read=${options.program}`,
      "--disallow-code-generation-from-strings",
      `--max-old-space-size=${options.memoryMb}`,
      "--no-warnings",
    ];
    // No environment: nothing of ours is worth reading there.
    this.process = spawn(process.execPath, [...flags, options.program], {
      stdio: ["pipe", "pipe", "pipe"],
      env: {} as NodeJS.ProcessEnv,
      cwd: path.dirname(options.program),
      windowsHide: true,
    });
    this.process.stdout.on("data", (part: Buffer) => this.hear(part));
    this.process.stderr.resume();
    this.process.stdin.on("error", () => undefined);
    this.process.once("error", (error) =>
      this.leave(new ChildGone("died", `it could not be started (${error.message})`)),
    );
    this.process.once("exit", (code, signal) =>
      this.leave(new ChildGone("died", signal === null ? `it ended with ${code}` : `it was ended by ${signal}`)),
    );
  }

  /** Scans one file. Throws what the source threw, `ScannerBroken`, or `ChildGone`. */
  async scan(order: ScanOrder): Promise<ScanAnswer> {
    const { source, name, limits, windows } = order;
    const head = await readUpTo(source, 0, HEAD_BYTES);
    if (this.gone) throw new ChildGone("died", "it ended between two files");
    return new Promise((give, fail) => {
      this.task = { order, give, fail, unread: undefined };
      this.leftMs = this.options.hangMs;
      this.reads = 0;
      this.say({ say: "scan", name, id: source.id, size: source.size, limits, windows }, head);
      this.resume();
    });
  }

  /** Ends the child, whatever it does. */
  stop(): void {
    this.gone = true;
    this.pause();
    this.process.kill("SIGKILL");
  }

  private say(head: unknown, body?: Buffer): void {
    for (const part of encodeFrame(head, body)) this.process.stdin.write(part);
  }

  private hear(part: Buffer): void {
    try {
      for (const { head, body } of this.frames.push(part)) {
        const word = checkWord(head);
        if (word === null || this.task === null) throw new Error("no word of ours");
        this.answer(this.task, word, body);
      }
    } catch {
      this.leave(new ChildGone("babbled", "it said what no scanner says"));
    }
  }

  private answer(task: Task, word: ChildWord, body: Buffer): void {
    if (word.say === "read") {
      this.reads += 1;
      this.pause();
      void this.give(task, word);
      return;
    }
    this.pause();
    this.task = null;
    if (word.say === "broken") task.fail(new ScannerBroken(word.message));
    else if (word.say === "unread") task.fail(task.unread);
    else {
      let at = 0;
      const windows = word.windows.map(({ length, ...rest }) => {
        at += length;
        return { ...rest, body: body.subarray(at - length, at) };
      });
      task.give({ result: word.result, windows });
    }
  }

  /** Reads what the child asked for; a source that cannot give it ends the task with the source's own error. */
  private async give(task: Task, { n, offset, length }: Extract<ChildWord, { say: "read" }>): Promise<void> {
    try {
      const bytes = await task.order.source.read(offset, length);
      if (this.task === task && !this.gone) this.say({ say: "bytes", n }, bytes);
    } catch (error) {
      task.unread ??= error;
      if (this.task === task && !this.gone) this.say({ say: "failed", n });
    }
    if (this.task !== task) return;
    this.reads -= 1;
    if (this.reads === 0) this.resume();
  }

  /** The clock runs only while the child owes us something and we owe it nothing. */
  private resume(): void {
    this.startedMs = performance.now();
    this.timer = setTimeout(
      () => this.leave(new ChildGone("hung", `it did not end within ${Math.round(this.options.hangMs / 1000)} s`)),
      Math.max(1, this.leftMs),
    );
  }

  private pause(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.leftMs -= performance.now() - this.startedMs;
  }

  private leave(error: ChildGone): void {
    this.stop();
    const task = this.task;
    this.task = null;
    task?.fail(error);
  }
}
