/** The desk over HTTP, as the page asks it. */
import type { CandleChart } from "../../../domain/chart.ts";
import type { Completed, DeclaredCommand, Sent } from "../protocol.ts";

export interface Api {
  /** Resolves when the message is durable. The same id again is the same message. */
  send(sent: Sent): Promise<void>;
  /** Somebody looks at the page. */
  seen(): Promise<void>;
  complete(line: string, signal: AbortSignal): Promise<Completed>;
  commands(): Promise<readonly DeclaredCommand[]>;
  candles(of: Pick<CandleChart, "exchange" | "pair" | "timeframe">): Promise<CandleChart | null>;
  picture(seq: number): Promise<Blob>;
  /** The file of a message. */
  file(seq: number): Promise<Blob>;
  /** Open until the signal, or until the desk ends it. */
  stream(query: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

/** The desk said no to the request itself; the message is its sentence. */
export class Unwanted extends Error {
  override readonly name = "Unwanted";
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

const ANSWER_MS = 10_000;

export function createApi(token: string): Api {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(path, { signal: AbortSignal.timeout(ANSWER_MS), ...init, headers });
    if (response.ok) return response;
    throw new Unwanted(response.status, await sentenceOf(response));
  };

  return {
    async send(sent) {
      await ask("/chat", { method: "POST", body: JSON.stringify(sent) });
    },
    async seen() {
      await ask("/chat/seen", { method: "POST", body: "{}" });
    },
    async complete(line, signal) {
      const response = await ask(`/chat/complete?${new URLSearchParams({ line: line.toWellFormed() })}`, { signal });
      return (await response.json()) as Completed;
    },
    async commands() {
      return (await (await ask("/chat/commands")).json()) as DeclaredCommand[];
    },
    async candles({ exchange, pair, timeframe }) {
      const response = await ask(`/chat/candles?${new URLSearchParams({ exchange, pair, timeframe })}`);
      return (await response.json()) as CandleChart | null;
    },
    async picture(seq) {
      return (await ask(`/chat/picture?seq=${seq}`)).blob();
    },
    async file(seq) {
      return (await ask(`/chat/file?seq=${seq}`)).blob();
    },
    async stream(query, signal) {
      const { body } = await ask(`/chat/stream?${query}`, { signal });
      if (body === null) throw new TypeError("an answer without a body");
      return body;
    },
  };
}

async function sentenceOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as { error: string }).error;
  } catch {
    return `The desk answered ${response.status}.`;
  }
}
