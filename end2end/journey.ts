// What every journey starts from: `test` with a plumbline that the journeys of one file share, fresh for each file, and
// ways in at its door.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { test as base, expect, type Browser, type Page } from "@playwright/test";
import { Plumbline } from "./plumbline.ts";

export const PASSWORD = "upright is upright";

/** What a plumbline holds when its journeys begin: nothing, or the example company. */
export type Begins = "empty" | "story";

/** The plumbline of the file that a worker is in; Playwright knows no fixture that lives as long as a file. */
class OneForEachFile {
  private current?: { file: string; plumbline: Plumbline };

  async of(file: string, begins: Begins): Promise<Plumbline> {
    if (this.current?.file !== file) {
      await this.stop();
      this.current = { file, plumbline: await Plumbline.start(begins === "story" ? process.env.PLUMBLINE_STORY : undefined) };
    }
    return this.current.plumbline;
  }

  async stop(): Promise<void> {
    await this.current?.plumbline.stop();
    this.current = undefined;
  }
}

export const test = base.extend<{ begins: Begins; plumbline: Plumbline }, { plumblines: OneForEachFile }>({
  begins: ["empty", { option: true }],
  plumblines: [
    async ({}, use) => {
      const plumblines = new OneForEachFile();
      await use(plumblines);
      await plumblines.stop();
    },
    { scope: "worker" },
  ],
  plumbline: async ({ plumblines, begins }, use, { file }) => use(await plumblines.of(file, begins)),
  // Pages are named by their path.
  baseURL: async ({ plumbline }, use) => use(plumbline.url),
  // No journey may break a script or the content security policy on its way; an answer like 404 may be part of it.
  page: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", ({ message }) => {
      // A browser that leaves out the transition from page to page, for want of time, says so as if a script had failed.
      if (!message.startsWith("Transition was")) {
        complaints.push(message);
      }
    });
    page.on("console", (line) => {
      if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) {
        complaints.push(line.text());
      }
    });
    await use(page);
    expect(complaints, "complaints of the browser").toEqual([]);
  },
});

/** The first one in founds Harrow & Finch; later journeys of the same file sign in. */
export async function found(page: Page): Promise<void> {
  await page.goto("/");
  const first = new URL(page.url()).pathname === "/first-run";
  const typed = first ? { name: "Miriam Castell", organisation: "Harrow & Finch", again: PASSWORD } : {};
  for (const [name, value] of Object.entries({ ...typed, email: "miriam@example.com", password: PASSWORD })) {
    await page.locator(`[name=${name}]`).fill(value);
  }
  await page.locator("main form button").first().click();
  await expect(page).not.toHaveURL(/first-run|sign-in/);
}

/** The 2024 inventory of the federal government, as a browser uploads it. */
export const INVENTORY = {
  name: "federal-ai-use-cases-2024.csv",
  mimeType: "text/csv",
  buffer: gunzipSync(readFileSync(join(import.meta.dirname, "../server/tables/tests/data/federal-2024.csv.gz"))),
};

/** Invites somebody and joins as them, in a browser of their own. */
export async function joined(browser: Browser, page: Page, script: boolean, name: string, role: string, review: boolean): Promise<Page> {
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

/** Looks as somebody of the story. */
export async function lookAs(page: Page, name: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("button", { name, exact: true }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Waits until the islands of the page are awake. */
export async function awake(page: Page): Promise<void> {
  await page.locator("html[data-awake]").waitFor({ state: "attached" });
}

export { expect };
