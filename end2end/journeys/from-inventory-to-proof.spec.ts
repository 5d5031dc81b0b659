// A firm imports a real inventory, puts some of it in scope, adopts the core controls, proves one requirement for 25
// systems with one upload, has it accepted by a second person, and sees the criterion rise; an auditor looks on.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, found, INVENTORY, joined, test } from "../journey.ts";

async function says(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toContainText(words);
}

test("from a real inventory to an accepted proof", async ({ page, browser, javaScriptEnabled }) => {
  test.setTimeout(240_000);
  await found(page);
  await says(page, "second person");
  const ines = await joined(browser, page, javaScriptEnabled ?? true, "Ines Halvorsen", "engineer", true);
  const nora = await joined(browser, page, javaScriptEnabled ?? true, "Nora Lindqvist", "auditor", false);

  // The inventory comes in.
  await page.goto("/systems/import");
  await page.locator("input[type=file]").setInputFiles(INVENTORY);
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
