import { existsSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { overflowPx } from "../every-screen/every-screen";
import { expectAccessible } from "../every-screen/violations";
import { FirstRunPage } from "../first-run/first-run.page";
import { type RunningServer, startServer } from "../server";
import { RunPage } from "./run.page";
import { HOSTILE_LINE, LATE, LOOSE_END, push, pushByShell, records, UNKNOWN_KIND } from "./sender";

test.describe.configure({ mode: "serial" });

const PORT = Number(process.env.FAULTLINE_E2E_PORT) + 2;
const ADMIN = { name: "First Admin", email: "first@example.org", password: "a long made-up passphrase" };

let server: RunningServer;
let page: Page;
let run: RunPage;
let token = "";

test.beforeAll(async ({ browser }) => {
  test.setTimeout(240_000);
  server = await startServer("serve", PORT);
  page = await (await browser.newContext({ baseURL: server.baseUrl })).newPage();
  run = new RunPage(page);
  await page.goto(server.link);
  await new FirstRunPage(page).setUp(ADMIN);
  await expect(page).toHaveURL(/\/overview$/);
});

test.afterAll(async () => {
  await page?.context().close();
  await server?.stop();
});

test("an admin makes a token, and sees it once", async () => {
  await page.goto("/settings");
  await expect(page.getByText("No token yet.")).toBeVisible();
  await page.getByRole("button", { name: "Make a token" }).click();
  await page.getByLabel("Who will use it").fill("nightly");
  await page.getByRole("button", { name: "Make the token" }).click();
  token = (await page.getByRole("dialog").locator("code").textContent()) ?? "";
  expect(token).toMatch(/^flt_[\w-]{43}$/);
  await page.getByRole("button", { name: "Done" }).click();
  const row = page.getByRole("table", { name: "Tokens" }).getByRole("row", { name: /nightly/ });
  await expect(row).toContainText("inventory:push");
  await expect(row).toContainText("Never used");
  await expectAccessible(page);
  expect(await page.content()).not.toContain(token);
});

test("a token pushes and does nothing else", async ({ request }) => {
  const headers = { authorization: `Bearer ${token}` };
  const status = async (path: string, bearer = token) =>
    (await request.get(`${server.baseUrl}${path}`, { headers: { authorization: `Bearer ${bearer}` } })).status();
  expect(await status("/api/v1/overview")).toBe(403);
  expect(await status("/api/v1/tokens")).toBe(403);
  expect(await status("/api/v1/overview", "flt_unknown")).toBe(401);
  const url = `${server.baseUrl}/api/v1/inventories?source=x`;
  const csv = await request.post(url, { headers: { ...headers, "content-type": "text/csv" }, data: "a,b" });
  expect(csv.status()).toBe(415);
  expect(csv.headers()["content-type"]).toBe("application/problem+json");
});

test("a push lands, and what could not be used is shown with its line, as text", async () => {
  test.setTimeout(120_000);
  const lines = records(120, HOSTILE_LINE, UNKNOWN_KIND, LOOSE_END);
  const pushed = await push(server, token, lines, "--source", "fleet", "--wait");
  expect(pushed, pushed.stderr).toMatchObject({ code: 2 });
  expect(pushed.stdout).toContain("121 new, 0 changed, 0 gone, 3 set aside");
  expect(pushed.stderr).toContain("line 121");

  await run.open(pushed.stdout);
  await expect(run.setAside).toHaveCount(3);
  const hostile = run.setAside.filter({ hasText: "Line 121" });
  await hostile.getByText("The record, ").click();
  // The markup stands there as text and the turning mark by its name.
  await expect(hostile.locator("pre")).toContainText("<img src=x onerror=");
  await expect(hostile.locator("pre")).toContainText("<U+202E>");
  await expect(page).toHaveTitle(/Run/);
  expect(await page.locator("pre img").count()).toBe(0);
  await expectAccessible(page);
});

test("a record is dismissed, taken back, and replayed once it can be", async () => {
  test.setTimeout(120_000);
  await page.getByRole("button", { name: "Dismiss Line 121" }).click();
  await expect(page.getByText("1 dismissed. They stay listed.")).toBeVisible();
  await expect(run.filter(/Dismissed 1/)).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(run.filter(/Waiting 3/)).toBeVisible();

  await page.getByRole("button", { name: "Replay all 3" }).click();
  await expect(page.getByText("3 still cannot be used.")).toBeVisible();

  const part = ["--outcome", "partial", "--reason", "only what is new"];
  const late = await push(server, token, LATE, "--source", "fleet", "--wait", ...part);
  expect(late, late.stderr).toMatchObject({ code: 0 });
  await page.getByRole("button", { name: "Replay Line 123" }).click();
  await expect(run.setAside.filter({ hasText: "Line 123" })).toContainText(/replayed as run-\d+, applied/, {
    timeout: 60_000,
  });
});

test("a run that would close too much waits, is looked at, and is discarded", async () => {
  test.setTimeout(120_000);
  const few = await push(server, token, records(30), "--source", "fleet", "--wait");
  expect(few).toMatchObject({ code: 3 });
  await run.open(few.stdout);
  await expect(run.heading).toContainText("is held");
  await expect(run.scopes).toContainText("The whole source");
  await expect(run.scopes).toContainText(/9\d of 12\d/);
  await expect(page.getByRole("link", { name: "fleet model 35" })).toBeVisible();
  await page.getByRole("button", { name: "Show more" }).click();
  await expect(page.getByText(/^9\d of 9\d assets/)).toBeVisible();
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    expect(await overflowPx(page), `overflow at ${width}`).toBeLessThanOrEqual(0);
  }
  await expectAccessible(page);
  await run.decide("Discard this run");
  await expect(run.heading).toContainText("was discarded");
  const assets = await page.request.get("/api/v1/assets?limit=1");
  expect((await assets.json()).total).toBeGreaterThan(120);
});

test("the same is let pass by a person, and then closes what it said", async () => {
  test.setTimeout(120_000);
  const few = await push(server, token, records(30), "--source", "fleet", "--wait");
  expect(few).toMatchObject({ code: 3 });
  await page.goto("/sources");
  await page.getByRole("button", { name: "Last run of fleet" }).click();
  await page.getByRole("link", { name: "See what it would close" }).click();
  await run.decide("Let it pass");
  await expect(run.heading).toContainText("was read and applied", { timeout: 60_000 });
  const again = await push(server, token, records(30), "--source", "fleet", "--wait");
  expect(again.stderr).toContain("This was pushed before");
});

test("the shell example works as it stands", async () => {
  test.skip(!["/usr/bin/curl", "/bin/curl"].some(existsSync), "there is no curl here");
  const sent = await pushByShell(server, token, "example");
  expect(sent, sent.stderr).toMatchObject({ code: 0 });
  expect(JSON.parse(sent.stdout)).toMatchObject({ state: "complete", records: 5, errorCount: 0 });
});

test("the connect screen says how to push, and a revoked token is refused at once", async () => {
  await page.goto("/sources/new?connector=push");
  await expect(page.getByText(`faultline push fleet.ndjson --url ${server.baseUrl} --wait`)).toBeVisible();
  await page.goto("/settings");
  await page.getByRole("button", { name: "Revoke nightly" }).click();
  await page.getByRole("button", { name: "Revoke the token" }).click();
  await expect(page.getByRole("row", { name: /nightly/ })).toContainText("Revoked");
  const refused = await push(server, token, records(1), "--source", "fleet");
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain("was revoked");
});
