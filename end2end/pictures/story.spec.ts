// Six pictures of the story, each named after what it shows.
import { join } from "node:path";
import { expect, lookAs, test } from "../journey.ts";

const INTO = join(import.meta.dirname, "../../docs/pictures");
const FIRST_ROW = "main tbody th[scope=row] a";
const DESK = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

const PICTURES = [
  { name: "readiness", who: "Ruth Adeyemi", path: "/readiness", use: DESK },
  { name: "criteria", who: "Miriam Castell", path: "/criteria", use: DESK },
  { name: "criterion", who: "Miriam Castell", path: "/criteria/CC7.2", use: { ...DESK, colorScheme: "dark" } },
  { name: "task", who: "Jonas Weber", path: "/tasks", first: true, use: DESK },
  { name: "review", who: "Ines Halvorsen", path: "/evidence/review", use: DESK },
  { name: "system", who: "Miriam Castell", path: "/systems", first: true, use: PHONE },
] as const;

for (const { name, who, path, use, ...more } of PICTURES) {
  test.describe(name, () => {
    test.use({ begins: "story", contextOptions: { reducedMotion: "reduce" }, ...use });
    test(`a picture of ${name}`, async ({ page }) => {
      await lookAs(page, who);
      await page.goto(path);
      if ("first" in more) {
        await page.locator(FIRST_ROW).first().click();
      }
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: join(INTO, `${name}.png`) });
    });
  });
}
