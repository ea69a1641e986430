import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { stateFile } from "../people";
import { AssetPage } from "./asset.page";

test.use({ storageState: stateFile("engineer") });

type Member = { id: number; name: string; group: string; owner: string | null };
type Recall = {
  rows: Member[];
  next: string | null;
  owners: { rows: { owner: string }[] } | null;
  stamp: { partial: boolean };
};

test("a recall lists everything that follows from a bad asset, and leaves as a file", async ({ page }) => {
  const ranked = await page.request.get("/api/v1/assets/ranked?by=blast&limit=1");
  const { rows } = (await ranked.json()) as { rows: { id: number; name: string }[] };
  const root = rows[0];
  if (!root) throw new Error("No asset of the estate has a blast radius.");
  const answer = await page.request.get(`/api/v1/assets/${root.id}/recall?limit=1000`);
  const recall = (await answer.json()) as Recall;
  expect([recall.stamp.partial, recall.next]).toEqual([false, null]);

  const asset = new AssetPage(page);
  await page.goto(`/inventory/${root.id}`);
  await expect(asset.heading).toHaveText(root.name);
  await asset.openTab(/^Recall/);
  const panel = page.getByRole("tabpanel", { name: /^Recall/ });
  await expect(panel).toContainText(`If ${root.name} is bad:`);
  for (const { owner } of recall.owners?.rows ?? []) await expect(panel.getByText(owner).first()).toBeVisible();

  const download = page.waitForEvent("download");
  await panel.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: /CSV/ }).click();
  const file = await (await download).path();
  const [head, ...lines] = readFileSync(file, "utf8").trimEnd().split("\r\n");
  expect(head).toMatch(/^group,id,name,/);
  expect(lines.map((line) => Number(line.split(",")[1]))).toEqual(recall.rows.map((r) => r.id));
});

test("the path finder joins two assets, whose way stands in the address", async ({ page }) => {
  const ranked = await page.request.get("/api/v1/assets/ranked?by=blast&limit=1");
  const { rows } = (await ranked.json()) as { rows: { id: number; name: string }[] };
  const from = rows[0];
  const recall = (await (await page.request.get(`/api/v1/assets/${from?.id}/recall?limit=1000`)).json()) as Recall;
  const to = recall.rows.at(-1);
  if (!from || !to) throw new Error("Nothing of the estate is joined.");
  const asset = new AssetPage(page);
  await page.goto(`/inventory/${from.id}?tab=paths`);
  const panel = page.getByRole("tabpanel", { name: /^Paths/ });
  await panel.getByRole("textbox", { name: "Other asset, by name or key" }).fill(to.name);
  await panel
    .getByRole("list", { name: "Assets found" })
    .getByRole("button")
    .filter({ hasText: to.name })
    .first()
    .click();
  await expect(page).toHaveURL(/to=\d+/);
  await expect(panel.getByRole("region", { name: "Path in section" }).last()).toContainText(from.name.slice(0, 8));
  await page.reload();
  await expect(panel.getByRole("region", { name: "Path in section" }).last()).toBeVisible();
  await expect(asset.heading).toHaveText(from.name);
});
