// A vendor from a questionnaire to a covered window: asked by a link, answered without an account, judged and closed by a
// second person; then its report is taken in by one, reviewed by another, and covers days of our window.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, lookAs, test } from "../journey.ts";

test.use({ begins: "story" });

const main = (page: Page) => page.getByRole("main");
const says = (page: Page, words: string | RegExp) => expect(page.getByRole("heading", { level: 1 })).toContainText(words);

/** Answers all questions of the page: yes, the first of several, or some words. */
async function answer(page: Page): Promise<void> {
  for (const field of await page.locator("form.questions select").all()) {
    await field.selectOption({ index: 1 });
  }
  for (const field of await page.locator("form.questions textarea[name^=said-]").all()) {
    await field.fill("Thirty days; the schedule is attached.");
  }
  for (const field of await page.locator("form.questions input.input[name^=said-]").all()) {
    await field.fill("30");
  }
}

test("a vendor answers by a link, and a second person closes what they said", async ({ page, browser, javaScriptEnabled, plumbline }) => {
  test.slow();
  await lookAs(page, "Miriam Castell");
  await page.goto("/vendors");
  await main(page).getByRole("link", { name: "Partsgrid", exact: true }).click();
  const vendor = new URL(page.url()).pathname;
  await page.goto(`${vendor}/questionnaires/new`);
  await page.getByLabel("Yearly check of a model vendor").check();
  await page.getByLabel("Answers are due").fill("2027-01-15");
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = (await page.locator("#link").textContent()) ?? "";
  await page.getByRole("link", { name: "Go to the questionnaire" }).click();
  const questionnaire = new URL(page.url()).pathname;

  const outside = await browser.newContext({ baseURL: plumbline.url, javaScriptEnabled });
  const theirs = await outside.newPage();
  await theirs.goto(new URL(link).pathname);
  if (javaScriptEnabled !== false) {
    await expectAccessible(theirs, "/answers/{key}");
  }
  await answer(theirs);
  await theirs.getByRole("button", { name: "Save the answers" }).click();
  const gaps = theirs.getByLabel("Why some are not answered");
  if ((await gaps.count()) > 0) {
    await gaps.fill("Our lawyers answer the rest by post.");
  }
  await theirs.getByRole("button", { name: "Submit the answers" }).click();
  await expect(theirs.getByRole("button", { name: "Submit the answers" })).toHaveCount(0);
  expect(await outside.cookies()).toEqual([]);
  await outside.close();

  await lookAs(page, "Sanjay Mehta");
  await page.goto(questionnaire);
  for (const verdict of await page.locator("#verdicts select").all()) {
    await verdict.selectOption({ label: "Favourable" });
  }
  await page.getByRole("button", { name: "Keep the verdicts" }).click();
  for (const decided of await page.locator("#close .asked").all()) {
    await decided.getByRole("radio").first().check();
    await decided.locator("textarea").fill("Small enough for what they do for us.");
  }
  await page.getByLabel("May be used, with what was accepted").check();
  await page.getByLabel("What you looked at, and what decided it").fill("All answers, and last year’s.");
  await page.getByRole("button", { name: "Close the questionnaire" }).click();
  await says(page, "Partsgrid");
  await expect(page.getByRole("button", { name: "Close the questionnaire" })).toHaveCount(0);

  // Its report comes by another way; who took it in is not who reviews it.
  await lookAs(page, "Miriam Castell");
  await page.goto(vendor);
  await expect(main(page)).toContainText(/uncovered|letter missing|nothing/i);
  await page.goto(`${vendor}/attestations/new?kind=SOC2-T2`);
  await page.locator("input[name=issuer]").fill("Hale & Ross LLP");
  await page.locator("input[name=period_from]").fill("2026-01-01");
  await page.locator("input[name=period_until]").fill("2026-10-31");
  await page.locator("input[name=scope][value=yes]").check();
  await page.locator("input[name=categories][value=Security]").check();
  await page.locator("[name=opinion]").first().selectOption("unqualified");
  await page.locator("input[name=received_on]").fill("2026-11-15");
  await page.getByRole("button", { name: "Enter the attestation" }).click();
  await says(page, "waits for a second person");
  const report = new URL(page.url()).pathname;
  await lookAs(page, "Sanjay Mehta");
  await page.goto(report);
  for (const point of await page.locator("form [name^=point-][value=fine]").all()) {
    await point.check();
  }
  for (const note of await page.locator("form [name^=note-]").all()) {
    await note.fill("Read on the auditor’s portal.");
  }
  await page.getByRole("button", { name: "Accept it" }).click();
  await says(page, "is current");
  await page.goto(vendor);
  await expect(main(page)).toContainText(/audited \d+/);
  await expectAccessible(page, "/vendors/{vendor}");
});
