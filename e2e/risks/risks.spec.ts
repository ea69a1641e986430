import { expect, test } from "@playwright/test";
import { findPlaces } from "../every-screen/every-screen";
import { stateFile } from "../people";
import { faultlineReading } from "../server";
import { RisksPage } from "./risks.page";

test.use({ storageState: stateFile("analyst") });

test("filters live in the address, and an empty list says which ones to take away", async ({ page }) => {
  const risks = new RisksPage(page);
  await risks.open();
  await expect(risks.rows.nth(1)).toBeVisible();
  const whole = await risks.rows.count();

  // What is typed before the page listens is lost, to a person too: typed again, it must act.
  await expect(async () => {
    await risks.filter.fill("no title holds these words");
    await expect(page).toHaveURL(/q=no/, { timeout: 2_000 });
  }).toPass();
  await expect(page.getByText("Nothing matches these filters.")).toBeVisible();
  await expect(page).toHaveURL(/q=no(\+|%20)title/);
  await expect(page.getByRole("button", { name: /^Remove filter/ })).toHaveCount(1);
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(risks.rows).toHaveCount(whole);
  await expect(page).toHaveURL(/\/risks$/);

  await page.getByRole("checkbox", { name: /^Medium/ }).click();
  await expect(page).toHaveURL(/band=Medium/);
  await expect(risks.rows).not.toHaveCount(whole);
  const medium = await risks.rows.count();
  await page.reload();
  await expect(risks.rows).toHaveCount(medium);
  await page.goBack();
  await expect(risks.rows).toHaveCount(whole);
});

test("a risk that is not there says so and leads back", async ({ page }) => {
  for (const id of ["999999", "no-number"]) {
    await page.goto(`/risks/${id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such risk here");
  }
  await page.getByRole("link", { name: "All risks" }).click();
  await expect(page).toHaveURL(/\/risks$/);
});

test("a part that cannot be read names the request, keeps the page, and reads again", async ({ page }) => {
  const risks = new RisksPage(page);
  await risks.open();
  await expect(risks.rows.first()).toBeVisible();
  const requestId = "0192f0c1-aaaa-4bbb-8ccc-000000000001";
  await page.route("**/api/v1/risks/*", (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({ code: "unavailable", detail: "The database does not answer.", requestId }),
    }),
  );
  await risks.rows.first().getByRole("cell").first().click();
  const alert = risks.peek.getByRole("alert");
  await expect(alert).toContainText("This risk could not be read.");
  await expect(alert).toContainText("The database does not answer.");
  await expect(alert).toContainText(requestId);
  await expect(risks.rows.first()).toBeVisible();

  await page.unroute("**/api/v1/risks/*");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(risks.peek.getByRole("heading", { name: /^Why \d/ })).toBeVisible();
});

test("no answer at all is told as that", async ({ page }) => {
  const risks = new RisksPage(page);
  await risks.open();
  await expect(risks.rows.first()).toBeVisible();
  await page.route("**/api/v1/risks/*", (route) => route.abort("connectionrefused"));
  await risks.rows.first().getByRole("cell").first().click();
  await expect(risks.peek.getByRole("alert")).toContainText("The server could not be reached.");
});

test("the score can be replayed from the inputs that the screen gives", async ({ page }) => {
  const { riskId } = await findPlaces(page.request);
  await page.goto(`/risks/${riskId}`);
  await page.getByRole("button", { name: /replay$/ }).click();
  const inputs = (await page.getByRole("region", { name: "Inputs" }).textContent()) ?? "";
  const answer = JSON.parse(faultlineReading(inputs, "score", "-")) as {
    findings?: { score: number }[];
    lineage?: unknown[];
  };
  expect(answer).not.toEqual({});
  const shown = await (await page.request.get(`/api/v1/risks/${riskId}`)).json();
  expect(JSON.stringify(answer)).toContain(`"score":${(shown as { scoreTenths: number }).scoreTenths / 10}`);
});
