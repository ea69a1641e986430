import { type Browser, expect, type Page, test } from "@playwright/test";
import { stateFile } from "../people";
import { EVERY_SCREEN, type Found, findPlaces, openScreen, type Screen } from "./every-screen";
import { expectAccessible, violations } from "./violations";

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
    await expectAccessible(page);
  });
}

test("the check finds what is wrong", async () => {
  await openScreen(signedIn, EVERY_SCREEN[0] as Screen, found);
  await signedIn.evaluate(() => document.querySelector("main")?.append(document.createElement("button")));
  expect((await violations(signedIn)).join("\n")).toContain("button-name");
});
