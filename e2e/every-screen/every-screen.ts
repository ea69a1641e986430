import { type APIRequestContext, expect, type Locator, type Page } from "@playwright/test";

/** Rows of the estate that the screens of one thing are opened on. */
export type Found = {
  riskId: string;
  ticketId: string;
  assetId: number;
  runId: number;
  ruleId: string;
  pastRun: string;
};

export type Screen = {
  /** Also the name of its picture. */
  name: string;
  path: (found: Found) => string;
  /** The page's first heading, which must be there before anything else is judged. */
  heading: RegExp;
  /** One row of data, or what stands for it where a screen has no rows. */
  row: (page: Page) => Locator;
  /** Opened by somebody who is not signed in. */
  signedOut?: true;
};

/** What the JSON door answers, read as the signed-in person. */
async function read<T>(request: APIRequestContext, path: string): Promise<T> {
  const response = await request.get(path);
  expect(response.ok(), `${path} answered ${response.status()}`).toBe(true);
  return (await response.json()) as T;
}

/** The first risk with evidence and a fix, its ticket (opened unless there is one), the asset it stands on, the newest run. */
export async function findPlaces(request: APIRequestContext): Promise<Found> {
  type Risk = { fixes: { id: string }[]; evidence: unknown[]; asset: { id: number }; ruleId: string };
  const { rows } = await read<{ rows: { id: string }[] }>(request, "/api/v1/risks?limit=20");
  for (const { id } of rows) {
    const risk = await read<Risk>(request, `/api/v1/risks/${id}`);
    const [fix] = risk.fixes;
    if (!fix || risk.evidence.length === 0) continue;
    const made = await request.post("/api/v1/tickets", { data: { fixUnitId: fix.id } });
    expect(made.ok(), await made.text()).toBe(true);
    const ticket = (await made.json()) as { id: string };
    const runs = await read<{ rows: { id: number; key: string; record: number | null }[] }>(request, "/api/v1/runs");
    const runId = runs.rows[0]?.id;
    const pastRun = runs.rows.findLast((r) => r.record !== null)?.key;
    if (runId === undefined || pastRun === undefined) break;
    return { riskId: id, ticketId: ticket.id, assetId: risk.asset.id, runId, ruleId: risk.ruleId, pastRun };
  }
  throw new Error("The estate holds no run, or no risk with evidence and a fix.");
}

/** A row of a table by the table's name: the first below its head. */
const tableRow = (name: string | RegExp) => (page: Page) =>
  page
    .getByRole("table", { name })
    .getByRole("row")
    .filter({ has: page.getByRole("cell") })
    .first();
const link = (name: RegExp) => (page: Page) => page.getByRole("main").getByRole("link", { name }).first();
const panel = (page: Page) => page.getByRole("tabpanel");

const ANY = /\S/;

function assetTab(tab: string, row: Screen["row"]): Screen {
  return {
    name: `asset-${tab}`,
    path: (f) => `/inventory/${f.assetId}?tab=${tab}&direction=both&depth=8`,
    heading: ANY,
    row,
  };
}

/** On a phone the queue is a list; wider it is a table. */
const riskRow = (page: Page) =>
  tableRow("Risks in queue order")(page)
    .or(page.getByRole("main").locator("li").getByRole("link"))
    .filter({ visible: true })
    .first();

export const EVERY_SCREEN: readonly Screen[] = [
  { name: "overview", path: () => "/overview", heading: ANY, row: tableRow("Decide first") },
  { name: "risks", path: () => "/risks", heading: /^Risks$/, row: riskRow },
  {
    name: "risks-peek",
    path: (f) => `/risks?risk=${f.riskId}`,
    heading: /^Risks$/,
    row: (page) => page.getByRole("complementary", { name: "Peek" }).getByRole("heading", { level: 2, name: /^Why / }),
  },
  {
    name: "risk",
    path: (f) => `/risks/${f.riskId}`,
    heading: ANY,
    row: (page) =>
      page
        .getByRole("grid", { name: /Opcodes/ })
        .getByRole("row")
        .nth(1),
  },
  {
    name: "overview-past",
    path: (f) => `/overview?asOf=${encodeURIComponent(f.pastRun)}`,
    heading: /^After .* posture was /,
    row: (page) => page.getByText(/^As of .*Posture, open risks by band/),
  },
  {
    name: "inventory-past",
    path: (f) => `/inventory?asOf=${encodeURIComponent(f.pastRun)}`,
    heading: /^Inventory$/,
    row: tableRow("Assets of a past moment"),
  },
  {
    name: "changes",
    path: () => "/sources/runs/diff",
    heading: /^What changed$/,
    row: (page) => page.getByRole("main").getByRole("tab", { name: /^Added/ }),
  },
  { name: "inventory", path: () => "/inventory", heading: /^Inventory$/, row: tableRow("Assets, worst first") },
  assetTab("summary", (page) => panel(page).getByRole("heading").first()),
  assetTab("lineage", tableRow("Lineage")),
  assetTab("files", tableRow("Files of this asset")),
  assetTab("risks", (page) => panel(page).getByRole("link").first()),
  assetTab("used-by", (page) => panel(page).getByRole("listitem").first()),
  assetTab("recall", (page) => panel(page).getByRole("listitem").first()),
  assetTab("paths", (page) => panel(page).getByRole("heading").first()),
  assetTab("history", (page) => panel(page).getByRole("listitem").first()),
  { name: "tickets", path: () => "/tickets", heading: /^Tickets$/, row: tableRow("Tickets") },
  { name: "ticket", path: (f) => `/tickets/${f.ticketId}`, heading: ANY, row: link(ANY) },
  { name: "sources", path: () => "/sources", heading: ANY, row: tableRow("Sources, worst first") },
  {
    name: "run",
    path: (f) => `/sources/runs/${f.runId}`,
    heading: ANY,
    row: (page) => page.getByRole("main").getByRole("listitem").first(),
  },
  {
    name: "new-source",
    path: () => "/sources/new",
    heading: /^Connect a source$/,
    row: (page) => page.getByRole("main").getByRole("listitem").getByRole("button").first(),
  },
  { name: "scans", path: () => "/scans", heading: /^Scans$/, row: tableRow("Files, worst verdict first") },
  { name: "rules", path: () => "/rules", heading: /^Rules$/, row: tableRow("Rules, most failures first") },
  {
    name: "rules-peek",
    path: (f) => `/rules?rule=${f.ruleId}`,
    heading: /^Rules$/,
    row: (page) => page.getByRole("complementary").getByRole("heading", { level: 2, name: ANY }).last(),
  },
  { name: "settings", path: () => "/settings", heading: /^People and roles$/, row: tableRow("People") },
  {
    name: "sign-in",
    path: () => "/sign-in",
    heading: /^Sign in$/,
    row: (page) => page.getByLabel("E-mail"),
    signedOut: true,
  },
  {
    name: "sign-in-link",
    path: () => "/sign-in/link?token=made-up",
    heading: /^Sign in with a link$/,
    row: (page) => page.getByRole("button", { name: "Sign in with this link" }),
    signedOut: true,
  },
  {
    name: "setup",
    path: () => "/setup",
    heading: /^Faultline is set up$/,
    row: (page) => page.getByRole("link", { name: "Sign in" }),
    signedOut: true,
  },
];

/** Goes there and waits for the heading and a row of data: a page that shows neither proves nothing. */
export async function openScreen(page: Page, screen: Screen, found: Found): Promise<void> {
  await page.goto(screen.path(found));
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(screen.heading);
  await expect(screen.row(page)).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  // A chart measures its place before it draws.
  await expect(page.locator(".recharts-responsive-container:not(:has(svg))")).toHaveCount(0);
}

/** By how many px the page is wider than its window: 0 when nothing sticks out. */
export function overflowPx(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}
