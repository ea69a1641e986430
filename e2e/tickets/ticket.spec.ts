import { expect, test } from "@playwright/test";
import { findPlaces } from "../every-screen/every-screen";
import { personWith, stateFile } from "../people";
import { TicketPage } from "./ticket.page";

test.use({ storageState: stateFile("analyst") });

test("an analyst assigns a ticket, and its owner finds it in their queue", async ({ page, browser }) => {
  const engineer = personWith("engineer");
  const queue = new TicketPage(await (await browser.newContext({ storageState: stateFile("engineer") })).newPage());
  await queue.openMine();
  await expect(queue.page.getByText("Nothing matches these filters.")).toBeVisible();

  const { riskId } = await findPlaces(page.request);
  const ticket = new TicketPage(page);
  await page.goto(`/risks/${riskId}`);
  await page.getByRole("button", { name: /^(Open|Go to) ticket/ }).click();
  await page.waitForURL(/\/tickets\/\d+$/);
  // While it loads the page is headed "Tickets".
  await expect(ticket.assignee).toBeVisible();
  const title = (await ticket.heading.textContent()) ?? "";
  await ticket.choose(ticket.assignee, engineer.name);
  await expect(ticket.assignee).toHaveText(engineer.name);
  await expect(page.getByRole("main")).toContainText(new RegExp(`assigned .*${engineer.name}`));

  await queue.openMine();
  await expect(queue.rows).toHaveCount(1);
  await expect(queue.rows.first()).toContainText(title);
  await queue.rows.first().getByRole("link").first().click();
  await expect(queue.heading).toHaveText(title);
  // The owner works on it, but hands it to nobody.
  await expect(queue.assignee).toBeDisabled();
  await queue.choose(queue.said, "Fix claimed");
  await expect(queue.page.getByText("Claimed is not proven.", { exact: false })).toBeVisible();

  // Saying so closed nothing: the analyst still sees the finding.
  await page.reload();
  await expect(ticket.said).toContainText("Fix claimed");
  await expect(page.getByText("The newest run still finds it.")).toBeVisible();
  await queue.page.context().close();
});

test("whoever changes an older version is told, and loses nothing", async ({ page, browser }) => {
  const { ticketId } = await findPlaces(page.request);
  const other = new TicketPage(await (await browser.newContext({ storageState: stateFile("admin") })).newPage());
  const ticket = new TicketPage(page);
  await page.goto(`/tickets/${ticketId}`);
  await other.page.goto(`/tickets/${ticketId}`);
  await other.choose(other.said, "In progress");
  await expect(other.said).toContainText("In progress");

  await ticket.choose(ticket.said, "Open");
  const refusal = page.getByRole("main").getByRole("alert");
  await expect(refusal).toBeVisible();
  await refusal.getByRole("button", { name: "Reload" }).click();
  await expect(ticket.said).toContainText("In progress");
  await other.page.context().close();
});
