import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const home = realpathSync(mkdtempSync(path.join(tmpdir(), "faultline-launcher-")));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** A package of its own, in a path with a space, whose main.ts is the one given. */
function install(name: string, main: string | null, withPackages = true): string {
  const root = path.join(home, name);
  mkdirSync(path.join(root, "lib", "cli"), { recursive: true });
  cpSync(path.join(ROOT, "lib/cli/faultline.mjs"), path.join(root, "lib/cli/faultline.mjs"));
  writeFileSync(path.join(root, "package.json"), '{"type":"module"}');
  writeFileSync(
    path.join(root, "tsconfig.json"),
    '{"compilerOptions":{"module":"esnext","moduleResolution":"bundler","paths":{"@/*":["./*"]}}}',
  );
  writeFileSync(path.join(root, "lib", "word.ts"), 'export const word: string = "found";');
  if (main !== null) writeFileSync(path.join(root, "lib/cli/main.ts"), main);
  if (withPackages) symlinkSync(path.join(ROOT, "node_modules"), path.join(root, "node_modules"));
  return path.join(root, "lib/cli/faultline.mjs");
}

type Ended = { code: number | null; stdout: string; stderr: string };

function launch(
  launcher: string,
  args: string[],
  input = "",
  onOutput?: (child: ChildProcess) => void,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, ...args], { cwd: home });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      onOutput?.(child);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.end(input);
  });
}

describe("the launcher", () => {
  it("runs main.ts on Node 24 with arguments, stdin, alias, folder and exit code kept", async () => {
    const main = `import { readFileSync } from "node:fs";
      import { word } from "@/lib/word";
      const stdin: string = readFileSync(0, "utf8");
      const server = process.execArgv.includes("--conditions=react-server");
      console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), stdin, word, server, major: parseInt(process.versions.node, 10) }));
      process.exitCode = 3;`;
    const { code, stdout } = await launch(install("a b", main), ["scan", "a file", "--format=json"], "typed");
    expect(JSON.parse(stdout)).toEqual({
      args: ["scan", "a file", "--format=json"],
      cwd: home,
      stdin: "typed",
      word: "found",
      server: true,
      major: 24,
    });
    expect(code).toBe(3);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("passes %s on once and waits for the orderly end", async (signal) => {
    const main = `let seen: number = 0;
      process.on("${signal}", () => { seen += 1; if (seen === 1) setTimeout(() => { console.log("seen", seen); process.exit(7); }, 200); });
      setInterval(() => {}, 1000);
      console.log("ready");`;
    let sent = 0;
    const { code, stdout } = await launch(install(signal, main), [], "", (child) => {
      if (sent > 0) return;
      for (; sent < 2; sent += 1) child.kill(signal);
    });
    expect(stdout).toBe("ready\nseen 1\n");
    expect(code).toBe(7);
  });

  it("ends when the shell that npm put between was ended", async () => {
    const main = `process.on("SIGTERM", () => { console.log("told"); process.exit(0); });
      setInterval(() => {}, 1000);
      console.log("ready");`;
    const launcher = install("shell", main);
    const shell = spawn("sh", ["-c", '"$0" "$1"; true', process.execPath, launcher], {
      cwd: home,
      env: { ...process.env, npm_lifecycle_event: "demo" },
    });
    let stdout = "";
    shell.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout === "ready\n") shell.kill("SIGTERM");
    });
    await new Promise((resolve) => shell.on("close", resolve));
    expect(stdout).toBe("ready\ntold\n");
  });

  it("tells an end by signal as 128 and its number", async () => {
    const { code } = await launch(install("killed", 'process.kill(process.pid, "SIGKILL");'), []);
    expect(code).toBe(137);
  });

  it("says in one sentence what is missing", async () => {
    const bare = await launch(install("bare", "", false), []);
    expect(bare).toMatchObject({ code: 2, stdout: "" });
    expect(bare.stderr).toMatch(/^faultline: its packages are not installed: run npm ci in [^\n]+bare\/?\.\n$/);
    const half = await launch(install("half", null), []);
    expect(half.stderr).toMatch(/^faultline: the installation is incomplete \([^\n]+main\.ts is missing\)[^\n]+\n$/);
    expect(existsSync(path.join(home, "half", "lib/cli/main.ts"))).toBe(false);
  });
});
