import type { Locator, Page } from "@playwright/test";

/** The control in a page's bar that names the moment it shows, and what of it is of then. */
export class PastControl {
  constructor(readonly page: Page) {}

  get banner(): Locator {
    return this.page.getByRole("main").getByText(/^As of /);
  }

  /** Goes to the moment after a run, by its name in the list. */
  async goTo(run: string): Promise<void> {
    await this.page.getByRole("button", { name: /^(Earlier|Other) moment$/ }).click();
    await this.page.getByRole("button", { name: run }).click();
  }

  /** Types a moment: a run, a day, a time. */
  async type(moment: string): Promise<void> {
    await this.page.getByRole("button", { name: /^(Earlier|Other) moment$/ }).click();
    await this.page.getByLabel("Show the estate as of").fill(moment);
    await this.page.getByRole("button", { name: "Show", exact: true }).click();
  }

  async backToNow(): Promise<void> {
    await this.page.getByRole("button", { name: "Now", exact: true }).click();
  }
}
