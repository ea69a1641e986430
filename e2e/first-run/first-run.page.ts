import { expect, type Locator, type Page } from "@playwright/test";

export type Upload = { name: string; text: string };

/** From the set-up link to the first verdict: set-up, three doors, the running overview, uploads, sources. */
export class FirstRunPage {
  constructor(readonly page: Page) {}

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  door(name: RegExp): Locator {
    return this.page.getByRole("region", { name });
  }

  /** The door that needs nothing: the one that says so and is no upload. */
  get startDoor(): Locator {
    return this.page.getByRole("region").filter({ has: this.page.getByRole("button", { name: "Open it" }) });
  }

  get uploads(): Locator {
    return this.page.getByRole("list", { name: "Uploaded files" });
  }

  get sources(): Locator {
    return this.page.getByRole("table", { name: "Sources, worst first" });
  }

  async setUp(person: { name: string; email: string; password: string }): Promise<void> {
    await this.page.getByLabel("Your name").fill(person.name);
    await this.page.getByLabel("E-mail").fill(person.email);
    await this.page.getByLabel("Password").fill(person.password);
    await this.page.getByRole("button", { name: "Create the first admin" }).click();
  }

  /** Chooses files, again if need be: a page that is shown but not yet listening forgets the first choice. */
  async choose(...files: Upload[]): Promise<void> {
    const input = this.page.getByLabel("Files to upload");
    await expect(input).toBeAttached();
    const heard = async () => (await input.count()) === 0 || (await this.uploads.getByRole("listitem").count()) > 0;
    await expect(async () => {
      if (await heard()) return;
      await input.setInputFiles(
        files.map(({ name, text }) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) })),
      );
      await expect.poll(heard, { timeout: 3_000 }).toBe(true);
    }).toPass({ timeout: 30_000 });
  }

  /** Waits for the overview to be written: nobody reloads, the page reads itself again. */
  async verdict(): Promise<void> {
    await expect(this.page.getByRole("list", { name: /Four strata/ })).toBeVisible({ timeout: 90_000 });
  }
}
