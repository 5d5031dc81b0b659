// What a file weighs on its way to a browser: the browser's own client unpacks it before anybody can look.
import { get } from "node:http";

export function packed(url: string): Promise<number> {
  return new Promise((done, failed) => {
    get(url, { headers: { "accept-encoding": "br" } }, (answer) => {
      if (answer.statusCode !== 200 || answer.headers["content-encoding"] !== "br") {
        failed(new Error(`${url}: ${answer.statusCode}, ${answer.headers["content-encoding"]}`));
      }
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => (bytes += chunk.length));
      answer.on("end", () => done(bytes));
    }).on("error", failed);
  });
}
