import { type ChildProcess, spawn } from "node:child_process";
import { connect } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { CONNECTORS, connectorById } from "@/lib/connectors/registry";
import { createPerson, createSetupLink, createSignInLink, listMembers, setupNeeded } from "@/lib/services/auth/people";
import { systemContext } from "@/lib/services/context";
import { listRuns } from "@/lib/services/run/view";
import { createSource, findSource } from "@/lib/services/source/source";
import { ensureWorkspace } from "@/lib/services/workspace/workspace";
import { baseUrl, webHost, webPort } from "./base-url";
import { buildIfStale } from "./build";
import { dataDir, ensureSecrets } from "./data-dir";
import { packageRoot } from "./package-root";
import { refusalOf } from "./refusal";
import { Running } from "./running";
import { migrateAll, type OpenDatabase, openDatabase, reopenDatabase } from "./with-database";

const say = (line: string) => process.stderr.write(`${line}\n`);
const watch = pathToFileURL(path.join(packageRoot, "lib", "cli", "parent-watch.mjs")).href;
const ORPHAN_WEB_MS = 2_500;

/** Resolves to true when something already listens where the web server would. */
function portTaken(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: host === "0.0.0.0" ? "127.0.0.1" : host }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

/** Whether the port is still held after a moment: the web server of a killed supervisor ends itself within a second. */
async function portStaysTaken(port: number, host: string): Promise<boolean> {
  for (const until = Date.now() + ORPHAN_WEB_MS; await portTaken(port, host); ) {
    if (Date.now() > until) return true;
    await new Promise((r) => setTimeout(r, 200));
  }
  return false;
}

/** `faultline serve` and `faultline demo`: database, tables, web and worker, until Ctrl-C stops all of them. */
export async function serveCommand(o: { role: "web" | "worker" | "all"; demo: boolean }): Promise<number> {
  const wantsWeb = o.role !== "worker";
  const port = webPort();
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    say(`faultline: PORT is “${process.env.PORT}”, which is no port. Set it to a number from 1 to 65535.`);
    return 4;
  }
  if (wantsWeb && (await portStaysTaken(port, webHost()))) {
    say(
      `faultline: port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1} faultline ${o.demo ? "demo" : "serve"}`,
    );
    return 1;
  }
  ensureSecrets(dataDir(), say);
  // A wrong DATABASE_URL is said before the minute that a build takes.
  if (process.env.DATABASE_URL) await (await openDatabase()).close();
  if (wantsWeb) await buildIfStale(say);
  let db = await openDatabase();
  const running = new Running();
  // A second Ctrl-C, or the terminal's own to the whole group, must not cut the orderly stop short.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void running.stop());
  try {
    await migrateAll();
    if (wantsWeb) running.keep({ name: "web", start: startWeb });
    if (o.role !== "web") running.keep({ name: "worker", start: startWorkerProcess });
    if (wantsWeb)
      await running.until(
        () => answers(`${localUrl()}/api/health`),
        "The web server did not start within a minute; its messages stand above.",
        60_000,
      );
    if (!running.stopping) await announce(o.demo, running);
    const stopWatching = watchDatabase(
      () => db,
      async () => {
        db = await reopenDatabase(db);
        running.restart();
      },
    );
    await running.ended;
    stopWatching();
  } finally {
    await running.stop();
    await db.close();
  }
  return running.failed ? 1 : 0;
}

/** The embedded server has no other supervisor than this process: when it dies it is started again, and its users with it. */
function watchDatabase(current: () => OpenDatabase, reopen: () => Promise<void>): () => void {
  let busy = false;
  const look = async () => {
    const { pid } = current();
    if (busy || pid === null || isAlive(pid)) return;
    busy = true;
    say("The embedded database ended and is started again. Runs go on where they were.");
    await reopen().catch((error: unknown) => say(`faultline: ${refusalOf(error)}`));
    busy = false;
  };
  const timer = setInterval(() => void look(), 2_000);
  return () => clearInterval(timer);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process answers with a refusal, and is alive.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function localUrl(): string {
  return `http://${webHost() === "0.0.0.0" ? "127.0.0.1" : webHost()}:${webPort()}`;
}

async function announce(demo: boolean, running: Running): Promise<void> {
  const ws = await ensureWorkspace();
  const ctx = systemContext(ws.id, "Command line");
  if (demo) {
    const link = await loadDemo(ctx, running);
    if (link) process.stdout.write(`Faultline is ready: ${baseUrl()} · sign in once with ${link}\n`);
    return;
  }
  if (await setupNeeded(ws.id)) {
    process.stdout.write(
      `Faultline is ready. Set it up once with ${baseUrl()}/setup?token=${await createSetupLink(ctx)}\n`,
    );
  } else process.stdout.write(`Faultline is ready: ${baseUrl()}\n`);
}

/** Connects the replaying connector unless it is, waits for its runs, and gives a one-time link for its first admin. */
async function loadDemo(ctx: ReturnType<typeof systemContext>, running: Running): Promise<string | null> {
  const manifest = CONNECTORS.find((c) => c.manifest.fields.every((f) => !f.required))?.manifest;
  const connector = manifest ? await connectorById(manifest.id) : null;
  if (!manifest || !connector) throw new Error("This installation holds no demo estate.");
  if (!(await findSource(ctx, manifest.id, manifest.label))) {
    say("Loading the demo estate: collecting, scanning, scoring …");
    await createSource(ctx, { name: manifest.label, connector: manifest.id, config: {} });
  }
  const people = (await connector.people?.()) ?? [];
  const known = new Set((await listMembers(ctx)).map((m) => m.email));
  for (const person of people) if (!known.has(person.email)) await createPerson(ctx, person);
  const done = async () => {
    const { rows } = await listRuns(ctx, { limit: 20 });
    return rows.length > 0 && rows.every((r) => r.state !== "queued" && r.state !== "running");
  };
  await running.until(
    done,
    "The demo estate did not finish loading within five minutes; see the sources screen.",
    300_000,
  );
  const admin = people.find((p) => p.role === "admin");
  return admin ? `${baseUrl()}/sign-in/link?token=${await createSignInLink(ctx, admin.email)}` : null;
}

function startWeb(): ChildProcess {
  const next = path.join(packageRoot, "node_modules", "next", "dist", "bin", "next");
  // Next bundles its own server build: the react-server condition of this process must not reach it.
  return spawn(process.execPath, ["--import", watch, next, "start", "-p", String(webPort()), "-H", webHost()], {
    cwd: packageRoot,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      NODE_OPTIONS: "",
      NEXT_TELEMETRY_DISABLED: "1",
      FAULTLINE_PARENT_PID: String(process.pid),
    },
    detached: true,
  });
}

function startWorkerProcess(): ChildProcess {
  const entry = path.join(packageRoot, "lib", "pipeline", "worker-main.ts");
  return spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "--import", watch, entry], {
    cwd: packageRoot,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, FAULTLINE_PARENT_PID: String(process.pid) },
    detached: true,
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
