import { expect, test } from "@playwright/test";
import { stateFile } from "../people";
import { RisksPage } from "../risks/risks.page";
import { OverviewPage } from "./overview.page";

test.use({ storageState: stateFile("viewer") });

test("a number on the overview leads to the list it counts, to the risk, to the evidence", async ({ page }) => {
  const overview = new OverviewPage(page);
  await overview.open();
  await expect(overview.verdict).not.toBeEmpty();
  const { door, count } = await overview.worstNumber();
  await door.click();

  const risks = new RisksPage(page);
  await expect(page).toHaveURL(/\/risks\?.*band=/);
  await expect(risks.rows).toHaveCount(count);
  const title = (await risks.rows.first().getByRole("link").first().textContent()) ?? "";
  await risks.rows.first().getByRole("link").first().click();

  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  const evidence = page.getByRole("region", { name: /^Evidence in / });
  await expect(evidence).toBeVisible();
  // A place in a file and the digest of what was read: without them it would be an opinion.
  await expect(evidence.getByText(/^sha256:/)).toBeVisible();
  await expect(evidence.getByText(/^Read .+ of .+faultline/)).toBeVisible();
  await expect(evidence.getByRole("row", { name: /found here/ }).first()).toBeVisible();
});

test("the answer tiles and the verdict's act are doors", async ({ page }) => {
  await new OverviewPage(page).open();
  const main = page.getByRole("main");
  for (const label of [/Safer than before/, /Where is it worst/, /Who must act/, /What can’t we see/]) {
    await expect(main.getByRole("link", { name: label })).toHaveAttribute("href", /^\/(risks|sources)/);
  }
  await main.getByRole("link", { name: "What is new" }).click();
  await expect(page).toHaveURL(/isNew=true/);
  await expect(page.getByRole("link", { name: /^New/, exact: false }).first()).toHaveAttribute("aria-current", "page");
});
