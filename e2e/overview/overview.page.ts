import type { Locator, Page } from "@playwright/test";

/** The verdict, the four strata and the doors behind their numbers. */
export class OverviewPage {
  constructor(readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto("/overview");
  }

  get verdict(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** The first door with a number above zero, of the worst band that has one. */
  async worstNumber(): Promise<{ door: Locator; count: number }> {
    for (const band of ["Critical", "High", "Medium", "Low"]) {
      const doors = this.page.getByRole("list", { name: /Four strata/ }).locator(`a[href*='band=${band}&']`);
      for (const door of await doors.all()) {
        // The mark before the number has words of its own.
        const count = Number(/\d+$/.exec((await door.textContent()) ?? "")?.[0]);
        if (count > 0) return { door, count };
      }
    }
    throw new Error("No stratum has an open risk.");
  }
}
