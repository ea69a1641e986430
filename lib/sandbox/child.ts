// The program inside: asks for bytes on stdout, hears them on stdin, and answers with a verdict. It reaches nothing else.
import type { ScanLimits } from "@/lib/scanners/scan-context";
import { scanFile } from "@/lib/scanners/scan-file";
import type { ChildWord } from "./child-word";
import { encodeFrame, FrameReader } from "./frames";
import { PipeSource } from "./pipe-source";
import { windowsOf } from "./windows";

/** What the pool says. `head` bytes of the file come along with `scan`. */
export type ToChild =
  | { say: "scan"; name: string; id: string; size: number; limits: ScanLimits; windows: boolean }
  | { say: "bytes"; n: number }
  | { say: "failed"; n: number };

class Unread extends Error {}

const waiting = new Map<number, { give: (bytes: Buffer) => void; fail: (error: Error) => void }>();
let asked = 0;

function say(message: ChildWord, body?: Buffer): void {
  for (const part of encodeFrame(message, body)) process.stdout.write(part);
}

function ask(offset: number, length: number): Promise<Buffer> {
  const n = ++asked;
  return new Promise((give, fail) => {
    waiting.set(n, { give, fail });
    say({ say: "read", n, offset, length });
  });
}

async function scan(order: Extract<ToChild, { say: "scan" }>, head: Buffer): Promise<void> {
  try {
    const source = new PipeSource(order.id, order.size, head, ask);
    const result = await scanFile(source, order.name, order.limits);
    const windows = order.windows ? await windowsOf(source, result.evidence) : [];
    const cuts = windows.map(({ member, start, whole, body }) => ({ member, start, whole, length: body.length }));
    say({ say: "done", result, windows: cuts }, Buffer.concat(windows.map(({ body }) => body)));
  } catch (error) {
    if (error instanceof Unread) say({ say: "unread" });
    else say({ say: "broken", message: error instanceof Error ? `${error.name}: ${error.message}` : "unknown" });
  }
}

const frames = new FrameReader();
process.stdin.on("data", (part: Buffer) => {
  for (const { head, body } of frames.push(part)) {
    const message = head as ToChild;
    if (message.say === "scan") void scan(message, body);
    else {
      const one = waiting.get(message.n);
      waiting.delete(message.n);
      if (message.say === "bytes") one?.give(body);
      else one?.fail(new Unread("not given"));
    }
  }
});
// The pool is gone: nobody waits for an answer.
process.stdin.on("end", () => process.exit(0));
