import type { ChildProcess } from "node:child_process";

const say = (line: string) => process.stderr.write(`${line}\n`);
const RESTART_MS = 1_000;
const STOP_MS = 8_000;

type Part = { name: string; start: () => ChildProcess };

/** Child processes in their own groups: one that dies is started again, and stopping ends them all and waits. */
export class Running {
  private readonly children = new Map<string, ChildProcess>();
  private finish: () => void = () => {};
  private starts = new Map<string, number>();
  readonly ended = new Promise<void>((resolve) => {
    this.finish = resolve;
  });
  stopping = false;
  failed = false;

  keep(part: Part): void {
    const child = part.start();
    const startedAt = Date.now();
    this.children.set(part.name, child);
    child.on("exit", (code, signal) => {
      this.children.delete(part.name);
      if (this.stopping) return;
      const quick = Date.now() - startedAt < 10_000 ? (this.starts.get(part.name) ?? 0) + 1 : 0;
      this.starts.set(part.name, quick);
      if (quick >= 5) {
        say(`faultline: the ${part.name} ended five times in a row right after its start; its messages stand above.`);
        this.failed = true;
        void this.stop();
        return;
      }
      say(`The ${part.name} ended (${signal ?? `code ${code}`}) and is started again.`);
      setTimeout(() => this.stopping || this.keep(part), RESTART_MS);
    });
  }

  /** Waits for a condition; past the limit it says the sentence and goes on. */
  async until(condition: () => Promise<boolean>, sentence: string, limitMs: number): Promise<void> {
    for (const start = Date.now(); !this.stopping; ) {
      if (await condition()) return;
      if (Date.now() - start > limitMs) {
        say(sentence);
        return;
      }
      await new Promise((r) => setTimeout(r, 250));
    }
  }

  /** Ends every part; `keep` starts each again with the environment as it is now. */
  restart(): void {
    for (const child of this.children.values()) child.kill("SIGTERM");
  }

  async stop(): Promise<void> {
    if (this.stopping) return this.ended;
    this.stopping = true;
    const left = [...this.children.values()];
    await Promise.all(
      left.map(
        (child) =>
          new Promise<void>((resolve) => {
            const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
            child.once("exit", () => {
              clearTimeout(timer);
              resolve();
            });
            child.kill("SIGTERM");
          }),
      ),
    );
    this.finish();
  }
}
