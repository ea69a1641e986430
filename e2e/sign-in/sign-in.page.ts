import { expect, type Locator, type Page } from "@playwright/test";

/** The screens before the shell: password, one-time link. */
export class SignInPage {
  constructor(readonly page: Page) {}

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** The sentence that says why it was refused. Next keeps an empty alert of its own on every page. */
  get refusal(): Locator {
    return this.page.getByRole("main").getByRole("alert");
  }

  async withPassword(email: string, password: string): Promise<void> {
    await this.page.goto("/sign-in");
    await this.page.getByLabel("E-mail").fill(email);
    await this.page.getByLabel("Password").fill(password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
  }

  async pressLink(link: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByRole("button", { name: "Sign in with this link" }).click();
  }

  /** Uses a one-time link up and waits for the first screen. */
  async withLink(link: string): Promise<void> {
    await this.pressLink(link);
    await expect(this.page).toHaveURL(/\/overview$/);
  }
}
