import type { Locator, Page } from "@playwright/test";

/** The queue with its filters and its peek. */
export class RisksPage {
  constructor(readonly page: Page) {}

  async open(query = ""): Promise<void> {
    await this.page.goto(`/risks${query}`);
  }

  get rows(): Locator {
    return this.page.getByRole("table", { name: "Risks in queue order" }).locator("tbody tr[data-row-id]");
  }

  get filter(): Locator {
    return this.page.getByRole("searchbox", { name: /^Filter by title/ });
  }

  get peek(): Locator {
    return this.page.getByRole("complementary", { name: "Peek" });
  }

  /** The row that has the focus. */
  get focused(): Locator {
    return this.page.locator("tr[data-row-id]:focus");
  }
}
