// Six pictures of the story, each named after what it shows.
import { join } from "node:path";
import { expect, lookAs, test } from "../journey.ts";

const INTO = join(import.meta.dirname, "../../docs/pictures");
const DESK = { viewport: { width: 1440, height: 1080 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

/** Who looks at what, and which link they follow there. */
const PICTURES = [
  { name: "readiness", who: "Ruth Adeyemi", path: "/readiness", use: DESK },
  { name: "criteria", who: "Miriam Castell", path: "/criteria", link: "2 Gap", use: DESK },
  { name: "criterion", who: "Miriam Castell", path: "/criteria/CC7.2", use: { ...DESK, colorScheme: "dark" } },
  { name: "task", who: "Jonas Weber", path: "/tasks/TSK-CH-01-1", use: DESK },
  { name: "review", who: "Ines Halvorsen", path: "/evidence/review", link: "Decision log of the Estimate agent, one week", use: DESK },
  { name: "home", who: "Jonas Weber", path: "/", use: PHONE },
] as const;

for (const { name, who, path, use, ...more } of PICTURES) {
  test.describe(name, () => {
    test.use({ begins: "story", contextOptions: { reducedMotion: "reduce" }, ...use });
    test(`a picture of ${name}`, async ({ page }) => {
      await lookAs(page, who);
      await page.goto(path);
      if ("link" in more) {
        const link = page.getByRole("main").getByRole("link", { name: more.link }).first();
        await page.goto((await link.getAttribute("href")) ?? path);
      }
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await page.waitForLoadState("networkidle");
      await page.mouse.move(0, 0);
      await page.screenshot({ path: join(INTO, `${name}.png`) });
    });
  });
}
