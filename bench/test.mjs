// `npm test`: every check there is, in the order of how quickly it tells, and one closing line. Plain JavaScript: any Node can start it.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const bin = path.join(root, "node_modules", ".bin");
const scratch = mkdtempSync(path.join(tmpdir(), "faultline-npm-test-"));
const FOLDERS = ["app", "components", "lib", "db", "e2e", "bench"].filter((folder) =>
  existsSync(path.join(root, folder)),
);

// Tests bring their own database: one that the caller works with is never touched.
const { DATABASE_URL: _, ...env } = process.env;
Object.assign(env, { PATH: `${bin}${path.delimiter}${env.PATH ?? ""}`, NEXT_TELEMETRY_DISABLED: "1" });

const rows = [];
const record = (name, passed, failed, skipped = 0) => rows.push({ name, passed, failed, skipped });

function run(command, args, more = {}) {
  console.log(`\n== ${[command, ...args].join(" ")}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...env, ...more },
  });
  if (error) console.log(`${command} could not be run: ${error.message}`);
  return status === 0;
}

/** A check that either holds or does not counts as one test. */
function check(name, command, args) {
  const held = run(command, args);
  record(name, held ? 1 : 0, held ? 0 : 1);
  return held;
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** A runner that fails without naming a failed test (a file that does not load, a set-up that breaks) counts as one failure. */
function suite(name, held, passed, failed, skipped) {
  record(name, passed, held ? failed : Math.max(failed, 1), skipped);
}

function vitest(project) {
  const report = path.join(scratch, `${project}.json`);
  const held = run("vitest", [
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = readReport(report) ?? {};
  // No test at all is no success either.
  suite(
    `vitest ${project}`,
    held && numPassedTests > 0,
    numPassedTests,
    numFailedTests,
    numPendingTests + numTodoTests,
  );
}

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function onPath(name) {
  return (env.PATH ?? "")
    .split(path.delimiter)
    .map((dir) => path.join(dir, name))
    .find(executable);
}

function findChromium() {
  if (env.CHROME_PATH) return executable(env.CHROME_PATH) ? env.CHROME_PATH : undefined;
  const named = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map(onPath).find(Boolean);
  if (named) return named;
  try {
    const own = createRequire(import.meta.url)("playwright-core").chromium.executablePath();
    return executable(own) ? own : undefined;
  } catch {
    return undefined;
  }
}

/** Chromium, installed if this is root on a Debian; otherwise says the one command to type. */
function bringChromium() {
  const found = findChromium();
  if (found) return found;
  const debian = onPath("apt-get") !== undefined;
  if (!env.CHROME_PATH && debian && process.getuid?.() === 0) {
    const quiet = { DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-q"], quiet);
    run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], quiet);
    if (findChromium()) return findChromium();
  }
  const command = env.CHROME_PATH
    ? "unset CHROME_PATH"
    : debian
      ? "sudo apt-get install -y chromium"
      : "npx playwright install chromium";
  const why = env.CHROME_PATH
    ? `CHROME_PATH names no program (${env.CHROME_PATH})`
    : "There is no Chromium for the browser part";
  console.log(`\n${why}: type\n\n    ${command}\n\nand run npm test again.`);
  return undefined;
}

function browserPart() {
  const chromium = bringChromium();
  if (!chromium) return record("playwright", 0, 1);
  // The command builds only what is stale, and its stamp spares the server under test a second build.
  if (!check("web build", process.execPath, [path.join(root, "lib", "cli", "faultline.mjs"), "build"]))
    return record("playwright", 0, 1);
  const report = path.join(scratch, "playwright.json");
  const held = run("playwright", ["test"], {
    CHROME_PATH: chromium,
    FAULTLINE_E2E_REPORT: report,
    FAULTLINE_E2E_DATA_DIR: path.join(scratch, "data"),
  });
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = readReport(report)?.stats ?? {};
  if (flaky > 0) console.log(`playwright: ${flaky} passed only on a second try; they are listed above as flaky.`);
  suite("playwright", held && expected > 0, expected + flaky, unexpected, skipped);
}

function close() {
  rmSync(scratch, { recursive: true, force: true });
  const sum = (key) => rows.reduce((total, row) => total + row[key], 0);
  console.log("");
  for (const { name, passed, failed, skipped } of rows) {
    const rest = skipped > 0 ? `, ${skipped} skipped` : "";
    console.log(`${failed > 0 ? "FAILED" : "ok    "} ${name}: ${passed} of ${passed + failed}${rest}`);
  }
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  process.exitCode = sum("failed") > 0 ? 1 : 0;
}

if (!existsSync(path.join(bin, "vitest"))) {
  console.log("The packages are not installed: run npm ci first.\n\n0 passed, 1 failed");
  process.exit(1);
}
check("biome", "biome", ["check", "."]);
check("tsc", "tsc", ["--noEmit"]);
check("dependency-cruiser", "depcruise", ["--config", ".dependency-cruiser.cjs", ...FOLDERS]);
check("knip", "knip", []);
vitest("pure");
vitest("services");
browserPart();
close();
