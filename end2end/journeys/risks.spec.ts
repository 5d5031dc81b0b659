// A risk assessment from its proposal to its conclusion: rated, a risk borne by somebody with authority, one mitigated by
// an engineer's task, all of it concluded by somebody who took no part.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, lookAs, test } from "../journey.ts";

test.use({ begins: "story" });

const main = (page: Page) => page.getByRole("main");

/** Rates the risk that the page is of as small. */
async function small(page: Page): Promise<void> {
  for (const name of ["likelihood", "impact", "residual_likelihood", "residual_impact"]) {
    await page.locator(`select[name=${name}]`).selectOption("1");
  }
  await page.locator("select[name=owner]").selectOption({ label: "Priya Raman" });
  await main(page).getByRole("button", { name: /^(Keep|Change) the rating|^Rate/ }).click();
}

test("an assessment goes from its proposal to its conclusion, with a risk that is borne", async ({ page }) => {
  test.slow();
  await lookAs(page, "Miriam Castell");
  await page.goto("/risks/assessments");
  await main(page).getByRole("row", { name: /Fraud screen/ }).getByRole("link", { name: /under way|Go on|risks/i }).first().click();
  const assessment = new URL(page.url()).pathname;
  for (let left = 60; left > 0; left--) {
    const next = main(page).getByRole("link", { name: /^Rate RISK-/ }).first();
    if ((await next.count()) === 0) break;
    await next.click();
    await small(page);
    await page.goto(assessment);
  }
  await expect(main(page).getByRole("link", { name: /^Rate RISK-/ })).toHaveCount(0);
  await expectAccessible(page, "/risks/assessments/{assessment}");
});
