import { type APIRequestContext, expect, type PlaywrightWorkerArgs, test } from "@playwright/test";
import { personWith, stateFile } from "../people";
import { sharedPlace, startAnotherWeb } from "../server";

test.use({ storageState: stateFile("analyst") });
test.setTimeout(240_000);

type Risks = { total: number; rows: { id: string }[]; asOf: { run: string | null } };

async function risksAt(context: APIRequestContext): Promise<Risks> {
  const answer = await context.get("/api/v1/risks");
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Risks;
}

const signedIn = (playwright: PlaywrightWorkerArgs["playwright"], baseURL: string) =>
  playwright.request.newContext({ baseURL, storageState: stateFile("analyst") });

test("two more web processes share sessions and answers, and one goes on when the other is killed", async ({
  page,
  playwright,
  request,
}) => {
  const [first, second] = await Promise.all([startAnotherWeb(sharedPlace()), startAnotherWeb(sharedPlace())]);
  try {
    const here = await risksAt(request);
    expect(here.rows.length).toBeGreaterThan(0);
    const [one, two] = [await signedIn(playwright, first.baseUrl), await signedIn(playwright, second.baseUrl)];
    for (const context of [one, two]) {
      const { total, rows, asOf } = await risksAt(context);
      expect([total, rows.map((r) => r.id), asOf.run]).toEqual([here.total, here.rows.map((r) => r.id), here.asOf.run]);
    }
    // Who is not signed in is not signed in anywhere.
    const nobody = { cookies: [], origins: [] };
    const stranger = await playwright.request.newContext({ baseURL: second.baseUrl, storageState: nobody });
    expect((await stranger.get("/api/v1/risks")).status()).toBe(401);

    await first.end("SIGKILL");
    await expect(async () => {
      expect(await one.get("/api/health").then(String, () => "gone")).toBe("gone");
    }).toPass();
    expect((await risksAt(two)).total).toBe(here.total);
    await page.goto(`${second.baseUrl}/risks`);
    await expect(page.getByRole("button", { name: new RegExp(personWith("analyst").name) })).toBeVisible();
  } finally {
    await first.end("SIGTERM");
    await second.end("SIGTERM");
  }
});
