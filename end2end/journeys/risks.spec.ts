// A risk assessment from its proposal to its conclusion: every risk rated, one borne by somebody with authority, one
// mitigated by a task that an engineer does, all of it concluded by somebody who took no part.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, lookAs, test } from "../journey.ts";

test.use({ begins: "story" });

const main = (page: Page) => page.getByRole("main");
const says = (page: Page, words: string | RegExp) => expect(page.getByRole("heading", { level: 1 })).toContainText(words);
const STEPS = ["likelihood", "impact", "residual_likelihood", "residual_impact"];

/** Rates the risk that the page is of. */
async function rate(page: Page, step: string): Promise<void> {
  for (const name of STEPS) {
    await page.locator(`select[name=${name}]`).selectOption(step);
  }
  await page.locator("select[name=owner]").selectOption({ label: "Priya Raman" });
  await main(page).getByRole("button", { name: /^Rate/ }).click();
}

test("an assessment goes from its proposal to its conclusion", async ({ page }) => {
  test.slow();
  await lookAs(page, "Miriam Castell");
  await page.goto("/risks/assessments");
  await main(page).getByRole("link", { name: "Fraud screen" }).first().click();
  await main(page).getByRole("link", { name: "An assessment is under way" }).click();
  await says(page, "Fraud screen is being assessed");
  const assessment = new URL(page.url()).pathname;

  for (let left = 60; left > 0; left--) {
    const next = main(page).getByRole("link", { name: /^Rate RISK-/ });
    if ((await next.count()) === 0) {
      break;
    }
    await next.first().click();
    await rate(page, "1");
    await page.goto(assessment);
  }
  await expect(main(page).getByRole("link", { name: /^Rate RISK-/ })).toHaveCount(0);
  await expectAccessible(page, "/risks/assessments/{assessment}");

  // What is above the appetite is treated: one by a task, one as small as it is now known to be.
  await page.goto(`${assessment}/risks/RISK-02`);
  await page.getByLabel("Mitigate").check();
  await page.getByRole("button", { name: "Decide it so" }).click();
  // The form stands far down its page: what is wrong is what is seen.
  await expect(page).toHaveTitle(/^Not saved: /);
  await expect(page.locator("#faults")).toBeInViewport();
  await expect(page.locator("#faults")).toBeFocused();
  await page.getByLabel("Task 1", { exact: false }).first().fill("Measure fairness by age before each release");
  await page.getByLabel("Who does task 1", { exact: false }).selectOption({ label: "Jonas Weber" });
  await page.getByLabel("Task 1 is due on", { exact: false }).fill("2027-01-31");
  await page.getByLabel("Likelihood aimed at", { exact: false }).selectOption("1");
  await page.getByLabel("Impact aimed at", { exact: false }).selectOption("3");
  await page.getByRole("button", { name: "Decide it so" }).click();
  await page.goto(`${assessment}/risks/RISK-03`);
  await rate(page, "2");

  await lookAs(page, "Sanjay Mehta");
  await page.goto(`${assessment}/risks/RISK-04`);
  await page.getByRole("button", { name: "Agree to set it aside" }).click();
  await lookAs(page, "Ruth Adeyemi");
  await page.goto("/waiting");
  await main(page).getByRole("link", { name: /^Risk to accept: RISK-01/ }).first().click();
  await page.getByRole("button", { name: "Accept the risk" }).click();

  await lookAs(page, "Miriam Castell");
  await page.goto(assessment);
  await page.getByRole("button", { name: "Submit it" }).click();
  await says(page, "waits for somebody to conclude its assessment");
  await lookAs(page, "Sanjay Mehta");
  await page.goto("/");
  await main(page).getByRole("link", { name: /risk assessment to conclude/i }).click();
  await page.getByRole("button", { name: "Conclude the assessment" }).click();
  await says(page, "Fraud screen was assessed on");

  await lookAs(page, "Jonas Weber");
  await page.goto("/tasks");
  await main(page).getByRole("link", { name: "Measure fairness by age before each release" }).first().click();
  await page.getByLabel(/note|done/i).first().fill("Measured on release 2.4; the report is with the evidence.");
  await main(page).getByRole("button", { name: /done|finish/i }).first().click();
  await expect(main(page)).toContainText("Jonas Weber");
});
