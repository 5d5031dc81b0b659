// The registers on a real inventory: ten of its systems depend on a vendor, are assessed by one person and concluded by
// another, and readiness moves by that and by nothing before it.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, found, INVENTORY, joined, test } from "../journey.ts";

const main = (page: Page) => page.getByRole("main");
const says = (page: Page, words: string | RegExp) => expect(page.getByRole("heading", { level: 1 })).toContainText(words);
const SYSTEMS = 10;
const PROOF = "/tasks/TSK-RA-02-2";

/** Answers with yes what the inventory left open of a system: a no would better findings, and wait for a second person. */
async function answerTraits(page: Page, system: string): Promise<void> {
  await page.goto(system);
  const open = main(page).locator('a[href*="/traits/"]', { hasText: /answer/i });
  const ways = await open.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const way of new Set(ways)) {
    await page.goto(way);
    await page.locator("[name=answer][value=yes]").check();
    await page.locator("main form button.primary").click();
  }
}

/** Assesses a system: everything that fits rated alike, and submitted. */
async function assess(page: Page, system: string): Promise<string> {
  await page.goto(system);
  await main(page).getByRole("button", { name: "Assess its risks" }).click();
  const assessment = new URL(page.url()).pathname;
  await main(page).getByLabel(/^All \d+ that are not answered/).check();
  await page.locator("#many select[name=likelihood]").selectOption("2");
  await page.locator("#many select[name=impact]").selectOption("2");
  await page.locator("#many select[name=owner]").selectOption({ label: "Miriam Castell" });
  await page.locator("#many textarea[name=note]").fill("A prototype without users: none of these weighs more than another.");
  await page.getByRole("button", { name: "Rate the chosen risks" }).click();
  await page.getByRole("button", { name: "Submit it" }).click();
  await says(page, "waits for somebody to conclude its assessment");
  return assessment;
}

/** Says of ten systems whose words name a vendor that they depend on it, and of one that it is another. */
async function matchByMentions(page: Page): Promise<void> {
  await page.goto("/vendors/new");
  await page.locator("[name=name]").fill("Microsoft Corporation");
  await page.locator("main form button.primary").click();
  await says(page, "has no system that depends on it");
  await main(page).getByRole("link", { name: /systems mention it/ }).click();
  await says(page, /systems mention Microsoft Corporation and do not depend on it/);
  await expectAccessible(page, "/vendors/{vendor}/mentions");
  const boxes = main(page).locator("input[name=system]");
  expect(await boxes.count()).toBeGreaterThan(SYSTEMS + 10);
  expect(await main(page).locator("td.mentions mark").first().textContent()).toMatch(/^microsoft$/i);
  const chosen: string[] = [];
  for (const box of (await boxes.all()).slice(0, SYSTEMS)) {
    await box.check();
    chosen.push(`/systems/${await box.getAttribute("value")}`);
  }
  await page.getByRole("button", { name: "They depend on it" }).click();
  await expect(main(page)).toContainText("They depend on it from now on");
  const left = main(page).locator("input[name=system]").first();
  const other = (await left.getAttribute("value")) ?? "";
  await left.check();
  await page.getByRole("button", { name: "It is not this vendor" }).click();
  await expect(main(page).locator("#aside")).toContainText("Miriam Castell");
  await expect(main(page).locator(`#system input[value="${other}"]`)).toHaveCount(0);
  await expectAccessible(page, "/vendors/{vendor}/mentions");
  await page.getByRole("navigation", { name: "You are here" }).getByRole("link", { name: "Microsoft Corporation" }).click();
  await says(page, "has ten systems depending on it");
  for (const system of [chosen[0] ?? "", chosen[SYSTEMS - 1] ?? ""]) {
    await page.goto(system);
    await expect(main(page).locator("#vendors")).toContainText("Microsoft Corporation");
  }
}

test("ten systems are assessed, and readiness moves by that", async ({ page, browser, javaScriptEnabled }) => {
  test.setTimeout(480_000);
  await found(page);
  const ines = await joined(browser, page, javaScriptEnabled ?? true, "Ines Halvorsen", "engineer", true);
  await page.goto("/systems/import");
  await page.locator("input[type=file]").setInputFiles(INVENTORY);
  await page.locator("main form button.primary").click();
  await page.locator("main form button.primary").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("2,130 systems came in", { timeout: 30_000 });

  // This inventory has no column of vendors: its contracts can be matched, and vendors that its words name.
  await page.goto("/vendors/names");
  await says(page, /names of the inventory may mean vendors/);
  await expect(main(page).locator("tbody tr").first()).toContainText("Contract 720BHA23GR00104");
  await matchByMentions(page);
  // Another is entered, and what depends on it is said of each system below.
  await page.goto("/vendors/new");
  await page.locator("[name=name]").fill("Parley Labs");
  await page.locator("main form button.primary").click();
  await says(page, "Parley Labs");
  const vendor = new URL(page.url()).pathname;

  await page.goto("/programmes/new");
  await page.locator("[name=name]").fill("SOC 2 Type II, 2027");
  await page.locator("[name=kind][value=type-2]").check();
  await page.locator("[name=window_from]").fill("2027-01-01");
  await page.locator("[name=window_until]").fill("2027-06-30");
  await page.locator("main form button.primary").click();
  const programme = new URL(page.url()).pathname;
  await page.goto("/controls/adopt");
  await page.locator("main form button.primary").click();
  await ines.goto("/decisions");
  await ines.locator('main a[href^="/decisions/"]').first().click();
  await ines.getByRole("button", { name: "Agree to the change" }).click();
  await says(ines, "agreed");
  await page.goto(`${programme}/scope?stage=production`);
  const ten: string[] = [];
  for (const box of (await page.locator("input[name=system]").all()).slice(0, SYSTEMS)) {
    await box.check();
    ten.push(`/systems/${await box.getAttribute("value")}`);
  }
  await page.locator('form[action$="/scope/confirm"] button').first().click();
  await page.locator('form[method=post][action$="/scope"] button').first().click();
  await says(page, "has ten systems in scope");

  await page.goto(PROOF);
  await says(page, "Unproven for ten of ten systems");
  const assessments: string[] = [];
  for (const system of ten) {
    await page.goto(system);
    await page.locator('form[action$="/vendors"] select[name=vendor]').selectOption({ label: "Parley Labs" });
    await page.locator('form[action$="/vendors"] button').click();
    await answerTraits(page, system);
    assessments.push(await assess(page, system));
  }
  await page.goto(vendor);
  await expect(main(page)).toContainText("ten systems depending on it");
  // Nothing is proven by what one person says.
  await page.goto(PROOF);
  await says(page, "Unproven for ten of ten systems");
  for (const assessment of assessments) {
    await ines.goto(assessment);
    await ines.getByRole("button", { name: "Conclude the assessment" }).click();
    await says(ines, "was assessed on");
  }
  await page.goto(PROOF);
  await says(page, "It is closed for ten systems");
  await page.goto("/risks");
  await says(page, /risk/i);
  await expectAccessible(page, "/risks");
});
