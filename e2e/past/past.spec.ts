import { readFileSync } from "node:fs";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { stateFile } from "../people";
import { PastControl } from "./past.page";

test.use({ storageState: stateFile("engineer") });

type Run = { id: number; key: string; record: number | null };
type Diff = { rows: { asset: { id: number; name: string } }[]; counts: Record<string, { count: number }[]> };

const read = async <T>(request: APIRequestContext, path: string): Promise<T> => {
  const answer = await request.get(path);
  expect(answer.ok(), `${path}: ${answer.status()}`).toBe(true);
  return (await answer.json()) as T;
};

/** The first and the newest run of the estate that became part of its history. */
async function ends(request: APIRequestContext): Promise<{ first: Run; last: Run }> {
  const { rows } = await read<{ rows: Run[] }>(request, "/api/v1/runs");
  const applied = rows.filter((r) => r.record !== null);
  const [last, first] = [applied.at(0), applied.at(-1)];
  if (!first || !last || first.id === last.id) throw new Error("The estate has no two applied runs.");
  return { first, last };
}

test("the inventory goes back to a run and forward to now, and keeps the moment in the address", async ({
  page,
  request,
}) => {
  const { first } = await ends(request);
  const gone = await read<Diff>(request, `/api/v1/runs/diff?from=${first.key}&show=gone`);
  const model = gone.rows.find((r) => r.asset.name.length > 3)?.asset;
  if (!model) throw new Error("Nothing went from the estate between its first run and now.");
  const past = new PastControl(page);
  await page.goto(`/inventory?q=${encodeURIComponent(`"${model.name}" kind:model,artifact,package`)}`);
  await expect(
    page
      .getByText("Nothing matches these filters.")
      .or(page.getByRole("link", { name: model.name }))
      .first(),
  ).toBeVisible();
  await past.goTo(first.key);
  await expect(page).toHaveURL(new RegExp(`asOf=${first.key}`));
  await expect(past.banner).toContainText(first.key);
  await page
    .getByRole("table", { name: "Assets of a past moment" })
    .getByRole("link", { name: model.name })
    .first()
    .click();
  await expect(page).toHaveURL(new RegExp(`/inventory/\\d+\\?asOf=${first.key}`));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(model.name);
  await expect(page.getByText("it was part of the estate")).toBeVisible();
  await past.backToNow();
  await expect(page).not.toHaveURL(/asOf/);
  await expect(page.getByText("No source shows it any more")).toBeVisible();
  await page.getByRole("tab", { name: "History" }).click();
  await expect(page.getByText(/looked, and no longer shows it/)).toBeVisible();
});

test("a moment that is none is answered with a sentence and a way back", async ({ page }) => {
  const past = new PastControl(page);
  await page.goto("/overview");
  await past.type("yesterday");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("That moment cannot be shown");
  await expect(page.getByText(/“yesterday” is neither a run nor a time/)).toBeVisible();
  await page.getByRole("link", { name: "Show it as it is now" }).click();
  await expect(page).toHaveURL(/\/overview$/);
  await page.goto("/risks?asOf=2026-11-09");
  await expect(page.getByText("Shows now, not 2026-11-09")).toBeVisible();
});

test("what changed is told part by part and saved as it is shown", async ({ page, request }) => {
  const { first, last } = await ends(request);
  const diff = await read<Diff>(request, `/api/v1/runs/diff?from=${first.key}&to=${last.key}`);
  const added = diff.counts.added?.reduce((n, c) => n + c.count, 0) ?? 0;
  expect(added).toBeGreaterThan(0);
  await page.goto(`/sources/runs/${last.id}`);
  await page.getByRole("link", { name: "Line by line" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What changed");
  await expect(page.getByRole("tab", { name: `Added ${added}` })).toBeVisible();
  const rows = page.getByRole("table", { name: "Added" }).locator("tbody tr");
  await expect(rows).toHaveCount(added);
  await page.getByRole("button", { name: "Export this part" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /^CSV/ }).click();
  const csv = readFileSync(await (await saved).path(), "utf8");
  expect(csv.trim().split("\r\n")).toHaveLength(added + 1);
  await page.getByRole("tab", { name: /^Gone/ }).click();
  await expect(
    page
      .getByRole("table", { name: "Gone" })
      .getByText(/no longer shows it/)
      .first(),
  ).toBeVisible();
});

test("the search field reads terms, shows them as chips and says what it cannot read", async ({ page }) => {
  await page.goto("/inventory");
  const field = page.getByRole("searchbox");
  await field.fill("kind:dataset -owner:none");
  await expect(page.getByText(/^Read as/)).toBeVisible();
  await expect(page).toHaveURL(/q=kind/);
  const kinds = page.getByRole("table", { name: /^Assets/ }).locator("tbody tr");
  await expect(kinds.first()).toContainText("dataset");
  await page.getByRole("button", { name: "Remove filter kind dataset" }).click();
  await expect(field).toHaveValue("-owner:none");
  await field.fill("colour:red");
  await expect(page.getByRole("status").filter({ hasText: "There is no operator colour:" })).toBeVisible();
});
