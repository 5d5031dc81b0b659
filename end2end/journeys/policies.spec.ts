// A policy from its template to its acknowledgement: written, submitted, approved by another, read by those it binds.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, lookAs, test } from "../journey.ts";

test.use({ begins: "story" });

const main = (page: Page) => page.getByRole("main");
const says = (page: Page, words: string | RegExp) => expect(page.getByRole("heading", { level: 1 })).toContainText(words);

test("a policy goes from its template to those it binds", async ({ page, javaScriptEnabled }) => {
  await lookAs(page, "Miriam Castell");
  await page.goto("/policies");
  await main(page).getByRole("link", { name: "AI risk and impact assessment policy" }).click();
  await says(page, "Begin the AI risk and impact assessment policy.");
  const field = page.getByLabel("Text", { exact: false }).first();
  const guidance = await field.inputValue();
  await page.getByRole("button", { name: "Keep it as a draft" }).click();
  await expect(main(page)).toContainText("0 of 8 required sections are written.");

  await main(page).getByRole("link", { name: "Write on the draft" }).click();
  await field.fill(guidance.replace(/^> .*$/gm, "We do it, each year, and keep the record."));
  const beside = page.locator(".live");
  if (javaScriptEnabled === false) {
    await expect(beside).toBeHidden();
  } else {
    await expect(beside.locator("h3").first()).toHaveText("When an assessment is due");
    await expect(beside).toContainText("All 8 required sections are written.");
    const asked = page.waitForEvent("dialog");
    const leaves = main(page).getByRole("link", { name: "Policies" }).first().click();
    const question = await asked;
    expect(question.type()).toBe("beforeunload");
    await question.dismiss();
    await leaves;
    await expect(beside).toBeVisible();
  }
  await page.getByRole("button", { name: "Show what it looks like" }).click();
  await expect(page.locator("#preview h3").first()).toHaveText("When an assessment is due");
  await expectAccessible(page, "/policies/{policy}/write");
  await page.getByRole("button", { name: "Save the draft" }).click();
  await expect(main(page)).toContainText("All 8 required sections are written.");
  const policy = new URL(page.url()).pathname;

  await main(page).getByRole("link", { name: "Submit it for approval" }).click();
  await page.getByLabel(/^Ruth Adeyemi/).check();
  await page.getByRole("button", { name: "Submit for approval" }).click();
  await expect(main(page)).toContainText("It waits for those who were named.");

  await lookAs(page, "Ruth Adeyemi");
  await page.goto(`${policy}/versions/1`);
  await page.getByRole("button", { name: "Approve version 1" }).click();
  await says(page, "is in force since");
  await expect(page.locator("#versions")).toContainText("In force");

  await lookAs(page, "Miriam Castell");
  await page.goto(`${policy}/audience`);
  await page.getByLabel(/^Jonas Weber/).check();
  await page.getByRole("button", { name: "Save whom it binds" }).click();
  await says(page, "The one whom it binds has not acknowledged version 1");

  await lookAs(page, "Jonas Weber");
  await page.goto(`${policy}/register`);
  await main(page).getByRole("link", { name: "Read it, and acknowledge it there" }).click();
  await expect(page.locator("#text")).toContainText("We do it, each year, and keep the record.");
  await page.getByRole("button", { name: "I have read it and will keep to it" }).click();
  await says(page, "acknowledged version 1");
});
