import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { launchOptions } from "./e2e/chromium";

const port = Number(process.env.FAULTLINE_E2E_PORT ?? 3100);

/** A folder that the caller names, else one that goes away with this process; workers read the same one from their environment. */
function throwAwayDataDir(): string {
  const given = process.env.FAULTLINE_E2E_DATA_DIR;
  if (given) return given;
  const made = mkdtempSync(path.join(tmpdir(), "faultline-e2e-"));
  process.env.FAULTLINE_E2E_DATA_DIR = made;
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
  return made;
}

process.env.FAULTLINE_E2E_PORT = String(port);

/** Screens in a real browser, on the demo estate in a data directory of its own. CHROME_PATH names an installed Chromium. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/playwright",
  fullyParallel: false,
  workers: 1,
  // On a busy CI machine a page may not listen yet when a key is pressed: one more try, and the summary names it.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [["list"], ["json", { outputFile: process.env.FAULTLINE_E2E_REPORT ?? "test-results/report.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    baseURL: `http://127.0.0.1:${port}`,
    trace: "retain-on-failure",
    launchOptions: launchOptions(),
  },
  projects: [
    { name: "setup", testMatch: "auth.setup.ts" },
    { name: "screens", testMatch: "**/*.spec.ts", testIgnore: ["first-run/**", "push/**"], dependencies: ["setup"] },
    // They bring their own servers, so that they may empty and break what the other screens need.
    { name: "first-run", testMatch: ["first-run/**/*.spec.ts", "push/**/*.spec.ts"] },
  ],
  webServer: {
    command: "node lib/cli/faultline.mjs demo",
    url: `http://127.0.0.1:${port}/api/ready`,
    // The first start also builds the web application.
    timeout: 600_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    env: {
      PORT: String(port),
      FAULTLINE_DATA_DIR: throwAwayDataDir(),
      DATABASE_URL: "",
    },
  },
});
