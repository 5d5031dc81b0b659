// Readiness on paper: what is read and who printed it, on both sides of one sheet of A4, and nothing to press.
import { expect, lookAs, test } from "../journey.ts";

test.use({ begins: "story" });

/** A4 without its margins, at 96 dots an inch. */
const PAPER = { width: 680, height: 994 };

for (const [way, address] of [["as it is", "/readiness"], ["as a sheet", "/readiness?print=sheet"]] as const) {
  test(`readiness prints ${way}`, async ({ page }) => {
    await lookAs(page, "Ruth Adeyemi");
    await page.goto(address);
    await page.setViewportSize(PAPER);
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("heading", { level: 1 })).toContainText("have complete proof");
    await expect(page.getByText("Printed by Ruth Adeyemi")).toBeVisible();
    for (const title of ["What blocks", "Changed in 30 days", "Twelve months"]) {
      await expect(page.getByRole("heading", { name: title })).toBeVisible();
    }
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("button")).toHaveCount(0);
    await expect(page.getByText("Print it with your browser")).toBeHidden();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), "as wide as the paper").toBe(PAPER.width);

    const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const boxes = [...paper.matchAll(/\/Type \/Page\b[^]*?\/MediaBox \[0 0 (\d+)[\d.]* (\d+)/g)];
    const sides = boxes.map(([, wide, high]) => `${wide} by ${high} points`);
    expect(sides.length, "sides").toBeLessThanOrEqual(2);
    expect(new Set(sides)).toEqual(new Set(["594 by 841 points"]));
  });
}
