// What every journey starts from: `test` with a plumbline that the journeys of one file share, fresh for each file.
import { test as base, expect } from "@playwright/test";
import { Plumbline } from "./plumbline.ts";

/** The plumbline of the file that a worker is in; Playwright knows no fixture that lives as long as a file. */
class OneForEachFile {
  private current?: { file: string; plumbline: Plumbline };

  async of(file: string): Promise<Plumbline> {
    if (this.current?.file !== file) {
      await this.stop();
      this.current = { file, plumbline: await Plumbline.start() };
    }
    return this.current.plumbline;
  }

  async stop(): Promise<void> {
    await this.current?.plumbline.stop();
    this.current = undefined;
  }
}

export const test = base.extend<{ plumbline: Plumbline }, { plumblines: OneForEachFile }>({
  plumblines: [
    async ({}, use) => {
      const plumblines = new OneForEachFile();
      await use(plumblines);
      await plumblines.stop();
    },
    { scope: "worker" },
  ],
  plumbline: async ({ plumblines }, use, { file }) => use(await plumblines.of(file)),
  // Pages are named by their path.
  baseURL: async ({ plumbline }, use) => use(plumbline.url),
  // No journey may break a script or the content security policy on its way; an answer like 404 may be part of it.
  page: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (line) => {
      if (line.type() === "error" && !line.text().startsWith("Failed to load resource")) {
        complaints.push(line.text());
      }
    });
    await use(page);
    expect(complaints, "complaints of the browser").toEqual([]);
  },
});

export { expect };
