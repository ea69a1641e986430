import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, connect as dial, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { type Embedded, startEmbedded } from "@/db/embedded";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A Postgres that may be killed: it comes back on another port, so everybody speaks to a fixed one in front of it. Each
 * method that kills waits until the server answers again.
 */
export class OwnServer {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly dataDir: string,
    private server: Embedded,
    private readonly front: Server,
  ) {}

  static async start(): Promise<OwnServer> {
    const dataDir = mkdtempSync(path.join(tmpdir(), "faultline-kills-"));
    chmodSync(dataDir, 0o711);
    const front = createServer();
    const own = new OwnServer(dataDir, await startEmbedded({ dataDir }), front);
    front.on("connection", (client) => own.forward(client));
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
    return own;
  }

  private forward(client: Socket): void {
    const back = dial(Number(new URL(this.server.url).port), "127.0.0.1");
    for (const socket of [client, back]) {
      this.sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.sockets.delete(socket);
        client.destroy();
        back.destroy();
      });
    }
    client.pipe(back).pipe(client);
  }

  /** Its address, the same for all its life. */
  get url(): string {
    const url = new URL(this.server.url);
    const address = this.front.address();
    if (address === null || typeof address === "string") throw new Error("the front has no port");
    url.port = String(address.port);
    return url.href;
  }

  /** kill -9 of the postmaster: what it leaves behind is found, recovered and started again. */
  async killServer(): Promise<void> {
    process.kill(this.server.pid, "SIGKILL");
    for (const socket of this.sockets) socket.destroy();
    this.server = await startEmbedded({ dataDir: this.dataDir });
    await this.answers();
  }

  /**
   * kill -9 of a backend that works for us, the one in a transaction where there is one: the postmaster then ends all others
   * and recovers. False where nobody was connected.
   */
  async killBackend(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.server.url });
    client.on("error", () => {});
    await client.connect();
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name like 'faultline%' and pid <> pg_backend_pid() order by xact_start is null, state = 'idle', pid limit 1",
    );
    const pid = rows[0]?.pid;
    // The server's own word for it, and only a child of the server that we started.
    if (pid !== undefined && parentOf(pid) === this.server.pid) process.kill(pid, "SIGKILL");
    await client.end().catch(() => {});
    await this.answers();
    return pid !== undefined;
  }

  private async answers(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const client = new pg.Client({ connectionString: this.server.url });
      client.on("error", () => {});
      try {
        await client.connect();
        await client.query("select 1");
        return;
      } catch {
        await sleep(50);
      } finally {
        await client.end().catch(() => {});
      }
    }
    throw new Error("The database did not come back.");
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.front.close();
    await this.server.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}

function parentOf(pid: number): number | null {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
  } catch {
    return null;
  }
}
