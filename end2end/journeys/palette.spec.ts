// Finding and doing: by the palette where script runs, by the same link to a page where it does not.
import { expectAccessible } from "../accessible.ts";
import { awake, expect, found, test } from "../journey.ts";
import { packed } from "../packed.ts";

test.describe.configure({ mode: "serial" });

test.beforeEach(async ({ page }) => {
  await found(page);
  await page.goto("/systems");
});

test("the link finds without script", async ({ page, javaScriptEnabled }) => {
  test.skip(javaScriptEnabled !== false, "with script it opens the palette");
  await page.getByRole("link", { name: "Find" }).click();
  await expect(page).toHaveURL(/\/find$/);
  await expectAccessible(page);
  await page.getByRole("searchbox", { name: "Find or do" }).fill("cc6.1");
  await page.keyboard.press("Enter");
  await expect(page.locator(".found a").first()).toHaveText(/CC6\.1/);
  await expectAccessible(page);
  await page.locator(".found a").first().click();
  await expect(page).toHaveURL(/\/criteria\/CC6\.1$/);
  await page.goto("/shortcuts");
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expectAccessible(page);
});

test("on a small window everything under More is reached", async ({ page }) => {
  for (const [width, height] of [[390, 664], [390, 844], [900, 700], [844, 390]] as const) {
    await page.setViewportSize({ width, height });
    await page.goto("/systems");
    await page.getByRole("button", { name: /^More/ }).click();
    const entries = page.locator("#registers").locator("a:visible, button:visible");
    for (const entry of [entries.first(), entries.last(), entries.first()]) {
      await entry.scrollIntoViewIfNeeded();
      await expect(entry, `${width} × ${height}`).toBeInViewport({ ratio: 0.99 });
    }
  }
});

test.describe("with script", () => {
  test.skip(({ javaScriptEnabled }) => javaScriptEnabled === false, "there is no palette without script");

  test("an identifier, Enter, there", async ({ page }) => {
    await awake(page);
    await page.keyboard.press("/");
    const field = page.getByRole("combobox", { name: "Find or do" });
    await expect(field).toBeFocused();
    await expect(page.getByRole("option").first()).toBeVisible();
    await expectAccessible(page);
    await field.pressSequentially("cc6.1");
    await expect(page.getByRole("option", { selected: true })).toContainText("CC6.1");
    await expect(field).toHaveAttribute("aria-activedescendant", "palette-hit-0");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/criteria\/CC6\.1$/);
  });

  test("arrows choose, Escape gives the keyboard back, nothing happens in a field", async ({ page }) => {
    await awake(page);
    const link = page.getByRole("link", { name: "Find" });
    await link.focus();
    await page.keyboard.press("Enter");
    const chosen = page.getByRole("option", { selected: true });
    await expect(chosen).toHaveCount(1);
    const first = await chosen.textContent();
    await page.keyboard.press("ArrowDown");
    await expect(chosen).not.toHaveText(first ?? "");
    await page.keyboard.press("ArrowUp");
    await expect(chosen).toHaveText(first ?? "");
    await page.keyboard.type("add a system");
    await expect(chosen).toContainText("Add a system");
    await page.keyboard.press("Escape");
    await expect(page.locator("dialog.palette")).toBeHidden();
    await expect(link).toBeFocused();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("what nobody ever wrote");
    await expect(page.getByRole("status").filter({ hasText: "Nothing answers" })).toBeVisible();
    await page.keyboard.press("Escape");
    await page.goto("/systems/new");
    await awake(page);
    await page.locator("[name=name]").fill("");
    await page.locator("[name=name]").pressSequentially("g/s?");
    await expect(page.locator("[name=name]")).toHaveValue("g/s?");
    await expect(page.locator("dialog[open]")).toHaveCount(0);
    await page.keyboard.press("Control+k");
    await expect(page.locator("dialog.palette")).toBeVisible();
  });

  test("two keys lead to a place, j and k go through rows, single keys can be switched off", async ({ page }) => {
    await awake(page);
    await page.keyboard.press("g");
    await page.keyboard.press("c");
    await expect(page).toHaveURL(/\/criteria$/);
    await page.goto("/controls");
    await awake(page);
    const rows = page.locator("main tbody th[scope=row] a");
    for (const [key, row] of [["j", 0], ["j", 1], ["k", 0]] as const) {
      await page.keyboard.press(key);
      await expect(rows.nth(row)).toBeFocused();
    }
    await page.keyboard.press("?");
    const list = page.getByRole("dialog", { name: "Shortcuts" });
    await expect(list).toContainText("Review queue");
    await expectAccessible(page);
    await list.getByRole("checkbox").uncheck();
    await page.keyboard.press("Escape");
    await expect(list).toBeHidden();
    await page.keyboard.press("/");
    await expect(page.locator("dialog[open]")).toHaveCount(0);
    await page.goto("/shortcuts");
    await awake(page);
    await page.getByRole("main").getByRole("checkbox").check();
    await page.locator("body").press("?");
    await expect(list).toBeVisible();
  });

  test("the first visit weighs little, and the door loads no program", async ({ page, baseURL, browser }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.reload();
    await awake(page);
    // Each file once: what is preloaded is asked for again when it is used, and comes from the cache then.
    const program = [...new Set(asked.filter((path) => path.startsWith("/pkg/")))];
    expect(program.length).toBeGreaterThanOrEqual(2);
    const bytes = await Promise.all(program.map((path) => packed(`${baseURL}${path}`)));
    expect(bytes.reduce((all, one) => all + one, 0), "brotli, wasm and script").toBeLessThanOrEqual(90_000);

    const stranger = await (await browser.newContext({ baseURL })).newPage();
    const door: string[] = [];
    stranger.on("request", (request) => door.push(new URL(request.url()).pathname));
    await stranger.goto("/sign-in", { waitUntil: "networkidle" });
    expect(door.filter((path) => path.startsWith("/pkg/"))).toEqual([]);
    await stranger.context().close();
  });
});
