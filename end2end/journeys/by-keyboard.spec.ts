// Each role does its job by the keyboard alone, with script and without.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../accessible.ts";
import { expect, PASSWORD, test } from "../journey.ts";
import { choose, press, reach, type } from "../keyboard.ts";

test.use({ begins: "story" });

const main = (page: Page) => page.getByRole("main");
const button = (page: Page, name: string) => main(page).getByRole("button", { name, exact: true });
const rail = (page: Page, name: string) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name });

async function lookAs(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await press(button(page, name));
  await expect(page).not.toHaveURL(/sign-in/);
}

async function says(page: Page, words: string | RegExp): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toContainText(words);
}

test("the skip link comes first and leads past the rail", async ({ page }) => {
  await lookAs(page, "Miriam Castell");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(main(page)).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(main(page).locator(":focus")).toBeVisible();
});

test("the compliance manager decides on evidence that waits", async ({ page }) => {
  await lookAs(page, "Miriam Castell");
  await press(main(page).getByRole("link", { name: "Review the evidence" }));
  await says(page, "You may decide");
  const queue = page.locator(".queue").getByRole("link");
  const [waiting, title] = [await queue.count(), await queue.first().innerText()];
  const own = (await main(page).getByRole("link", { name: "Its page" }).getAttribute("href")) ?? "";
  await choose(main(page).getByRole("group"), "Supports");
  await press(button(page, "Decide as chosen"));
  await expect(main(page)).toContainText("The findings follow at once.");
  await expect(queue).toHaveCount(waiting - 1);
  await expect(queue.filter({ hasText: title })).toHaveCount(0);
  await page.goto(own);
  await says(page, "It is decided");
  const decided = main(page).getByRole("listitem").filter({ hasText: "by Miriam Castell" });
  for (const one of await decided.all()) {
    await expect(one).toContainText("Accepted");
  }
  expect(await decided.count(), "what it proves").toBeGreaterThan(0);
});

test("the compliance manager agrees to a change that somebody else proposed", async ({ page }) => {
  await lookAs(page, "Miriam Castell");
  await press(rail(page, "Decisions"));
  await says(page, "for a second person");
  const changes = main(page).getByRole("row").filter({ has: page.getByRole("checkbox") });
  const waiting = await changes.count();
  await press(changes.getByRole("rowheader").getByRole("link"));
  await says(page, "A second person decides.");
  await press(button(page, "Agree to the change"));
  await says(page, "This was agreed.");
  await expect(main(page).getByRole("definition").filter({ hasText: "Miriam Castell" })).toBeVisible();
  await press(rail(page, "Decisions"));
  await expect(changes).toHaveCount(waiting - 1);
});

test("the engineer opens the next task, which is due there when the first page says so", async ({ page }) => {
  await lookAs(page, "Jonas Weber");
  const [, due] = /, due (.+?)\. /.exec(await page.getByRole("heading", { level: 1 }).innerText()) ?? [];
  await press(main(page).getByRole("link", { name: "Open the task" }));
  await expect(page).toHaveURL(/\/tasks\/TSK-/);
  await expect(main(page).getByText(/^Due \d/)).toHaveText(`Due ${due}`);
});

test("the engineer sends the proof of a task for review", async ({ page }) => {
  const title = "Release workflow, as it is set today";
  await lookAs(page, "Jonas Weber");
  await press(rail(page, "Tasks"));
  const open = page.getByRole("cell", { name: "Open", exact: true });
  await press(main(page).getByRole("row").filter({ has: open }).getByRole("rowheader").getByRole("link"));
  await type(main(page).getByLabel("Title"), title);
  await choose(main(page).getByRole("group", { name: "It is a" }), "Written statement");
  await type(main(page).getByLabel("Or a written statement"), "Read line by line today: nobody releases alone.");
  await press(button(page, "Send for review"));
  await expect(main(page)).toContainText("Sent for review.");
  await press(rail(page, "Evidence"));
  await expect(main(page).getByRole("row").filter({ hasText: title })).toContainText("waiting");
});

test("the engineer writes a task of our own and finishes it", async ({ page }) => {
  await lookAs(page, "Jonas Weber");
  await press(rail(page, "Tasks"));
  await press(main(page).getByRole("link", { name: "Write a task" }));
  await type(main(page).getByLabel("What to do"), "Ask the vendor for its new report");
  await reach(main(page).getByLabel("About"));
  await page.keyboard.type("CC9.2");
  await type(main(page).getByLabel("Due on"), "30 Nov 2031");
  await press(button(page, "Open the task"));
  await says(page, "Ask the vendor for its new report is to be done.");
  await expect(main(page).getByRole("definition").filter({ hasText: "CC9.2" })).toBeVisible();
  await expectAccessible(page, "/own-tasks/{task}");
  await type(main(page).getByLabel("What was done"), "Asked by letter.");
  await press(button(page, "Finish the task"));
  await says(page, "waits for a second person to sign it off");
});

test("the executive reads readiness as of another day, and goes from its number to the rows", async ({ page }) => {
  await lookAs(page, "Ruth Adeyemi");
  const day = page.getByRole("button", { name: "As of" });
  const today = await day.getByRole("time").getAttribute("datetime");
  const then = new Date(Date.parse(today ?? "") - 30 * 86_400_000).toISOString().slice(0, 10);
  await press(day);
  await type(page.getByLabel("Show the reading of"), then);
  await page.keyboard.press("Enter");
  await expect(day.getByRole("time")).toHaveAttribute("datetime", then);
  await expect(main(page)).toContainText("with what was known then");
  const number = page.getByRole("heading", { level: 1 }).getByRole("link");
  const met = Number.parseInt(await number.first().innerText(), 10);
  expect(met).toBeGreaterThan(0);
  await press(number);
  await expect(day.getByRole("time")).toHaveAttribute("datetime", then);
  const rows = main(page).getByRole("rowgroup").filter({ hasText: `${met} met` });
  await expect(rows).toBeInViewport();
  await expect(rows.getByRole("rowheader").getByRole("link")).toHaveCount(met);
});

test("the auditor follows a criterion to its evidence and to the trail, and is offered no writing", async ({ page }) => {
  const reads = async () => {
    await expect(main(page).locator("form[method=post]"), `forms on ${page.url()}`).toHaveCount(0);
  };
  await lookAs(page, "Helen Strand");
  await press(rail(page, "Criteria"));
  await reads();
  await press(main(page).getByRole("rowheader").getByRole("link", { name: "CC7.2" }));
  await says(page, "CC7.2 Anomaly monitoring");
  await reads();
  const accepted = main(page).getByRole("row").filter({ has: page.getByRole("cell", { name: "Accepted" }) });
  const piece = accepted.first().getByRole("rowheader").getByRole("link");
  const title = await piece.innerText();
  await press(piece);
  await says(page, title);
  await reads();
  await press(main(page).getByRole("link", { name: "In the trail" }));
  const entry = main(page).getByRole("row").filter({ hasText: "accepted evidence" });
  await press(entry.getByRole("rowheader").getByRole("link"));
  await says(page, "accepted evidence");
  await expect(main(page)).toContainText("Worked out again just now, it is the same.");
  await reads();
  await page.goto("/find");
  const acts = main(page).getByRole("listitem").filter({ hasText: "Action" });
  await expect(acts).toHaveCount(1);
  await expect(acts).toContainText("Change your password");
});

test("the administrator invites somebody, who joins", async ({ page, browser, baseURL, javaScriptEnabled }) => {
  await lookAs(page, "Owen Price");
  await press(rail(page, "Settings"));
  await press(main(page).getByRole("link", { name: "Everybody" }));
  await press(main(page).getByRole("link", { name: "Invite a person" }));
  await type(main(page).getByLabel("Name"), "Ben Achterberg");
  await type(main(page).getByLabel("Work email"), "ben.achterberg@harrowfinch.example");
  await reach(main(page).getByRole("checkbox", { name: "Engineer" }));
  await page.keyboard.press("Space");
  await press(button(page, "Make the link"));
  await says(page, "Send this link to Ben Achterberg.");
  await expectAccessible(page);
  const link = await main(page).locator("#link").innerText();

  const ben = await (await browser.newContext({ baseURL, javaScriptEnabled })).newPage();
  await ben.goto(link);
  await expectAccessible(ben, "/join/{key}");
  await type(ben.locator("[name=password]"), PASSWORD);
  await type(ben.locator("[name=again]"), PASSWORD);
  await ben.keyboard.press("Enter");
  await expect(ben).toHaveURL(`${baseURL}/`);
  await expect(ben.getByRole("complementary", { name: "Example" })).toBeVisible();
  await ben.context().close();
});
