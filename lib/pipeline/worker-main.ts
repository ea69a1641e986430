import { closeDatabase } from "@/db/client";
import { sentenceOf } from "./sentence";
import { startWorker } from "./worker";

/** The worker process: works until it is told to stop or the queue gives up. */
async function main(): Promise<void> {
  const worker = await startWorker();
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await worker.stop().catch(() => {});
    await closeDatabase().catch(() => {});
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
  await worker.ended;
}

function giveUp(error: unknown): void {
  process.stderr.write(`worker: ${sentenceOf(error).sentence}\n`);
  if (process.env.LOG_LEVEL === "debug" && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
}

// The queue may lose its database where nobody waits for the answer: whoever keeps this process starts it again.
process.on("uncaughtException", giveUp);
process.on("unhandledRejection", giveUp);
main().catch(giveUp);
