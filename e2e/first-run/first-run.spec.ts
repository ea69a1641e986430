import { expect, type Page, test } from "@playwright/test";
import { overflowPx } from "../every-screen/every-screen";
import { type RunningServer, startServer } from "../server";
import { BROKEN, FOREIGN, HOSTILE, HOSTILE_NAMES, SMALL } from "./documents";
import { FirstRunPage } from "./first-run.page";

test.describe.configure({ mode: "serial" });

const PORT = Number(process.env.FAULTLINE_E2E_PORT) + 1;
const ADMIN = { name: "First Admin", email: "first@example.org", password: "a long made-up passphrase" };

let server: RunningServer;
let page: Page;
let first: FirstRunPage;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  server = await startServer("serve", PORT);
  page = await (await browser.newContext({ baseURL: server.baseUrl })).newPage();
  first = new FirstRunPage(page);
});

test.afterAll(async () => {
  await page?.context().close();
  await server?.stop();
});

test("the set-up link makes the first admin, once", async ({ browser }) => {
  await page.goto("/setup");
  await expect(page.getByText("Open the set-up link that Faultline printed")).toBeVisible();
  await page.goto(server.link);
  await first.setUp(ADMIN);
  await expect(page).toHaveURL(/\/overview$/);
  await expect(first.heading).toHaveText("Nothing is surveyed yet. Choose where to begin.");

  const stranger = await (await browser.newContext({ baseURL: server.baseUrl })).newPage();
  await stranger.goto(server.link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("Faultline is set up");
  await stranger.context().close();
});

test("the upload door refuses what it cannot read, with a sentence each", async () => {
  await first.choose(BROKEN, FOREIGN);
  const rows = first.uploads.getByRole("listitem");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: BROKEN.name })).toContainText(/Refused\. .+\./);
  await expect(rows.filter({ hasText: FOREIGN.name })).toContainText(/Refused\. .+\./);
  // Nothing was connected by that: the doors still stand.
  await expect(first.startDoor).toBeVisible();
});

test("the door without credentials loads the demo, says how far it is, and ends in a verdict", async () => {
  test.setTimeout(150_000);
  await first.startDoor.getByRole("button", { name: "Open it" }).click();
  await expect(first.heading).toHaveText(/is running|is read|verdict/);
  await expect(page.getByText("Numbers appear when the first run is ranked.", { exact: false })).toBeVisible();
  await first.verdict();
  await expect(first.heading).not.toBeEmpty();
  await expect(page.getByRole("table", { name: "Decide first" }).getByRole("link").first()).toBeVisible();
});

test("removing the demo empties the estate, and the overview says so", async () => {
  test.setTimeout(120_000);
  await page.goto("/sources");
  await first.sources.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Remove…" }).click();
  const asked = page.getByRole("dialog");
  await expect(asked).toContainText("This cannot be taken back");
  await asked.getByRole("button", { name: "Remove the source" }).click();
  await expect(asked).toHaveCount(0);

  // A last run takes everything away; a page that is read after it knows.
  await expect(async () => {
    await page.goto("/overview");
    await expect(first.heading).toHaveText("Nothing is surveyed yet. Choose where to begin.", { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await page.goto("/risks");
  await expect(page.getByRole("table", { name: "Risks in queue order" })).toHaveCount(0);
  await page.goto("/inventory");
  await expect(page.getByRole("table", { name: "Assets, worst first" })).toHaveCount(0);
});

test("an uploaded document becomes an estate", async () => {
  test.setTimeout(120_000);
  await page.goto("/overview");
  await first.choose(SMALL);
  await first.verdict();
  await page.goto("/inventory?q=made-model");
  await expect(
    page.getByRole("table", { name: "Assets, worst first" }).getByRole("link", { name: "made-model" }),
  ).toBeVisible();
});

test("hostile names are shown as text and burst nothing", async () => {
  test.setTimeout(120_000);
  await page.goto("/sources?upload=open");
  await first.choose(HOSTILE);
  await page.getByRole("dialog").getByRole("link", { name: "Open its run" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/was read and applied/, { timeout: 60_000 });

  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/inventory?q=hostile-name");
    const rows = page.getByRole("table", { name: "Assets, worst first" }).locator("tbody tr[data-row-id]");
    await expect(rows).toHaveCount(3);
    expect(await overflowPx(page), `the list at ${width} px`).toBe(0);
    const links = rows.getByRole("link");
    const hrefs = await links.evaluateAll((all) => all.map((a) => a.getAttribute("href") ?? ""));
    for (const href of hrefs) {
      await page.goto(href);
      await expect(page.getByRole("heading", { level: 1 })).toContainText("hostile-name");
      expect(await overflowPx(page), `${href} at ${width} px`).toBe(0);
      const shown = [await page.title(), ...(await page.locator("body").allInnerTexts())].join(" ");
      expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto("/inventory?q=hostile-name");
  const table = page.getByRole("table", { name: "Assets, worst first" });
  await expect(table.getByText(HOSTILE_NAMES.markup, { exact: true })).toBeVisible();
  await expect(table.getByText("<U+202E>", { exact: false }).first()).toBeVisible();
  await expect(page.locator("main img, main script")).toHaveCount(0);
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
});
