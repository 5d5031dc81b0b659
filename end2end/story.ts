// The example company, told once for all journeys of a round; each plumbline that begins with it takes a copy.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM } from "./plumbline.ts";

export default async function tell(): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), "plumbline-story-"));
  execFileSync(PROGRAM, ["example", "load"], { env: { PATH: process.env.PATH, PLUMBLINE_DATA: data }, stdio: "pipe" });
  process.env.PLUMBLINE_STORY = data;
  return () => rm(data, { recursive: true, force: true });
}
