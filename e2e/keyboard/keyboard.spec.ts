import { expect, type Page, test } from "@playwright/test";
import { stateFile } from "../people";
import { RisksPage } from "../risks/risks.page";

test.use({ storageState: stateFile("analyst") });

/** The rows stand before the page listens: the first key is pressed until what it opens is there. */
async function pressUntil(page: Page, key: string, opened: (timeoutMs: number) => Promise<void>): Promise<void> {
  await expect(async () => {
    await page.keyboard.press(key);
    await opened(1_000);
  }).toPass();
}

test("g r goes to the risks, j and k move, Enter peeks, Escape leaves the peek", async ({ page }) => {
  await page.goto("/overview");
  await expect(page.getByRole("table", { name: "Decide first" })).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await expect(page).toHaveURL(/\/risks$/, { timeout: 1_000 });
  }).toPass();

  const risks = new RisksPage(page);
  await expect(risks.rows.first()).toBeVisible();
  await page.keyboard.press("j");
  await expect(risks.rows.nth(0)).toBeFocused();
  await page.keyboard.press("j");
  await expect(risks.rows.nth(1)).toBeFocused();
  await page.keyboard.press("k");
  await expect(risks.rows.nth(0)).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(risks.peek.getByRole("heading", { name: /^Why \d/ })).toBeVisible();
  const first = new URL(page.url()).searchParams.get("risk");
  expect(first).not.toBeNull();
  // The peek follows the list.
  await page.keyboard.press("j");
  await expect(page).not.toHaveURL(new RegExp(`risk=${first}$`));
  await expect(risks.peek).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(risks.peek).toHaveCount(0);
  await expect(risks.rows.nth(1)).toBeFocused();
});

test("/ filters, and letters typed there are letters", async ({ page }) => {
  const risks = new RisksPage(page);
  await risks.open();
  await expect(risks.rows.first()).toBeVisible();
  await pressUntil(page, "/", (timeout) => expect(risks.filter).toBeFocused({ timeout }));
  await page.keyboard.type("jgr?");
  await expect(risks.filter).toHaveValue("jgr?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(risks.filter).not.toBeFocused();
});

test("? lists the keys, and they can be switched off", async ({ page }) => {
  const risks = new RisksPage(page);
  await risks.open();
  await expect(risks.rows.first()).toBeVisible();
  const sheet = page.getByRole("dialog", { name: "Keys" });
  // The sheet lists the keys of the moment it opens: the list's own must listen by then.
  await pressUntil(page, "/", (timeout) => expect(risks.filter).toBeFocused({ timeout }));
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await expect(sheet.getByText("Next row")).toBeVisible();
  await sheet.getByRole("checkbox", { name: "Single keys act" }).uncheck();
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await page.keyboard.press("j");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Find anything" })).toBeVisible();
  await page.keyboard.press("Escape");
  // The palette came after j, so j had its time and moved nothing.
  await expect(risks.focused).toHaveCount(0);
});

test("⌘K finds a risk by its title and goes there", async ({ page }) => {
  const risks = new RisksPage(page);
  await risks.open();
  const title = (await risks.rows.nth(1).getByRole("link").first().textContent()) ?? "";
  const palette = page.getByRole("dialog", { name: "Find anything" });
  await pressUntil(page, "Control+k", (timeout) => expect(palette).toBeVisible({ timeout }));
  await palette.getByRole("combobox").fill(title);
  await expect(palette.getByRole("option").filter({ hasText: title }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
});

test("the first tab stop skips to the page", async ({ page }) => {
  await page.goto("/risks");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: /^Skip/ });
  await expect(skip).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/#main$/);
});
