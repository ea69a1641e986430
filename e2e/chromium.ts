import { accessSync, constants } from "node:fs";
import type { LaunchOptions } from "@playwright/test";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** CHROME_PATH, else a Chromium of the system, else the one that Playwright brought. Nothing beyond loopback is asked for. */
export function launchOptions(): LaunchOptions {
  const executablePath = process.env.CHROME_PATH || INSTALLED.find(canRun);
  return {
    ...(executablePath ? { executablePath } : {}),
    args: [
      // Chromium's sandbox refuses to run as root; only our own pages on loopback are opened.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
    ],
  };
}
