import { expect, test } from "@playwright/test";
import { personWith, signInLink, stateFile } from "../people";
import { sharedPlace } from "../server";
import { SignInPage } from "./sign-in.page";

test("a wrong password is refused in a sentence that does not say whether the address is known", async ({ page }) => {
  const signIn = new SignInPage(page);
  const sentences = [];
  for (const email of [personWith("viewer").email, "nobody@example.org"]) {
    await signIn.withPassword(email, "not the password at all");
    await expect(signIn.refusal).toContainText("do not belong together");
    sentences.push(await signIn.refusal.textContent());
    await expect(page).toHaveURL(/\/sign-in$/);
  }
  expect(sentences[0]).toBe(sentences[1]);
});

test("a one-time link works once", async ({ page, browser }) => {
  const link = await signInLink(sharedPlace(), personWith("viewer"));
  // Looking at the page, as a mail scanner does, uses nothing up.
  await page.goto(link);
  await expect(page.getByRole("button", { name: "Sign in with this link" })).toBeVisible();
  await new SignInPage(page).withLink(link);
  await expect(page.getByRole("button", { name: new RegExp(personWith("viewer").name) })).toBeVisible();

  const second = new SignInPage(await (await browser.newContext()).newPage());
  await second.pressLink(link);
  await expect(second.refusal).toContainText("used up or too old");
  await expect(second.page).toHaveURL(/\/sign-in\/link/);
  await second.page.context().close();
});

test("nobody who is not signed in sees a screen or an answer", async ({ page }) => {
  for (const path of ["/overview", "/risks", "/inventory", "/tickets", "/sources", "/scans", "/rules", "/settings"]) {
    await page.goto(path);
    await expect(page, path).toHaveURL(/\/sign-in$/);
  }
  const answer = await page.request.get("/api/v1/risks");
  expect(answer.status()).toBe(401);
  expect(((await answer.json()) as { code: string }).code).toBe("not_signed_in");
});

test("signing out ends it", async ({ page }) => {
  const signIn = new SignInPage(page);
  const viewer = personWith("viewer");
  await signIn.withLink(await signInLink(sharedPlace(), viewer));
  await page.getByRole("button", { name: new RegExp(viewer.name) }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto("/risks");
  await expect(page).toHaveURL(/\/sign-in$/);
});

test.describe("a viewer", () => {
  test.use({ storageState: stateFile("viewer") });

  test("is offered no admin's work", async ({ page }) => {
    await page.goto("/settings");
    await expect(page.getByText("Only an admin can change people.")).toBeVisible();
    await expect(page.getByRole("combobox")).toHaveCount(0);
    await expect(page.getByRole("button", { name: /Add a person|Sign-in link/ })).toHaveCount(0);
    await page.goto("/sources");
    await expect(page.getByRole("table", { name: "Sources, worst first" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Connect" })).toHaveCount(0);
    await expect(
      page.getByRole("main").or(page.getByRole("banner")).getByRole("button", { name: "Upload a file" }).first(),
    ).toBeDisabled();
    await page.goto("/sources/new");
    await expect(page.getByText("Connecting needs the role Admin.")).toBeVisible();
  });

  test("is refused by the server too", async ({ page }) => {
    const { rows } = (await (await page.request.get("/api/v1/findings")).json()) as { rows: { id: string }[] };
    const attempts = [
      page.request.post("/api/v1/sources", { data: { name: "mine", connector: "demo", config: {} } }),
      page.request.delete("/api/v1/sources/1"),
      page.request.post("/api/v1/tickets", { data: { fixUnitId: "1" } }),
      page.request.patch(`/api/v1/findings/${rows[0]?.id}`, { data: { triage: "false_positive" } }),
      page.request.get("/api/v1/audit"),
    ];
    for (const answer of await Promise.all(attempts)) {
      expect(answer.status(), answer.url()).toBe(403);
      const problem = (await answer.json()) as { code: string; detail: string };
      expect(problem.code).toBe("forbidden");
      expect(problem.detail).not.toBe("");
    }
    // Nothing happened.
    const sources = (await (await page.request.get("/api/v1/sources")).json()) as { sources: unknown[] };
    expect(sources.sources).toHaveLength(1);
  });

  test("who is refused while looking is told so, and the screen stands", async ({ page }) => {
    await page.goto("/risks");
    await page.getByRole("table").getByRole("link").first().click();
    const judged = page.getByRole("radio", { name: "Not real" });
    await judged.click();
    await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
    await expect(page.getByRole("radio", { name: "Not judged" })).toBeChecked();
  });
});
