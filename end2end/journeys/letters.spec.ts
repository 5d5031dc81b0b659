// Letters by a real mail server: encrypted, once, and not lost while it is down. Nobody looks: one round is enough.
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, type Browser } from "@playwright/test";
import { found, test } from "../journey.ts";
import { freePort, Plumbline, type Settings } from "../plumbline.ts";
import { type Certificate, certificate, type Letter, PostOffice, type Speaks } from "../postoffice.ts";

test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "no page of it has a script");

/** A letter goes out at the first look of the watch, or at its next: it looks every twenty seconds. */
const SOON = { timeout: 40_000 };
/** What failed first is tried again after half a minute, at the look that follows. */
const LATER = { timeout: 90_000 };

/** A zone in which it is noon: letters go out from seven. */
function noon(): string {
  const east = 12 - new Date().getUTCHours();
  return east === 0 ? "UTC" : `Etc/GMT${east > 0 ? "-" : "+"}${Math.abs(east)}`;
}

let firm: Promise<string> | undefined;
let ours: Certificate | undefined;

/** A firm in which somebody has a task that is due: one letter waits to be sent. Its server was never there. */
async function withALetter(browser: Browser): Promise<string> {
  firm ??= (async () => {
    const nowhere = { TZ: noon(), PLUMBLINE_MAIL: `smtps://localhost:${await freePort()}` };
    const plumbline = await Plumbline.start(undefined, nowhere);
    const page = await browser.newPage({ baseURL: plumbline.url });
    await found(page);
    await page.goto("/settings");
    await expect(page.getByRole("heading", { level: 1 }), "the zone of the machine").toContainText(noon());
    await page.goto("/own-tasks/new");
    await page.locator("[name=title]").fill("Ask the vendor for its new report");
    await page.locator("[name=about]").selectOption("criterion/CC9.2");
    await page.locator("[name=assignee]").selectOption({ label: "Miriam Castell" });
    await page.locator("[name=due_on]").fill(new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
    await page.getByRole("button", { name: "Open the task" }).click();
    await expect(page).toHaveURL(/own-tasks\/[0-9a-f-]{36}/);
    await page.close();
    await plumbline.pause();
    expect(plumbline.said, "the letter was not tried yet").not.toContain("attempt 1");
    const kept = await mkdtemp(join(tmpdir(), "plumbline-letters-"));
    await cp(plumbline.data, kept, { recursive: true });
    await plumbline.stop();
    return kept;
  })();
  return firm;
}

function trusted(): Certificate {
  return (ours ??= certificate());
}

function mail(address: string): Settings {
  return { PLUMBLINE_MAIL: address, SSL_CERT_FILE: trusted().file };
}

function isTheLetter({ to, encrypted, text }: Letter): void {
  expect(to).toEqual(["miriam@example.com"]);
  expect(encrypted).toBe(true);
  expect(text).toMatch(/^Message-ID: <day-[0-9a-f-]{36}-\d{4}-\d\d-\d\d@localhost>\r$/m);
  expect(text).toContain("/own-tasks/");
}

/** Somebody else's server: what it is, and how it speaks. */
const STRANGERS: [string, string, Speaks, boolean][] = [
  ["a certificate that nobody vouches for", "smtps", "tls", false],
  ["no encryption where it was asked for", "smtps", "plain", true],
  ["no STARTTLS", "smtp", "plain", true],
  ["STARTTLS with a certificate that nobody vouches for", "smtp", "starttls", false],
];

for (const [scheme, speaks] of [["smtps", "tls"], ["smtp", "starttls"]] as [string, Speaks][]) {
  test(`a letter arrives once by ${scheme}, and not again after a restart`, async ({ browser }) => {
    test.setTimeout(120_000);
    const begins = await withALetter(browser);
    const port = await freePort();
    const office = await PostOffice.open(port, speaks, trusted());
    const settings = mail(`${scheme}://miriam:secret@localhost:${port}`);
    const plumbline = await Plumbline.start(begins, settings);
    await expect.poll(() => office.letters.length, SOON).toBe(1);
    isTheLetter(office.letters[0]);
    expect(office.passwords).toEqual(["secret"]);
    await plumbline.pause();
    const again = await Plumbline.on(plumbline.data, settings);
    await new Promise((later) => setTimeout(later, 4_000));
    expect(office.letters.length, "the look at the start found nothing to send").toBe(1);
    await again.stop();
    await office.close();
  });
}

test("a server that is down loses nothing: the letter waits, and arrives once", async ({ browser }) => {
  test.setTimeout(180_000);
  const begins = await withALetter(browser);
  const port = await freePort();
  const plumbline = await Plumbline.start(begins, mail(`smtps://localhost:${port}`));
  await expect.poll(() => plumbline.said, SOON).toContain("attempt 1");
  const office = await PostOffice.open(port, "tls", trusted());
  await expect.poll(() => office.letters.length, LATER).toBe(1);
  isTheLetter(office.letters[0]);
  await plumbline.stop();
  await office.close();
});

for (const [what, scheme, speaks, vouched] of STRANGERS) {
  test(`a server with ${what} gets no letter and no password`, async ({ browser }) => {
    test.setTimeout(120_000);
    const begins = await withALetter(browser);
    const port = await freePort();
    const office = await PostOffice.open(port, speaks, vouched ? trusted() : certificate());
    const plumbline = await Plumbline.start(begins, mail(`${scheme}://miriam:secret@localhost:${port}`));
    await expect.poll(() => plumbline.said, SOON).toContain("attempt 1");
    expect(office.letters).toEqual([]);
    expect(office.passwords).toEqual([]);
    expect(plumbline.said).not.toContain("secret");
    await plumbline.stop();
    await office.close();
  });
}
