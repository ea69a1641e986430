import type { Locator, Page } from "@playwright/test";

/** The page of one run: what was set aside, and the decision about a held one. */
export class RunPage {
  readonly heading: Locator;
  readonly setAside: Locator;
  readonly scopes: Locator;
  readonly dialog: Locator;

  constructor(private readonly page: Page) {
    this.heading = page.getByRole("heading", { level: 1 });
    this.setAside = page.getByRole("list", { name: "Records set aside" }).getByRole("listitem");
    this.scopes = page.getByRole("table", { name: "Scopes of the held run" });
    this.dialog = page.getByRole("dialog");
  }

  /** Opens a run by the key that a push printed. */
  async open(said: string): Promise<void> {
    const id = /\brun-(\d+)\b/.exec(said)?.[1];
    if (!id) throw new Error(`No run is named in: ${said}`);
    await this.page.goto(`/sources/runs/${id}`);
  }

  filter(name: RegExp): Locator {
    return this.page.getByRole("radio", { name });
  }

  async decide(button: "Let it pass" | "Discard this run"): Promise<void> {
    await this.page.getByRole("button", { name: button }).click();
    await this.dialog.getByRole("button", { name: button }).click();
  }
}
