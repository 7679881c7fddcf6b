/** The local chat over HTTP, as its clients have it: a line is sent, its answer comes by the stream. */
import type { Row, Sent } from "../src/chat/local/protocol.ts";
import { within } from "../src/runtime/deadline.ts";

export interface LocalChat {
  /** ms from the line to its answer. Throws where the desk refuses. */
  ask(line: string): Promise<number>;
  hangUp(): void;
}

const ANSWER_MS = 10_000;

/** Resolves when the stream lives. */
export async function openLocalChat(url: string, token: string): Promise<LocalChat> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ending = new AbortController();
  const waiting = new Map<string, (row: Row) => void>();
  const { body } = await fetch(`${url}/chat/stream`, { headers, signal: ending.signal });
  if (body === null) throw new Error("the stream of the local chat is empty");
  void hear(body, (row) => waiting.get(row.inReplyTo ?? "")?.(row)).catch(() => undefined); // we have hung up
  let asked = 0;
  return {
    async ask(line) {
      const sent: Sent = { id: `bench-${(asked += 1)}`, line };
      const answer = Promise.withResolvers<Row>();
      waiting.set(sent.id, answer.resolve);
      const begun = performance.now();
      const taken = await fetch(`${url}/chat`, { method: "POST", headers, body: JSON.stringify(sent) });
      await taken.arrayBuffer();
      const { reply, text } = await within(ANSWER_MS, `answering ${line}`, answer.promise);
      const ms = performance.now() - begun;
      waiting.delete(sent.id);
      if (reply.outcome === "refused") throw new Error(`${line} was refused: ${text}`);
      return ms;
    },
    hangUp: () => ending.abort(),
  };
}

async function hear(stream: ReadableStream<Uint8Array>, take: (row: Row) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.includes('"inReplyTo"')) take(JSON.parse(line) as Row);
  }
}
