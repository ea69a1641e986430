import type { Locator, Page } from "@playwright/test";
import type { Listed } from "./pickletools";

/** One asset: its tabs, and the evidence that opens over it. */
export class AssetPage {
  constructor(readonly page: Page) {}

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  get lineage(): Locator {
    return this.page.getByRole("table", { name: "Lineage" });
  }

  get files(): Locator {
    return this.page.getByRole("table", { name: "Files of this asset" });
  }

  get evidence(): Locator {
    return this.page.getByRole("dialog", { name: "Evidence" });
  }

  async openTab(name: RegExp): Promise<void> {
    await this.page.getByRole("tab", { name }).click();
  }

  /** What the viewer lists: offsets are shown in hexadecimal. */
  async opcodes(): Promise<Listed[]> {
    const rows = this.evidence.getByRole("grid", { name: /Opcodes/ }).locator("tbody tr");
    await rows.first().waitFor();
    const cells = await rows.evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.firstChild?.textContent ?? "")),
    );
    return cells.map(([offset = "", opcode = ""]) => ({ offset: Number.parseInt(offset, 16), opcode }));
  }
}
