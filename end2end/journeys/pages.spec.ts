// Every page of the site map, in the story: axe finds nothing in light and in dark, and nothing runs off a phone.
import { axe } from "../accessible.ts";
import { expect, lookAs, test } from "../journey.ts";
import { addresses, pages } from "../sitemap.ts";

test.use({ begins: "story" });
test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "axe needs script; the journeys run without it too");

/** Pages that only a step in between leads to; the journeys walk there. */
const WALKED = [
  "/systems/import/{upload}/columns",
  "/systems/import/{upload}/check",
  "/programmes/{programme}/scope/confirm",
];
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

for (const [role, name] of [["administrator", "Owen Price"], ["compliance manager", "Miriam Castell"]] as const) {
  test(`every page that the ${role} sees can be read by everybody`, async ({ page }) => {
    test.setTimeout(180_000);
    await lookAs(page, name);
    const all = await addresses(page);
    const faults: string[] = [];
    let looked = 0;
    for (const [line, address] of all) {
      await page.setViewportSize(DESK);
      const answer = await page.goto(address);
      if (answer?.status() === 403) {
        continue;
      }
      looked += 1;
      expect.soft(answer?.status(), `${line} as ${role}`).toBe(200);
      faults.push(...(await axe(page)).map((fault) => `${line}: ${fault}`));
      await page.setViewportSize(PHONE);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) {
        faults.push(`${line}: ${wide} px too wide for a phone`);
      }
    }
    expect(faults).toEqual([]);
    expect(looked).toBeGreaterThan(20);
    if (role === "compliance manager") {
      const unseen = pages().filter((line) => !all.has(line) && !line.startsWith("/people"));
      expect(unseen.sort(), "pages that no link leads to").toEqual([...WALKED].sort());
    }
  });
}
