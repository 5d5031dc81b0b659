// A firm imports a real inventory, puts some of it in scope, adopts the core controls, proves one requirement for 25
// systems with one upload, has it accepted by a second person, and sees the criterion rise; an auditor looks on.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Browser, Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../journey.ts";

const PASSWORD = "upright is upright";
const INVENTORY = gunzipSync(
  readFileSync(join(import.meta.dirname, "../../server/tables/tests/data/federal-2024.csv.gz")),
);

async function found(page: Page): Promise<void> {
  await page.goto("/");
  await page.locator("[name=name]").fill("Miriam Castell");
  await page.locator("[name=email]").fill("miriam@example.com");
  await page.locator("[name=organisation]").fill("Harrow & Finch");
  await page.locator("[name=password]").fill(PASSWORD);
  await page.locator("[name=again]").fill(PASSWORD);
  await page.locator("main form button").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("second person");
}

/** Invites somebody and joins as them, in a browser of their own. */
async function joined(browser: Browser, page: Page, script: boolean, name: string, role: string, review: boolean): Promise<Page> {
  await page.goto("/people/invite");
  await page.locator("[name=name]").fill(name);
  await page.locator("[name=email]").fill(`${role}@example.com`);
  await page.locator(`[name=rights][value=${role}]`).check();
  if (review) {
    await page.locator("[name=review]").check();
  }
  await page.locator("main form button.primary").click();
  const link = (await page.content()).match(/https?:\/\/[^\s"<]+\/join\/[0-9a-f]+/)?.[0] ?? "no link";
  const own = await (await browser.newContext({ baseURL: new URL(page.url()).origin, javaScriptEnabled: script })).newPage();
  await own.goto(link);
  await own.locator("[name=password]").fill(PASSWORD);
  await own.locator("[name=again]").fill(PASSWORD);
  await own.locator("main form button").first().click();
  await expect(own).toHaveURL(/\/$/);
  return own;
}

async function says(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toContainText(words);
}

test("from a real inventory to an accepted proof", async ({ page, browser, javaScriptEnabled }) => {
  test.setTimeout(240_000);
  await found(page);
  const ines = await joined(browser, page, javaScriptEnabled ?? true, "Ines Halvorsen", "engineer", true);
  const nora = await joined(browser, page, javaScriptEnabled ?? true, "Nora Lindqvist", "auditor", false);

  // The inventory comes in.
  await page.goto("/systems/import");
  const file = { name: "federal-ai-use-cases-2024.csv", mimeType: "text/csv", buffer: INVENTORY };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.locator("main form button.primary").click();
  await says(page, "2,130 of 2,133 rows can come in");
  await page.locator("main form button.primary").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2,130 systems came in", { timeout: 30_000 });

  // A programme with Security and Processing Integrity.
  await page.goto("/programmes/new");
  await page.locator("[name=name]").fill("SOC 2 Type II, 2027");
  await page.locator("[name=kind][value=type-2]").check();
  await page.locator("[name=window_from]").fill("2027-01-01");
  await page.locator("[name=window_until]").fill("2027-06-30");
  await page.locator('[name=categories][value="Processing Integrity"]').check();
  await page.locator("main form button.primary").click();
  await says(page, "no system in scope");
  const programme = new URL(page.url()).pathname;

  // The core controls, adopted by one and agreed to by another.
  await page.goto("/controls/adopt");
  await page.locator("main form button.primary").click();
  await says(page, "A second person decides");
  await ines.goto("/decisions");
  await says(ines, "One change waits for a second person");
  await ines.locator('main a[href^="/decisions/"]').first().click();
  await ines.getByRole("button", { name: "Agree to the change" }).click();
  await says(ines, "agreed");

  // 25 systems in production come into scope, shown as a list first.
  await page.goto(`${programme}/scope?stage=production`);
  for (const box of (await page.locator("input[name=system]").all()).slice(0, 25)) {
    await box.check();
  }
  await page.locator('form[action$="/scope/confirm"] button').first().click();
  await says(page, "Bring 25 systems into scope");
  await expectAccessible(page, "/programmes/{programme}/scope/confirm");
  await page.locator('form[method=post][action$="/scope"] button').first().click();
  await says(page, "has 25 systems in scope");
  await page.goto("/readiness");
  await says(page, "none of 38 criteria in scope has complete proof for 25 AI systems");
  await expectAccessible(page);
  await page.goto("/criteria/CC6.1");
  await says(page, "Six of six requirements are open");

  // One statement proves a requirement for all of them, once a second person accepts it.
  await page.goto("/tasks/TSK-AC-07-1");
  await says(page, "Unproven for 25 of 25 systems");
  await page.locator("[name=title]").fill("Key management settings, all stores");
  await page.locator("[name=form][value=statement]").check();
  await page.locator("[name=statement]").fill("Every store uses managed keys; the export is of today.");
  await page.locator('form[action$="/prove"] button.primary').click();
  await says(page, "25 of 25 systems wait for review");
  await ines.goto("/evidence/review");
  await says(ines, "One piece of evidence waits for review. You may decide on it");
  await expectAccessible(ines);
  await ines.getByRole("button", { name: "Accept all 25" }).click();
  await says(ines, "Nothing waits for review");
  await page.goto("/criteria/CC6.1");
  await says(page, "Five of six requirements are open");
  await expectAccessible(page);

  // The auditor reads all of it and can change none of it.
  await nora.goto("/criteria");
  await says(nora, "Of 38 criteria in scope 38 have a gap");
  await nora.goto("/trail");
  await expect(nora.locator("main")).toContainText("decided on evidence");
  expect((await nora.goto("/controls/adopt"))?.status()).toBe(403);
  expect((await nora.goto("/systems/new"))?.status()).toBe(403);
});
