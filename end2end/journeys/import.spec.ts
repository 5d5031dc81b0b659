// A list with columns of one's own comes in: matched by hand and kept, checked row by row, and all of it or nothing;
// then the same is done to some of what came.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, lookAs, test } from "../journey.ts";

test.use({ begins: "story" });

const LIST = `Tool,Helps us to,Bought from,Notes
Subrogation finder,Find claims that another insurer owes,Northlight Analytics,
Quote helper,Draft quotes for brokers,Northlight Analytics,Pilot
,Nobody knows,,
`;

async function says(page: Page, words: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toContainText(words);
}

test("a list of one's own comes in, and some of it gets an owner", async ({ page }) => {
  await lookAs(page, "Miriam Castell");
  await page.goto("/systems/import");
  await page.getByLabel("Table").setInputFiles({ name: "tools.csv", mimeType: "text/csv", buffer: Buffer.from(LIST) });
  await page.getByRole("button", { name: "Read the file" }).click();
  await says(page, "of 4 columns fill a field; nothing is saved yet");
  await expectAccessible(page, "/systems/import/{upload}/columns");
  const fills = { Tool: "Name", "Helps us to": "Purpose", "Bought from": "Vendors", Notes: "Nothing" };
  for (const [column, field] of Object.entries(fills)) {
    await page.getByLabel(`What “${column}” fills`).selectOption({ label: field });
  }
  await page.getByLabel("Keep these columns as").fill("List of tools");
  await page.getByRole("button", { name: "Check the rows" }).first().click();
  await says(page, "2 of 3 rows can come in. 1 is refused; nothing is saved yet.");
  await expectAccessible(page, "/systems/import/{upload}/check");
  await page.getByRole("button", { name: "Import 2 systems without 1 refused row" }).click();
  await says(page, "Two systems came in. One row was left out.");
  await expectAccessible(page, "/systems/import/{upload}/progress");

  await page.goto("/systems/import/mappings");
  await page.getByRole("link", { name: "List of tools" }).click();
  await says(page, "“List of tools” reads");
  await expectAccessible(page, "/systems/import/mappings/{mapping}");

  await page.goto("/vendors/names");
  await says(page, "One name of the inventory may mean vendors.");
  await expectAccessible(page);

  await page.goto("/systems?q=er");
  for (const name of ["Subrogation finder", "Quote helper"]) {
    await page.getByRole("checkbox", { name }).check();
  }
  await page.getByLabel("With the chosen ones").selectOption({ label: "Give an owner" });
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await says(page, "Who owns 2 systems?");
  await expectAccessible(page, "/systems/bulk");
  await page.getByLabel("Owner").selectOption({ label: "Priya Raman" });
  await page.getByRole("button", { name: "Give 2 systems an owner" }).click();
  await page.goto("/systems?q=er");
  for (const name of ["Subrogation finder", "Quote helper"]) {
    await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Priya Raman");
  }
});
