// Each role's job by the keyboard alone, with script and without: Tab, arrows, Space, Enter and letters, no pointer.
import type { Locator, Page } from "@playwright/test";
import { expect, lookAs, test } from "../journey.ts";

test.use({ begins: "story" });

/** Goes on with Tab until something has the keyboard, and sees that it is seen. */
async function reach(page: Page, wanted: Locator): Promise<void> {
  const one = wanted.first();
  for (let presses = 0; presses < 300; presses += 1) {
    if (await one.evaluate((element) => element === document.activeElement)) {
      await expect(one).toBeInViewport();
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${wanted}`);
}

async function press(page: Page, wanted: Locator): Promise<void> {
  await reach(page, wanted);
  await page.keyboard.press("Enter");
}

async function type(page: Page, wanted: Locator, words: string): Promise<void> {
  await reach(page, wanted);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(words);
}

/** Among radio buttons Tab finds the group, arrows the one. */
async function choose(page: Page, group: Locator, value: string): Promise<void> {
  const chosen = page.locator(`${await selector(group)}[value="${value}"]`);
  for (let presses = 0; presses < 300; presses += 1) {
    if (await group.evaluateAll((all) => all.some((one) => one === document.activeElement))) {
      break;
    }
    await page.keyboard.press("Tab");
  }
  const all = await group.count();
  for (let presses = 0; presses <= all && !(await chosen.isChecked()); presses += 1) {
    await page.keyboard.press(presses === 0 ? "Space" : "ArrowDown");
  }
  await expect(chosen).toBeChecked();
}

async function selector(group: Locator): Promise<string> {
  return `[name="${await group.first().getAttribute("name")}"]`;
}

async function says(page: Page, words: RegExp): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toContainText(words);
}

const main = (page: Page) => page.getByRole("main");
const rail = (page: Page, name: string) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true });

test("the skip link comes first and leads past the rail", async ({ page }) => {
  await lookAs(page, "Miriam Castell");
  await page.goto("/tasks");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
});

test("the compliance manager sees what waits, and decides on a piece of evidence", async ({ page }) => {
  await lookAs(page, "Miriam Castell");
  await press(page, rail(page, "Criteria"));
  await expect(page).toHaveURL(/\/criteria/);
  await page.goto("/evidence/review");
  await says(page, /wait/);
  const before = await main(page).locator(".queue li").count();
  await choose(page, main(page).locator('.pairs li:first-child input[type="radio"]'), "supports");
  await press(page, main(page).getByRole("button", { name: /Decide as chosen|Accept/ }));
  await expect(main(page).getByText("Decided", { exact: true })).toBeVisible();
  expect(await main(page).locator(".queue li").count()).toBeLessThanOrEqual(before);
});

test("the engineer takes a task and sends its proof for review", async ({ page }) => {
  await lookAs(page, "Jonas Weber");
  await press(page, rail(page, "Tasks"));
  await press(page, main(page).locator("tbody th[scope=row] a"));
  await expect(page).toHaveURL(/\/tasks\/TSK-/);
  await type(page, page.locator('form[action$="/prove"] [name=title]'), "Settings as they are today");
  await choose(page, page.locator('form[action$="/prove"] [name=form]'), "statement");
  await type(page, page.locator('form[action$="/prove"] [name=statement]'), "Exported and read line by line today.");
  await press(page, page.locator('form[action$="/prove"] button.primary'));
  await says(page, /wait/);
});

test("the executive reads readiness as of another day", async ({ page }) => {
  await lookAs(page, "Ruth Adeyemi");
  await says(page, /criteria in scope/);
  await press(page, page.getByRole("button", { name: /As of|^\d/ }));
  await type(page, page.locator("#asof-at"), "01062026");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/at=\d{4}-\d\d-\d\d/);
  await press(page, main(page).locator("h1 a"));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("the auditor follows a criterion to the trail, and changes nothing", async ({ page }) => {
  await lookAs(page, "Helen Strand");
  await press(page, rail(page, "Criteria"));
  await press(page, main(page).locator('a[href^="/criteria/"]'));
  await expect(page).toHaveURL(/\/criteria\/[A-Z]/);
  await page.goto("/trail");
  await press(page, main(page).locator('a[href^="/trail/"]'));
  await expect(page).toHaveURL(/\/trail\/\d+$/);
  await expect(main(page)).toContainText("Leaf hash");
  expect(await main(page).locator("form[method=post]").count()).toBe(0);
});

test("the administrator invites somebody", async ({ page }) => {
  await lookAs(page, "Owen Price");
  await page.goto("/people/invite");
  await type(page, page.locator("[name=name]"), "Ben Achterberg");
  await type(page, page.locator("[name=email]"), `ben-${Date.now()}@harrowfinch.example`);
  await reach(page, page.locator("[name=rights][value=engineer]"));
  await page.keyboard.press("Space");
  await press(page, main(page).getByRole("button", { name: "Make the link" }));
  await expect(main(page)).toContainText("/join/");
});
