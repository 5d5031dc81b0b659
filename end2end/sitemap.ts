// The site map as the server has it: read from its own golden table, so that a page that is new is looked at too.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";

const TABLE = join(
  import.meta.dirname,
  "../server/tests/http/snapshots/http__guard__the_table_of_routes_and_roles_is_as_reviewed.snap",
);

/** What is no page of somebody who is signed in: files, health, JSON, the door. */
const NO_PAGES = [/^\/(healthz|readyz|favicon\.svg|pkg|style|fonts)/, /\.json$/, /\/(file|pack|csv)$/, /^\/(first-run|sign-in|join)/];

/** Every page of the site map, with its placeholders. */
export function pages(): string[] {
  const lines = readFileSync(TABLE, "utf8").split("\n").filter((line) => line.startsWith("GET "));
  const paths = lines.map((line) => line.split(/\s+/)[1] ?? "");
  return paths.filter((path) => !NO_PAGES.some((one) => one.test(path)));
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/[.]/g, "\\.").replaceAll(/\{[a-z]+\}/g, "[^/]+")}$`);
}

/** The line of the site map that an address is of; the one without placeholders first. */
function lineOf(path: string, lines: string[]): string | undefined {
  return lines.includes(path) ? path : lines.find((line) => pattern(line).test(path));
}

/** For each page one real address, found by following the links from the first page on. */
export async function addresses(page: Page): Promise<Map<string, string>> {
  const lines = pages();
  const found = new Map<string, string>(lines.filter((line) => !line.includes("{")).map((line) => [line, line]));
  const waiting = [...found.values()];
  const seen = new Set(waiting);
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const answer = await page.request.get(address, { maxRedirects: 0 });
    const links = [...(await answer.text()).matchAll(/href="(\/[^"#]*)"/g)].map((match) => (match[1] ?? "").replaceAll("&amp;", "&"));
    for (const link of links) {
      const path = link.split("?")[0] ?? "";
      const line = lineOf(path, lines);
      if (line && !found.has(line) && !seen.has(link)) {
        seen.add(link);
        found.set(line, link);
        waiting.push(link);
      }
    }
  }
  return found;
}
