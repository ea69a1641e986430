// A supervising process for tests: starts on the folder given, says so in one line of JSON, and waits for SIGTERM or for worse.
import { startEmbedded } from "../embedded";

const [dataDir = ""] = process.argv.slice(2);
try {
  const { url, pid, adopted, stop } = await startEmbedded({ dataDir });
  const alive = setInterval(() => undefined, 60_000);
  process.once("SIGTERM", () => {
    clearInterval(alive);
    void stop();
  });
  // Said last: whoever reads this line may send the signal at once.
  process.stdout.write(`${JSON.stringify({ url, pid, adopted })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);
  process.exitCode = 1;
}
