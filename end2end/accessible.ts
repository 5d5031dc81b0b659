// axe finds nothing: WCAG 2.2 A and AA and its best practices, in light and in dark.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { expect, test } from "./journey.ts";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export async function expectAccessible(page: Page): Promise<void> {
  const script = test.info().project.use.javaScriptEnabled ?? true;
  const subject = script ? page : await twin(page);
  expect(await axe(subject), `axe on ${page.url()}`).toEqual([]);
  await (script ? page.emulateMedia({ colorScheme: null, reducedMotion: null }) : subject.context().close());
}

/** What axe finds in light and in dark, a line each. */
export async function axe(page: Page): Promise<string[]> {
  const lines: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    // Without motion: a colour on its way from light to dark is neither.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(AXE);
    const { violations }: AxeResults = await page.evaluate("axe.run({ resultTypes: ['violations'] })");
    for (const { id, help, nodes } of violations) {
      lines.push(`${colorScheme}: ${id}, ${help}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
    }
  }
  return lines;
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
