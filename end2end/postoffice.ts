// A mail server of one's own, with a certificate of its own: real SMTP, kept in memory.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SMTPServer } from "smtp-server";

/** A certificate for localhost that signs itself, and its key. */
export interface Certificate {
  /** The file that says whom to trust. */
  file: string;
  cert: Buffer;
  key: Buffer;
}

export function certificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-certificate-"));
  const [file, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const leaf = ["-addext", "basicConstraints=critical,CA:FALSE"];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
  execFileSync("openssl", ["req", "-x509", ...key, "-out", file, "-days", "2", ...names, ...leaf], { stdio: "pipe" });
  return { file, cert: readFileSync(file), key: readFileSync(keyFile) };
}

/** How it speaks: encrypted from the first byte, by STARTTLS, or never. */
export type Speaks = "tls" | "starttls" | "plain";

export interface Letter {
  to: string[];
  encrypted: boolean;
  text: string;
}

export class PostOffice {
  readonly letters: Letter[] = [];
  /** Passwords that were said to it. */
  readonly passwords: string[] = [];
  /** Who called, whether or not a letter came of it. */
  calls = 0;

  private constructor(private readonly server: SMTPServer) {}

  static async open(port: number, speaks: Speaks, { cert, key }: Certificate): Promise<PostOffice> {
    const office: PostOffice = new PostOffice(
      new SMTPServer({
        secure: speaks === "tls",
        cert,
        key,
        disabledCommands: speaks === "plain" ? ["STARTTLS"] : [],
        authOptional: true,
        allowInsecureAuth: true,
        onConnect: (_session: unknown, done: () => void) => {
          office.calls += 1;
          done();
        },
        onAuth: ({ password }: { password: string }, _session: unknown, done: (no: null, yes: object) => void) => {
          office.passwords.push(password);
          done(null, { user: "plumbline" });
        },
        onData: (stream: NodeJS.ReadableStream, session: any, done: () => void) => {
          const parts: Buffer[] = [];
          stream.on("data", (part) => parts.push(Buffer.from(part)));
          stream.on("end", () => {
            const to = session.envelope.rcptTo.map(({ address }: { address: string }) => address);
            office.letters.push({ to, encrypted: session.secure, text: Buffer.concat(parts).toString() });
            done();
          });
        },
      }),
    );
    // Whoever hangs up in the middle is no fault of the post office.
    office.server.on("error", () => {});
    await new Promise<void>((open) => office.server.listen(port, "127.0.0.1", open));
    return office;
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.server.close(() => closed()));
  }
}
