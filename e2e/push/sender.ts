import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT, type RunningServer } from "../server";

/** A record whose text would do something if it were drawn as anything but text. Made; inert. */
export const HOSTILE_LINE = '{ broken <img src=x onerror="document.title=1"> \u202e end';

const record = (i: number, more: object = {}) =>
  JSON.stringify({ key: `pkg:generic/e2e/m${i}@1`, kind: "model", subtype: "base", name: `fleet model ${i}`, ...more });

/** So many records, one a line. */
export const records = (n: number, ...more: string[]): string =>
  [...Array.from({ length: n }, (_, i) => record(i)), ...more].join("\n");

export const UNKNOWN_KIND = record(900, { kind: "spaceship" });
export const LOOSE_END = record(901, {
  edges: [{ relation: "derived_from", variant: "finetune", to: "pkg:generic/e2e/late@1" }],
});
export const LATE = JSON.stringify({
  key: "pkg:generic/e2e/late@1",
  kind: "model",
  subtype: "base",
  name: "late base",
});

export type Pushed = { code: number; stdout: string; stderr: string };

/** Runs `faultline push` with these lines, and gives what it said and how it ended. */
export function push(server: RunningServer, token: string, lines: string, ...args: string[]): Promise<Pushed> {
  const folder = mkdtempSync(path.join(tmpdir(), "faultline-push-"));
  const file = path.join(folder, "fleet.ndjson");
  writeFileSync(file, lines);
  const command = [path.join("lib", "cli", "faultline.mjs"), "push", file, "--url", server.baseUrl, ...args];
  return run(process.execPath, command, token).finally(() => rmSync(folder, { recursive: true, force: true }));
}

/** Runs the shell example as it stands in the repository. */
export function pushByShell(server: RunningServer, token: string, source: string): Promise<Pushed> {
  const example = (name: string) => path.join("examples", "push", name);
  return run("sh", [example("push.sh"), source, example("fleet.ndjson"), server.baseUrl], token);
}

function run(command: string, args: string[], token: string): Promise<Pushed> {
  return new Promise((resolve) => {
    execFile(command, args, { cwd: ROOT, env: { ...process.env, FAULTLINE_TOKEN: token } }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, stdout, stderr }),
    );
  });
}
