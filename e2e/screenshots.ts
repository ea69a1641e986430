import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, type BrowserContext, chromium } from "@playwright/test";
import { launchOptions } from "./chromium";
import { EVERY_SCREEN, findPlaces, openScreen } from "./every-screen/every-screen";
import { startServer } from "./server";
import { SignInPage } from "./sign-in/sign-in.page";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const THEMES = ["light", "dark"] as const;
const PORT = 3102;

/** Every screen in every size and theme. `signedIn` is a session that has used its link. */
async function takeAll(browser: Browser, signedIn: BrowserContext, baseURL: string, into: string): Promise<number> {
  const found = await findPlaces(signedIn.request);
  const storageState = await signedIn.storageState();
  let taken = 0;
  for (const size of SIZES) {
    for (const colorScheme of THEMES) {
      const base = { baseURL, viewport: size, colorScheme, reducedMotion: "reduce" as const };
      const inside = await (await browser.newContext({ ...base, storageState })).newPage();
      const outside = await (await browser.newContext(base)).newPage();
      for (const screen of EVERY_SCREEN) {
        const page = screen.signedOut ? outside : inside;
        await openScreen(page, screen, found);
        const file = `${screen.name}-${size.width}-${colorScheme}.png`;
        // As tall as the page, so that what stands at the foot of the window stands at the foot of the picture.
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width: size.width, height: Math.max(size.height, height) });
        await page.screenshot({ path: path.join(into, file), animations: "disabled" });
        await page.setViewportSize(size);
        taken += 1;
      }
      await inside.context().close();
      await outside.context().close();
    }
  }
  return taken;
}

/**
 * `npm run screenshots [-- LINK [FOLDER]]`: LINK is a one-time sign-in link of an admin of a running Faultline; without
 * it the demo is started for the pictures and stopped again. FOLDER is `screenshots` unless given.
 */
async function main(): Promise<void> {
  const [given, folder = "screenshots"] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const own = given === undefined ? await startServer("demo", PORT) : null;
  const link = own?.link ?? given ?? "";
  const browser = await chromium.launch(launchOptions());
  try {
    const baseURL = new URL(link).origin;
    const signedIn = await browser.newContext({ baseURL });
    await new SignInPage(await signedIn.newPage()).withLink(link);
    const taken = await takeAll(browser, signedIn, baseURL, folder);
    process.stdout.write(`${taken} pictures in ${folder}\n`);
  } finally {
    await browser.close();
    await own?.stop();
  }
}

await main();
