import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds wrong with a page as it stands, one line each. */
export async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page }).withTags(STANDARD).analyze();
  return result.violations.flatMap((v) =>
    v.nodes.map((node) => `${v.id}: ${v.help} at ${node.target.join(" ")} · ${node.html.slice(0, 160)}`),
  );
}

/** Light and dark: nothing wrong in either. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    if (colorScheme === "dark") await expect(page.locator("html")).toHaveClass(/\bdark\b/);
    expect(await violations(page), colorScheme).toEqual([]);
  }
}
