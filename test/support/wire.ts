/** HTTP as bytes allow it: any Host, any body, a connection of its own for each request. */
import { request } from "node:http";

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Of a stream that stays open: its head and what came with it. */
export function ask(url: string, path: string, { method = "GET", headers = {}, body = "" }: Asking = {}) {
  const { hostname, port } = new URL(url);
  return new Promise<Answered>((resolve, reject) => {
    // Not fetch, which would tidy the path up; not the shared agent, whose connections outlive the test.
    const length = body === "" || "transfer-encoding" in headers ? {} : { "content-length": Buffer.byteLength(body) };
    const options = { hostname, port, path, method, headers: { ...length, ...headers }, agent: false };
    const asked = request(options, (response) => {
      let text = "";
      const done = (): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      response.setEncoding("utf8").on("end", done);
      response.on("data", (chunk: string) => {
        text += chunk;
        if (response.headers["content-type"]?.startsWith("application/x-ndjson") !== true) return;
        done();
        response.destroy();
      });
    });
    asked.on("error", reject).end(body);
  });
}
