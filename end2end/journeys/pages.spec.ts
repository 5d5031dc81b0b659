// Every page of the site map, in the story: axe finds nothing on it, in light on a desk and in dark on a phone, and
// nothing runs off the phone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { axe } from "../accessible.ts";
import { expect, lookAs, test } from "../journey.ts";
import { addresses, pages } from "../sitemap.ts";

test.use({ begins: "story" });
test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "axe needs script; the journeys run without it too");
test.describe.configure({ mode: "parallel", timeout: 400_000 });

const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Further addresses of a line that must fit the phone. */
const OTHERS = 2;
/** Between them they see everything that somebody who is signed in can see. */
const EYES = ["Miriam Castell", "Owen Price"];
/** Pages that no link of the story leads to, each with the journey that looks at it. */
const WALKED: Record<string, string> = {
  "/first-run": "first-visit",
  "/example/progress": "first-visit",
  "/join/{key}": "by-keyboard",
  "/answers/{key}": "vendors",
  "/programmes/{programme}/scope/confirm": "from-inventory-to-proof",
  "/systems/bulk": "import",
  "/systems/import/{upload}/columns": "import",
  "/systems/import/{upload}/check": "import",
  "/systems/import/{upload}/progress": "import",
  "/systems/import/mappings/{mapping}": "import",
};

test("what no link leads to is looked at by a journey", () => {
  for (const [line, journey] of Object.entries(WALKED)) {
    const source = readFileSync(join(import.meta.dirname, `${journey}.spec.ts`), "utf8");
    const looked = [...source.matchAll(/expectAccessible\(\w+, "([^"]+)"\)/g)].map(([, at]) => at);
    expect(looked, `what ${journey} looks at`).toContain(line);
  }
});

test("all others can be read by everybody in light, on a desk", async ({ page }) => {
  await page.setViewportSize(DESK);
  const faults = await eachLine(page, async (address) => {
    await page.goto(address);
    return axe(page, "light");
  });
  expect(faults).toEqual([]);
});

test("all others can be read by everybody in dark, on a phone, and nothing runs off it", async ({ page }) => {
  await page.setViewportSize(PHONE);
  const faults = await eachLine(page, async (address, others) => {
    const wide: string[] = [];
    for (const one of [...others, address]) {
      await page.goto(one);
      wide.push(...(await wider(page)));
    }
    return [...wide.slice(0, 1), ...(await axe(page, "dark"))];
  });
  expect(faults).toEqual([]);
});

/** Looks at all lines of the site map, each with the eyes that see it first; what is found, beside the line. */
async function eachLine(page: Page, look: (address: string, others: string[]) => Promise<string[]>): Promise<string[]> {
  const faults: string[] = [];
  let unseen = pages();
  for (const name of EYES) {
    await lookAs(page, name);
    const seen = await addresses(page, unseen);
    for (const [line, [address = "", ...others]] of seen) {
      faults.push(...(await look(address, others.slice(0, OTHERS))).map((fault) => `${line}: ${fault}`));
    }
    unseen = unseen.filter((line) => !seen.has(line));
  }
  expect(unseen.sort(), "what neither of them sees").toEqual(Object.keys(WALKED).sort());
  return faults;
}

async function wider(page: Page): Promise<string[]> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return wide > 0 ? [`${wide} px too wide for a phone at ${page.url()}`] : [];
}
