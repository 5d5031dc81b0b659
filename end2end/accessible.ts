// axe finds nothing: WCAG 2.2 A and AA and its best practices, in light and in dark.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { expect, test } from "./journey.ts";
import { pattern } from "./sitemap.ts";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** What is off unless it is asked for. */
const RULES = { "target-size": { enabled: true } };

/** Of a page that only a journey leads to, its line of the site map stands beside: pages.spec.ts counts on it. */
export async function expectAccessible(page: Page, line?: string): Promise<void> {
  if (line) {
    expect(new URL(page.url()).pathname).toMatch(pattern(line));
  }
  const script = test.info().project.use.javaScriptEnabled ?? true;
  const subject = script ? page : await twin(page);
  const faults = [...(await axe(subject, "light")), ...(await axe(subject, "dark"))];
  expect(faults, `axe on ${page.url()}`).toEqual([]);
  await (script ? page.emulateMedia({ colorScheme: null, reducedMotion: null }) : subject.context().close());
}

/** What axe finds, a line each. */
export async function axe(page: Page, colorScheme: "light" | "dark"): Promise<string[]> {
  // Without motion: a colour on its way from light to dark is neither.
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(AXE);
  }
  const asked = { resultTypes: ["violations"], rules: RULES };
  const { violations }: AxeResults = await page.evaluate(`axe.run(${JSON.stringify(asked)})`);
  return violations.map(({ id, help, nodes }) => {
    return `${colorScheme}: ${id}, ${help}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`;
  });
}

/** axe needs timers, which a page without JavaScript has not: it looks at a twin, whose own scripts are refused. */
async function twin(page: Page): Promise<Page> {
  const body = (await page.content()).replaceAll(/<(\/?)noscript>/g, "<$1div>");
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": "script-src 'none'" };
  const context = await page.context().browser()!.newContext({
    javaScriptEnabled: true,
    viewport: page.viewportSize(),
    storageState: await page.context().storageState(),
  });
  const copy = await context.newPage();
  await copy.route("**", (route) => (route.request().isNavigationRequest() ? route.fulfill({ body, headers }) : route.continue()));
  await copy.goto(page.url());
  return copy;
}
