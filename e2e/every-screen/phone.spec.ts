import { expect, test } from "@playwright/test";
import { stateFile } from "../people";
import { EVERY_SCREEN, type Found, findPlaces, openScreen, overflowPx } from "./every-screen";

test.use({ storageState: stateFile("admin"), viewport: { width: 390, height: 844 }, hasTouch: true });

let found: Found;
test.beforeAll(async ({ browser }) => {
  const context = await browser.newContext({ storageState: stateFile("admin") });
  found = await findPlaces(context.request);
  await context.close();
});

const SHELL = EVERY_SCREEN.filter((screen) => !screen.signedOut);

test("every screen fits 390 px and keeps the bottom bar", async ({ page }) => {
  for (const screen of SHELL) {
    await test.step(screen.name, async () => {
      await openScreen(page, screen, found);
      expect.soft(await overflowPx(page), `${screen.name} sticks out`).toBe(0);
      await expect.soft(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    });
  }
});

test("the screens before the shell fit 390 px", async ({ browser }) => {
  const context = await browser.newContext({ storageState: undefined, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  for (const screen of EVERY_SCREEN.filter((s) => s.signedOut)) {
    await openScreen(page, screen, found);
    expect.soft(await overflowPx(page), `${screen.name} sticks out`).toBe(0);
  }
  await context.close();
});

test("the bottom bar leads on and finds", async ({ page }) => {
  await page.goto("/overview");
  const bar = page.getByRole("navigation", { name: "Main" });
  await bar.getByRole("link", { name: "Risks" }).click();
  await expect(page).toHaveURL(/\/risks$/);
  await expect(bar.getByRole("link", { name: "Risks" })).toHaveAttribute("aria-current", "page");
  await bar.getByRole("button", { name: "Find" }).click();
  await expect(page.getByRole("dialog", { name: "Find anything" })).toBeVisible();
});
