// A `plumbline serve` of one's own: a free port, a fresh data folder, gone afterwards.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const PROGRAM = process.env.PLUMBLINE ?? join(import.meta.dirname, "../target/debug/plumbline");
const PATIENCE = 20_000;

/** Settings by their variables, beside those that every one has. */
export type Settings = Record<string, string>;

export class Plumbline {
  /** What it said so far. */
  said = "";

  private constructor(
    readonly url: string,
    readonly data: string,
    private readonly program: ChildProcess,
  ) {
    for (const stream of [program.stdout, program.stderr]) {
      stream?.on("data", (words) => (this.said += words));
    }
  }

  /** Starts one, on a copy of some data if there is any, and waits until it is alive. */
  static async start(begins?: string, settings: Settings = {}): Promise<Plumbline> {
    const data = await mkdtemp(join(tmpdir(), "plumbline-journey-"));
    if (begins) {
      await cp(begins, data, { recursive: true });
    }
    return Plumbline.on(data, settings);
  }

  /** Starts one on data that is there, as after a pause. */
  static async on(data: string, settings: Settings = {}): Promise<Plumbline> {
    const listen = `127.0.0.1:${await freePort()}`;
    const url = `http://${listen}`;
    const program = spawn(PROGRAM, ["serve"], {
      cwd: data,
      env: { PATH: process.env.PATH, PLUMBLINE_DATA: data, PLUMBLINE_LISTEN: listen, PLUMBLINE_URL: url, ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const plumbline = new Plumbline(url, data, program);
    await plumbline.alive();
    return plumbline;
  }

  /** Stops it as an operator would, and takes its data away. */
  async stop(): Promise<void> {
    await this.pause();
    await rm(this.data, { recursive: true, force: true });
  }

  /** Stops it and leaves its data. */
  async pause(): Promise<void> {
    if (this.program.exitCode === null && this.program.signalCode === null) {
      const gone = once(this.program, "exit");
      this.program.kill("SIGTERM");
      const slow = setTimeout(() => this.program.kill("SIGKILL"), 5_000);
      await gone;
      clearTimeout(slow);
    }
  }

  private async alive(): Promise<void> {
    let failure: unknown;
    this.program.on("error", (error) => (failure = error));
    for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
      if (failure || this.program.exitCode !== null) {
        break;
      }
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await new Promise((later) => setTimeout(later, 25));
    }
    await this.stop();
    throw new Error(`${PROGRAM} serve did not come up. ${failure ?? ""}\n${this.said}`);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : Promise.reject(new Error("no free port"));
}
