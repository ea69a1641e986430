import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type APIRequestContext, expect, test } from "@playwright/test";
import { stateFile } from "../people";
import { ROOT } from "../server";
import { AssetPage } from "./asset.page";
import { listOpcodes, pythonIsThere } from "./pickletools";

test.use({ storageState: stateFile("engineer") });

type Ref = { id: number; name: string };
type BadFile = { path: string; sha256: string; evidenceIds: string[]; place: Ref | null };

/** The worst file of the estate, the asset that holds it, and one that is derived from that asset. */
async function chainTo(request: APIRequestContext): Promise<{ file: BadFile; holder: Ref; derived: Ref }> {
  const scans = (await (await request.get("/api/v1/scans?verdict=malicious")).json()) as { files: BadFile[] };
  for (const file of scans.files) {
    const holder = file.place;
    if (!holder) continue;
    const answer = await request.get(`/api/v1/assets/${holder.id}/lineage?direction=downstream&depth=8`);
    const { rows } = (await answer.json()) as { rows: { depth: number; from: Ref }[] };
    const derived = rows.find((row) => row.depth <= 2 && row.from.id !== holder.id)?.from;
    if (derived) return { file, holder, derived };
  }
  throw new Error("No malicious file of the estate has anything derived from its holder.");
}

/** The demo's own copy of these bytes, found by digest alone. */
function demoFile(sha256: string): string {
  const folder = path.join(ROOT, "examples", "demo-estate");
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .find((file) => createHash("sha256").update(readFileSync(file)).digest("hex") === sha256);
  if (!found) throw new Error(`The demo estate holds no file with the digest ${sha256}.`);
  return found;
}

test("up the lineage to the file and the opcode, as Python lists it too", async ({ page }) => {
  const { file, holder, derived } = await chainTo(page.request);
  const asset = new AssetPage(page);
  await page.goto(`/inventory/${derived.id}`);
  await expect(asset.heading).toHaveText(derived.name);

  await asset.openTab(/^Lineage/);
  await page.getByRole("radio", { name: "Up", exact: true }).click();
  await expect(page).toHaveURL(/direction=upstream/);
  await asset.lineage.getByRole("link", { name: holder.name, exact: true }).first().click();
  await expect(asset.heading).toHaveText(holder.name);

  await asset.openTab(/^Files/);
  const row = asset.files.getByRole("row").filter({ hasText: "Malicious" });
  await expect(row).toHaveCount(1);
  await expect(row).toContainText(file.path);
  await row.getByRole("button", { name: /Imports and calls/ }).click();
  await expect(asset.evidence).toBeVisible();
  const shown = await asset.opcodes();
  expect(shown.length).toBeGreaterThan(10);
  await expect(asset.evidence.getByRole("row", { name: /found here/ })).not.toHaveCount(0);

  const [evidenceId] = file.evidenceIds;
  const record = await page.request.get(`/api/v1/evidence/${evidenceId}`);
  const { member, digest } = (await record.json()) as { member: string; digest: string };
  expect(digest).toBe(file.sha256);
  await expect(asset.evidence.getByText(member, { exact: true })).toBeVisible();

  const python = await pythonIsThere();
  if (!python) console.log("SKIPPED: there is no python3 here, so the opcodes were compared with nobody's listing.");
  test.skip(!python, "python3 is not installed: the listing was not compared");
  const listed = await listOpcodes(demoFile(digest), member);
  const last = shown.at(-1)?.offset ?? -1;
  expect(shown[0]?.offset).toBe(0);
  expect(shown).toEqual(listed.filter((line) => line.offset <= last));
});
