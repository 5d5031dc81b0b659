// Readiness on paper: one sheet of A4, with the sentence and without the chrome.
import { expect, lookAs, test } from "../journey.ts";

test.use({ begins: "story" });

test("readiness prints on paper", async ({ page }) => {
  await lookAs(page, "Ruth Adeyemi");
  await page.goto("/readiness");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator(".rail")).toBeHidden();
  await expect(page.locator("a[data-find]")).toBeHidden();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
  const paper = (await page.pdf({ format: "A4" })).toString("latin1");
  const sheets = [...paper.matchAll(/\/Type\s*\/Page\b/g)].length;
  expect(sheets).toBeGreaterThan(0);
  expect(sheets).toBeLessThanOrEqual(2);
});
