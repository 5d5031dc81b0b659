// The site map as the server has it: read from its own golden table, so that a page that is new is looked at too.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";

const TABLE = join(
  import.meta.dirname,
  "../server/tests/http/snapshots/http__guard__the_table_of_routes_and_roles_is_as_reviewed.snap",
);

/** What is asked for and is no page: health, what pages are made of, what they hand out as a file. */
const NO_PAGES = [/^\/(healthz|readyz|favicon\.svg)$/, /^\/(pkg|style|fonts)\//, /\.(json|csv|xlsx)$/, /\/file$/, /^\/lists\//, /\/files\//, /^\/calendar\//];

/** Addresses of one line that are followed: the same page about other things. */
const ENOUGH = 24;

/** The lines of the site map that are pages. */
export function pages(): string[] {
  const lines = readFileSync(TABLE, "utf8").split("\n").filter((line) => line.startsWith("GET "));
  const paths = lines.map((line) => line.split(/\s+/)[1] ?? "");
  return paths.filter((path) => !NO_PAGES.some((one) => one.test(path)));
}

/** What the addresses of a line look like. */
export function pattern(line: string): RegExp {
  return new RegExp(`^${line.replaceAll(/\{[a-z]+\}/g, "[^/]+")}$`);
}

/** Of some lines those that somebody gets to see, each with addresses of it: those that such pages link to. */
export async function addresses(page: Page, lines: string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const waiting = lines.filter((line) => !line.includes("{"));
  const seen = new Set(waiting);
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const line = lineOf(address, lines);
    const those = found.get(line) ?? [];
    const answer = those.length < ENOUGH ? await page.request.get(address, { maxRedirects: 0 }) : undefined;
    if (answer?.status() !== 200) {
      continue;
    }
    found.set(line, [...those, address]);
    const links = [...(await answer.text()).matchAll(/<a [^>]*href="(\/[^"#]*)/g)].map(([, link = ""]) => link.replaceAll("&amp;", "&"));
    // From both ends of a list: its last is often another case than its first.
    for (const link of links.flatMap((first, at) => [first, links.at(-1 - at) ?? first])) {
      if (!seen.has(link) && lineOf(link, lines)) {
        seen.add(link);
        waiting.push(link);
      }
    }
  }
  return found;
}

/** The line that an address is of; the one without placeholders first. */
function lineOf(address: string, lines: string[]): string {
  const path = address.split("?")[0] ?? "";
  return lines.includes(path) ? path : (lines.find((line) => pattern(line).test(path)) ?? "");
}
