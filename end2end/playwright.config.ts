// The journeys: each with JavaScript and without, in Debian's Chromium, against servers of their own (plumbline.ts).
import { defineConfig, devices } from "@playwright/test";

const browser = {
  ...devices["Desktop Chrome"],
  locale: "en-GB",
  timezoneId: "Europe/London",
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  },
};

export default defineConfig({
  testDir: "journeys",
  globalSetup: "./story.ts",
  outputDir: "test-results",
  workers: 2,
  timeout: 60_000,
  forbidOnly: process.env.CI === "true",
  reporter: "list",
  // A trace takes as long again: ask for one with `--trace on`.
  use: { actionTimeout: 10_000, screenshot: "only-on-failure" },
  projects: [
    { name: "script", use: browser },
    { name: "no-script", use: { ...browser, javaScriptEnabled: false } },
  ],
});
