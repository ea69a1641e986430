#!/usr/bin/env node
// The launcher, in plain JavaScript so that any Node can read it: finds Node 24 and runs main.ts on it from wherever it is called.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const NEEDED_MAJOR = 24;
const UNAVAILABLE = 2;

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = path.join(root, "lib", "cli", "main.ts");
const tsx = path.join(root, "node_modules", "tsx", "dist", "loader.mjs");

function refuse(sentence) {
  process.stderr.write(`faultline: ${sentence}\n`);
  process.exit(UNAVAILABLE);
}

function findNode() {
  const brought = path.join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(brought)) return brought;
  if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) return process.execPath;
  return refuse(
    `Node ${NEEDED_MAJOR} is needed and this is ${process.versions.node}: run npm ci in ${root} with install scripts allowed, which brings it.`,
  );
}

if (!existsSync(tsx)) refuse(`its packages are not installed: run npm ci in ${root}.`);
if (!existsSync(main)) refuse(`the installation is incomplete (${main} is missing): fetch it again.`);

const node = findNode();
const args = ["--conditions=react-server", "--import", pathToFileURL(tsx).href, main, ...process.argv.slice(2)];
const child = spawn(node, args, {
  stdio: "inherit",
  // The @/ alias stands in our tsconfig, not in the folder of the caller.
  env: { ...process.env, TSX_TSCONFIG_PATH: path.join(root, "tsconfig.json") },
});

// Each signal goes on once: in a terminal the child has had it already, and a second one would look like impatience.
const sent = new Set();
function pass(signal) {
  if (sent.has(signal)) return;
  sent.add(signal);
  child.kill(signal);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => pass(signal));

// npm hands a signal to the shell between us, which dies of it and tells nobody.
if (process.env.npm_lifecycle_event !== undefined) {
  const shell = process.ppid;
  setInterval(() => process.ppid !== shell && pass("SIGTERM"), 500).unref();
}

child.on("error", (error) =>
  refuse(`${node} could not be started (${error.code ?? error.message}): run npm ci in ${root} again.`),
);
child.on("exit", (code, signal) => {
  process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]);
});
