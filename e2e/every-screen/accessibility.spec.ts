import AxeBuilder from "@axe-core/playwright";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { stateFile } from "../people";
import { EVERY_SCREEN, type Found, findPlaces, openScreen, type Screen } from "./every-screen";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page }).withTags(STANDARD).analyze();
  return result.violations.flatMap((v) =>
    v.nodes.map((node) => `${v.id}: ${v.help} at ${node.target.join(" ")} · ${node.html.slice(0, 160)}`),
  );
}

let found: Found;
let signedIn: Page;
let signedOut: Page;

async function newPage(browser: Browser, storageState?: string): Promise<Page> {
  return (await browser.newContext(storageState === undefined ? {} : { storageState })).newPage();
}

test.beforeAll(async ({ browser }) => {
  signedIn = await newPage(browser, stateFile("admin"));
  signedOut = await newPage(browser);
  found = await findPlaces(signedIn.request);
});

test.afterAll(async () => {
  await signedIn.context().close();
  await signedOut.context().close();
});

for (const screen of EVERY_SCREEN) {
  test(`${screen.name} has no violation, light and dark`, async () => {
    const page = screen.signedOut ? signedOut : signedIn;
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await openScreen(page, screen, found);
    expect(await violations(page), "light").toEqual([]);
    await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveClass(/\bdark\b/);
    expect(await violations(page), "dark").toEqual([]);
  });
}

test("the check finds what is wrong", async () => {
  await openScreen(signedIn, EVERY_SCREEN[0] as Screen, found);
  await signedIn.evaluate(() => document.querySelector("main")?.append(document.createElement("button")));
  expect((await violations(signedIn)).join("\n")).toContain("button-name");
});
