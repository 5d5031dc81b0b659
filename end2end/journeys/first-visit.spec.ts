// Somebody opens a Plumbline that was started a moment ago.
import { expectAccessible } from "../accessible.ts";
import { expect, test } from "../journey.ts";

test("a fresh Plumbline answers, and its first page can be read by everybody", async ({ page, request }) => {
  expect((await request.get("/healthz")).status()).toBe(200);

  const answer = await page.goto("/");
  expect(answer?.status()).toBe(200);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});
