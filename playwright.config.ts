import { defineConfig, devices } from "@playwright/test";

const port = Number(process.env.FAULTLINE_E2E_PORT ?? 3100);

/** Screens in a real browser, on the demo estate in a data directory of its own. CHROME_PATH names an installed Chromium. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 60_000,
  forbidOnly: process.env.CI !== undefined,
  reporter: [["list"], ["json", { outputFile: process.env.FAULTLINE_E2E_REPORT ?? "test-results/report.json" }]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: `http://127.0.0.1:${port}`,
    trace: "retain-on-failure",
    launchOptions: {
      ...(process.env.CHROME_PATH ? { executablePath: process.env.CHROME_PATH } : {}),
      // Chromium's sandbox refuses to run as root; only our own pages on loopback are opened.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
  projects: [
    { name: "setup", testMatch: "auth.setup.ts" },
    { name: "screens", testMatch: "**/*.spec.ts", dependencies: ["setup"] },
  ],
  webServer: {
    command: "node lib/cli/faultline.mjs demo",
    url: `http://127.0.0.1:${port}/api/ready`,
    timeout: 300_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 30_000 },
    env: {
      PORT: String(port),
      FAULTLINE_DATA_DIR: process.env.FAULTLINE_E2E_DATA_DIR ?? "test-results/data",
      DATABASE_URL: "",
    },
  },
});
