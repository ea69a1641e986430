import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EmbeddedError, startEmbedded } from "./embedded";
import { isRoot } from "./embedded/account";
import { isRunning, pidTaken } from "./embedded/processes";
import { freePort, HOST } from "./embedded/server";
import { type Surroundings, supervise } from "./embedded/supervisor";
import { ask, hold, kill, later, tempDir, undoAll } from "./testing/embedded-stage";

afterEach(undoAll);

async function start(dataDir: string, around?: Surroundings) {
  const lines: string[] = [];
  const server = await supervise(dataDir, (line) => lines.push(line), around);
  later(() => server.stop());
  return { ...server, lines };
}

describe("a life without trouble", () => {
  it("creates a cluster as decided, stops it, and starts it again with its data", async () => {
    const dataDir = tempDir();
    const first = await startEmbedded({ dataDir });
    later(() => first.stop());
    const settings = [
      "jit",
      "fsync",
      "shared_buffers",
      "max_wal_size",
      "random_page_cost",
      "dynamic_shared_memory_type",
      "listen_addresses",
      "unix_socket_directories",
      "password_encryption",
      "TimeZone",
    ];
    const rows = await ask(
      first.url,
      `select name, setting, unit from pg_settings where name in (${settings.map((name) => `'${name}'`).join()})`,
    );
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      jit: "off",
      fsync: "on",
      shared_buffers: String(256 * 128),
      max_wal_size: "2048",
      random_page_cost: "1.1",
      dynamic_shared_memory_type: "mmap",
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      password_encryption: "scram-sha-256",
      TimeZone: "UTC",
    });
    expect(
      await ask(
        first.url,
        "select datcollate, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'faultline'",
      ),
    ).toEqual([{ datcollate: "C", encoding: "UTF8" }]);
    await ask(first.url, "create table kept as select 7 as n");
    await first.stop();
    await first.stop();
    expect(isRunning(first.pid)).toBe(false);
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, "select n from kept")).toEqual([{ n: 7 }]);
  });

  it("keeps the password in a 0600 file and accepts no other", async () => {
    const dataDir = tempDir();
    const { url } = await start(dataDir);
    expect(statSync(path.join(dataDir, "pg18.password")).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(dataDir, "pg18")).mode & 0o777).toBe(0o700);
    const wrong = new URL(url);
    wrong.password = "password";
    await expect(ask(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  });

  it.each(["a space", 'it\'s 100% "odd" $HOME', "Prüfstand-模型"])("works in a folder named %s", async (name) => {
    const { url } = await start(tempDir(0o711, name));
    expect(await ask(url, "select 1 as n")).toEqual([{ n: 1 }]);
  });
});

describe("two at once", () => {
  it("shares a server that another living process runs, and leaves it running", async () => {
    const dataDir = tempDir();
    const { told, child } = await hold(dataDir);
    const mine = await start(dataDir);
    expect(mine).toMatchObject({ adopted: true, pid: told.pid, url: told.url });
    await mine.stop();
    expect(isRunning(told.pid)).toBe(true);
    expect(await kill(child, "SIGTERM")).toBe(0);
    expect(isRunning(told.pid)).toBe(false);
  });

  it("lets exactly one of two simultaneous first starts create the server", async () => {
    const dataDir = tempDir();
    const both = await Promise.all([hold(dataDir), hold(dataDir)]);
    expect(both.map(({ told }) => told.adopted).sort()).toEqual([false, true]);
    expect(both[0].told.pid).toBe(both[1].told.pid);
    await Promise.all(both.map(({ child }) => kill(child, "SIGTERM")));
    expect(isRunning(both[0].told.pid)).toBe(false);
    expect(readdirSync(dataDir).filter((name) => /lock|new-|supervisor/.test(name))).toEqual([]);
  });
});

describe("after an unclean end", () => {
  it("adopts the server of a supervisor killed with -9, and then ends it", async () => {
    const dataDir = tempDir();
    const { told, child } = await hold(dataDir);
    await kill(child, "SIGKILL");
    expect(isRunning(told.pid)).toBe(true);
    const mine = await start(dataDir);
    expect(mine).toMatchObject({ adopted: true, pid: told.pid });
    await mine.stop();
    expect(isRunning(told.pid)).toBe(false);
  });

  it("recovers what was committed when the server itself is killed with -9", async () => {
    const dataDir = tempDir();
    const first = await start(dataDir);
    await ask(first.url, "create table kept as select generate_series(1, 1000) as n");
    process.kill(first.pid, "SIGKILL");
    const second = await start(dataDir);
    expect(second.pid).not.toBe(first.pid);
    expect(await ask(second.url, "select count(*)::int as n from kept")).toEqual([{ n: 1000 }]);
    expect(first.lines.join()).toContain("ended unexpectedly");
  });

  it("starts at once after supervisor and server were both killed with -9", async () => {
    const dataDir = tempDir();
    const { told, child } = await hold(dataDir);
    child.kill("SIGKILL");
    process.kill(told.pid, "SIGKILL");
    const mine = await start(dataDir);
    expect(mine.adopted).toBe(false);
    expect(await ask(mine.url, "select 1 as n")).toEqual([{ n: 1 }]);
  });

  it("is not misled by a stale lock whose pid now belongs to another program", async () => {
    const dataDir = tempDir();
    const first = await start(dataDir);
    await first.stop();
    const other = spawn("sleep", ["60"]);
    later(() => other.kill());
    writeFileSync(
      path.join(dataDir, "pg18", "postmaster.pid"),
      `${other.pid}\n${dataDir}/pg18\n1700000000\n5432\n\n127.0.0.1\n  1 1\nready   \n`,
    );
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(isRunning(other.pid ?? 0)).toBe(true);
  });

  it("is not misled by the unreaped body of a dead process, which Postgres takes for a living one", async () => {
    const dataDir = tempDir();
    await (await start(dataDir)).stop();
    // The shell becomes a sleep, which never asks after the child that the shell left it. The child outlives the change, or
    // the shell itself might still ask.
    const parent = spawn("sh", ["-c", "sleep 0.5 & echo $!; exec sleep 60"]);
    later(() => parent.kill());
    const body = await new Promise<number>((resolve) =>
      parent.stdout.once("data", (pid: Buffer) => resolve(Number(pid))),
    );
    await vi.waitFor(() => expect(isRunning(body)).toBe(false), { timeout: 10_000 });
    expect(pidTaken(body)).toBe(true);
    const lines = [body, `${dataDir}/pg18`, 1700000000, 5432, "", "127.0.0.1", "  1 1", "ready   ", ""];
    writeFileSync(path.join(dataDir, "pg18", "postmaster.pid"), lines.join("\n"));
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
  });

  it("is not misled by a stale lock that names another Postgres", async () => {
    const other = await start(tempDir());
    const dataDir = tempDir();
    const first = await start(dataDir);
    await first.stop();
    const { port } = new URL(other.url);
    writeFileSync(
      path.join(dataDir, "pg18", "postmaster.pid"),
      `${other.pid}\n${dataDir}/pg18\n1700000000\n${port}\n\n127.0.0.1\n  1 1\nready   \n`,
    );
    const second = await start(dataDir);
    expect(second.adopted).toBe(false);
    expect(await ask(other.url, "select 1 as n")).toEqual([{ n: 1 }]);
  });

  it("breaks a start lock left by a dead process and sweeps a first start that was cut short", async () => {
    const dataDir = tempDir();
    const dead = spawn("true");
    await new Promise((resolve) => dead.once("exit", resolve));
    writeFileSync(path.join(dataDir, "pg18.lock"), `${dead.pid} 1`);
    mkdirSync(path.join(dataDir, "pg18.new-half", "data"), { recursive: true });
    await start(dataDir);
    expect(readdirSync(dataDir).filter((name) => /lock|new-/.test(name))).toEqual([]);
  });
});

describe("what stands in the way", () => {
  it("takes another port when the one it chose is taken meanwhile", async () => {
    const squatter = createServer().listen(0, HOST);
    await new Promise((resolve) => squatter.once("listening", resolve));
    later(() => squatter.close());
    const address = squatter.address();
    const taken = typeof address === "object" && address ? address.port : 0;
    let tries = 0;
    const { url, lines } = await start(tempDir(), {
      pickPort: async () => {
        tries += 1;
        return tries === 1 ? taken : freePort();
      },
    });
    expect(tries).toBe(2);
    expect(new URL(url).port).not.toBe(String(taken));
    expect(lines.join()).toContain(`Port ${taken} was taken`);
  });

  it("refuses a cluster of another Postgres major, and one that only has an older one beside", async () => {
    const dataDir = tempDir();
    await (await start(dataDir)).stop();
    writeFileSync(path.join(dataDir, "pg18", "PG_VERSION"), "17\n");
    await expect(start(dataDir)).rejects.toMatchObject({
      name: "EmbeddedError",
      reason: "version",
      message: expect.stringMatching(/Postgres 17.*brings 18.*pg_dump/),
    });
    const old = tempDir();
    mkdirSync(path.join(old, "pg16"));
    await expect(start(old)).rejects.toMatchObject({
      reason: "version",
      message: expect.stringContaining("Postgres 16"),
    });
    expect(existsSync(path.join(old, "pg18"))).toBe(false);
  });

  it("says which file is missing when the password is gone, and when it is wrong", async () => {
    const dataDir = tempDir();
    const first = await start(dataDir);
    writeFileSync(path.join(dataDir, "pg18.password"), "wrong");
    await expect(start(dataDir)).rejects.toMatchObject({
      reason: "password",
      message: expect.stringContaining("refuses the password"),
    });
    await first.stop();
    rmSync(path.join(dataDir, "pg18.password"));
    await expect(start(dataDir)).rejects.toMatchObject({
      reason: "password",
      message: expect.stringContaining("is missing"),
    });
  });

  it("does not take a folder that is no cluster, or a file, for its data", async () => {
    const dataDir = tempDir();
    mkdirSync(path.join(dataDir, "pg18"));
    writeFileSync(path.join(dataDir, "pg18", "holiday.jpg"), "");
    await expect(start(dataDir)).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringContaining("PG_VERSION"),
    });
    const file = path.join(tempDir(), "file");
    writeFileSync(file, "");
    await expect(start(file)).rejects.toMatchObject({
      reason: "permission",
      message: expect.stringContaining("is not a folder"),
    });
  });

  it("says that the data is damaged when the control file is", async () => {
    const dataDir = tempDir();
    await (await start(dataDir)).stop();
    writeFileSync(path.join(dataDir, "pg18", "global", "pg_control"), Buffer.alloc(8192, 7));
    await expect(start(dataDir)).rejects.toSatisfy(
      (error) =>
        error instanceof EmbeddedError &&
        error.reason === "damaged" &&
        /^[^\n]+ is damaged [^\n]+\.$/.test(error.message),
    );
  });

  it.runIf(isRoot())("names the command when the cluster was handed to root", async () => {
    const dataDir = tempDir();
    await (await start(dataDir)).stop();
    chownSync(path.join(dataDir, "pg18"), 0, 0);
    await expect(start(dataDir)).rejects.toMatchObject({
      reason: "permission",
      message: expect.stringContaining("chown -R"),
    });
  });
});
