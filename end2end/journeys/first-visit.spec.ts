// Somebody opens a Plumbline that was started a moment ago.
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../journey.ts";

const PROGRESS = "**/example/progress";

test.describe.configure({ mode: "serial" });

test("a fresh Plumbline answers, and its first page can be read by everybody", async ({ page, request }) => {
  expect((await request.get("/healthz")).status()).toBe(200);

  const answer = await page.goto("/");
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page, "/first-run");
});

test("the example company is told while one waits, and then one is in it", async ({ page, javaScriptEnabled }) => {
  test.slow();
  test.skip(javaScriptEnabled !== false, "nothing in it needs script, and telling takes its time");
  // The page shows itself anew every second; while it is looked at, it stays.
  await page.route(PROGRESS, async (route) => {
    const response = await route.fetch();
    const { refresh: _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  await page.goto("/");
  await page.getByRole("button", { name: "Start with the example company" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Fourteen months are being told.");
  await expectAccessible(page, "/example/progress");
  await page.unroute(PROGRESS);
  await page.reload();
  await expect(page).toHaveURL(/\/$/, { timeout: 150_000 });
  await expect(page.getByRole("complementary", { name: "Example" })).toContainText("Miriam Castell");
});
