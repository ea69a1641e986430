import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");

// Two suites: `pure` needs nothing but Node; `services` shares one throw-away embedded Postgres.
export default defineConfig({
  resolve: { alias: { "@": root, "server-only": `${root}/node_modules/server-only/empty.js` } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: ["{app,components,lib,db,bench}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "**/node_modules/**"],
          // A busy machine is no failed test; what must be quick says so in the test itself.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "services",
          include: ["{lib,db,app,bench}/**/*.db.test.ts"],
          exclude: ["**/node_modules/**"],
          globalSetup: ["./db/testing/global-setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          // Real processes are killed and restarted here; on a busy CI machine a test may be tried once more.
          retry: process.env.CI ? 1 : 0,
        },
      },
    ],
  },
});
