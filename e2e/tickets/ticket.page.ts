import type { Locator, Page } from "@playwright/test";

/** The list of tickets and one ticket. */
export class TicketPage {
  constructor(readonly page: Page) {}

  get rows(): Locator {
    return this.page.getByRole("table", { name: "Tickets" }).locator("tbody tr[data-row-id]");
  }

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  get assignee(): Locator {
    return this.page.getByRole("combobox", { name: "Assignee" });
  }

  get said(): Locator {
    return this.page.getByRole("combobox", { name: "People say" });
  }

  async choose(box: Locator, option: string): Promise<void> {
    await box.click();
    await this.page.getByRole("option", { name: option, exact: true }).click();
  }

  /** The list of what is assigned to the person who is signed in. */
  async openMine(): Promise<void> {
    await this.page.goto("/tickets");
    await this.page.getByRole("radio", { name: "Mine" }).click();
    await this.page.waitForURL(/assignee=me/);
  }
}
