import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { canReach, isRoot } from "./embedded/account";
import { locateNative } from "./embedded/binaries";
import { isRunning } from "./embedded/processes";
import { type Surroundings, supervise } from "./embedded/supervisor";
import { ask, copyOfNative, hold, kill, later, nobody, tempDir, undoAll } from "./testing/embedded-stage";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

afterEach(undoAll);

async function start(dataDir: string, around?: Surroundings) {
  const server = await supervise(dataDir, () => undefined, around);
  later(() => server.stop());
  return server;
}

const links = (native: string): string[] =>
  readdirSync(path.join(native, "lib")).filter((name) => lstatSync(path.join(native, "lib", name)).isSymbolicLink());

describe("the programs", () => {
  it("makes the links that an install without scripts left out", async () => {
    const home = tempDir(0o755);
    const native = copyOfNative(home);
    const made = links(native);
    expect(made).toContain("libicuuc.so.60");
    for (const name of made) rmSync(path.join(native, "lib", name));
    const { url } = await start(path.join(home, "data"), { native });
    expect(await ask(url, "select 1 as n")).toEqual([{ n: 1 }]);
    expect(links(native).sort()).toEqual(made.sort());
  });

  it("names the shared library that is missing", async () => {
    const home = tempDir(0o755);
    const native = copyOfNative(home);
    rmSync(path.join(native, "lib", "libicuuc.so.60.2"));
    await expect(start(path.join(home, "data"), { native })).rejects.toMatchObject({
      reason: "binaries",
      message: expect.stringContaining("lacks the shared library libicuuc.so.60"),
    });
  });

  it("says so where the system has no glibc, or the package has no such platform", async () => {
    const home = tempDir(0o755);
    const native = copyOfNative(home);
    const initdb = path.join(native, "bin", "initdb");
    rmSync(initdb);
    // A program whose loader is absent fails to start just as a glibc program does on musl.
    writeFileSync(initdb, "#!/lib/no-such-loader\n", { mode: 0o755 });
    await expect(start(path.join(home, "data"), { native })).rejects.toMatchObject({
      reason: "platform",
      message: expect.stringContaining("no glibc"),
    });
    expect(() => locateNative("sunos", "sparc")).toThrow(
      /There is no embedded Postgres for sunos-sparc: set DATABASE_URL/,
    );
    expect(() => locateNative("win32", "x64")).toThrow(/windows-x64 is not installed: run npm ci/);
  });

  it("says so when a program may not be executed or is missing", async () => {
    const home = tempDir(0o755);
    const native = copyOfNative(home);
    const initdb = path.join(native, "bin", "initdb");
    rmSync(initdb);
    writeFileSync(initdb, "", { mode: 0o644 });
    await expect(start(path.join(home, "data"), { native })).rejects.toMatchObject({
      reason: "permission",
      message: expect.stringContaining("may not be executed"),
    });
    rmSync(path.join(native, "bin", "postgres"));
    await expect(start(path.join(home, "data"), { native })).rejects.toMatchObject({
      reason: "binaries",
      message: expect.stringContaining("is incomplete"),
    });
  });
});

describe.runIf(isRoot())("as root", () => {
  it("works under a 0700 home: programs and data move to where Postgres's user can reach them", async () => {
    const home = tempDir(0o700);
    const shelter = path.join(tempDir(0o711), "shelter");
    const native = copyOfNative(home);
    for (const name of links(native)) rmSync(path.join(native, "lib", name));
    const dataDir = path.join(home, "checkout", ".faultline");
    const around = { native, shelters: [shelter] };
    const first = await start(dataDir, around);
    await ask(first.url, "create table kept as select 1 as n");
    const clusterDir = readFileSync(path.join(dataDir, "pg18.location"), "utf8").trim();
    expect(clusterDir.startsWith(shelter)).toBe(true);
    expect(statSync(clusterDir).uid).not.toBe(0);
    expect(statSync(clusterDir).mode & 0o777).toBe(0o700);
    expect(existsSync(path.join(dataDir, "pg18"))).toBe(false);
    const program = readdirSync(shelter).find((name) => name.startsWith("postgres-"));
    expect(statSync(path.join(shelter, program ?? "", "native", "bin", "postgres"))).toMatchObject({ uid: 0 });
    await first.stop();
    const second = await start(dataDir, around);
    expect(await ask(second.url, "select n from kept")).toEqual([{ n: 1 }]);
    await second.stop();
    rmSync(clusterDir, { recursive: true });
    rmSync(path.dirname(clusterDir), { recursive: true });
    await expect(start(dataDir, around)).rejects.toMatchObject({
      reason: "damaged",
      message: expect.stringContaining("which is gone"),
    });
  });

  it("refuses a shelter that other users may write to", async () => {
    const shelter = tempDir(0o777);
    chmodSync(shelter, 0o777);
    await expect(start(tempDir(0o700), { shelters: [shelter] })).rejects.toMatchObject({
      reason: "permission",
      message: expect.stringContaining(shelter),
    });
  });

  it("gives one sentence when the disk is full", async (context) => {
    const dataDir = tempDir(0o711, "small");
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=711", "tmpfs", dataDir], { stdio: "ignore" });
    } catch {
      return context.skip("this machine does not allow mounts");
    }
    later(() => execFileSync("umount", [dataDir]));
    await expect(start(dataDir)).rejects.toMatchObject({
      reason: "space",
      message: expect.stringMatching(/^There is no space left.*FAULTLINE_DATA_DIR[^\n]*$/),
    });
    expect(readdirSync(dataDir)).not.toContain("pg18");
  });

  it("goes on as the user who made the cluster", async (context) => {
    const user = nobody();
    if (!user) return context.skip("this machine has no user nobody");
    const dataDir = tempDir();
    await (await start(dataDir)).stop();
    execFileSync("chown", ["-R", `${user.uid}:${user.gid}`, path.join(dataDir, "pg18")]);
    const { pid } = await start(dataDir);
    expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(new RegExp(`^Uid:\\s+${user.uid}\\s`, "m"));
  });
});

describe.runIf(isRoot())("as a normal user", () => {
  it("starts, survives its supervisor's kill -9, and is told when the data is another's", async (context) => {
    const user = nobody();
    if (
      !user ||
      !canReach({ name: "nobody", ...user }, path.join(ROOT, "db/embedded.ts")) ||
      !canReach({ name: "nobody", ...user }, process.execPath)
    ) {
      return context.skip("no user nobody here, or this checkout is closed to it");
    }
    const dataDir = path.join(tempDir(0o711), "home");
    mkdirSync(dataDir, { mode: 0o700 });
    chownSync(dataDir, user.uid, user.gid);
    const { told, child } = await hold(dataDir, user);
    expect(told.error).toBeUndefined();
    expect(readFileSync(`/proc/${told.pid}/status`, "utf8")).toMatch(new RegExp(`^Uid:\\s+${user.uid}\\s`, "m"));
    await kill(child, "SIGKILL");
    const again = await hold(dataDir, user);
    expect(again.told).toMatchObject({ adopted: true, pid: told.pid });
    await kill(again.child, "SIGTERM");
    // An adopted server is no child of the one that asks it to stop, so its end is seen a moment later.
    await vi.waitFor(() => expect(isRunning(told.pid)).toBe(false), { timeout: 10_000 });

    const foreign = tempDir(0o755);
    await (await start(foreign)).stop();
    expect((await hold(foreign, user)).told.error).toMatch(/cannot be used by this user|belongs to another user/);
    expect((await hold(path.join(tempDir(0o755), "new"), user)).told.error).toMatch(
      /cannot be used by this user \(EACCES\)/,
    );
  });
});
