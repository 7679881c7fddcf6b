/** The desk's messages, one after the other, for as long as the page is open: taken up again wherever they broke off. */
import type { Beat, DeskLine, Row } from "../protocol.ts";
import { type Api, Unwanted } from "./api.ts";

export interface Listener {
  /** `after`: the last message that is here; null at the first visit. */
  after(): number | null;
  take(item: Row | Beat | DeskLine): void;
  /** The connection broke; it is tried again in so many ms. */
  lost(retryMs: number): void;
  /** A try has begun. */
  trying(): void;
  /** The desk does not know the token: there is nothing more to try. */
  refused(): void;
}

export interface Following {
  /** Does not wait for the next try. */
  tryNow(): void;
  stop(): void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** Three beats without one: the desk is gone though the connection stands. */
const SILENCE_MS = 45_000;
/** Of recent messages, at the first visit. */
const FIRST_ROWS = 60;

export function follow(api: Api, listener: Listener): Following {
  const leaving = new AbortController();
  let hurry = (): void => undefined;
  let retryMs = FIRST_RETRY_MS;

  const once = async (): Promise<void> => {
    const broken = new AbortController();
    hurry = () => broken.abort();
    const signal = AbortSignal.any([leaving.signal, broken.signal]);
    let silence = setTimeout(hurry, SILENCE_MS);
    try {
      for await (const item of itemsOf(await api.stream(queryOf(listener.after()), signal))) {
        clearTimeout(silence);
        silence = setTimeout(hurry, SILENCE_MS);
        retryMs = FIRST_RETRY_MS;
        listener.take(item);
      }
    } finally {
      clearTimeout(silence);
      broken.abort();
    }
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      listener.trying();
      try {
        await once();
      } catch (error) {
        if (error instanceof Unwanted && error.status === 401) return listener.refused();
      }
      if (leaving.signal.aborted) return;
      // Not all pages of a desk that comes back at the same instant.
      const waitMs = retryMs * (0.75 + Math.random() / 2);
      listener.lost(waitMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      await pause(waitMs);
    }
  };

  void run();
  return {
    tryNow: () => hurry(),
    stop: () => leaving.abort(),
  };
}

function queryOf(after: number | null): string {
  return after === null ? `last=${FIRST_ROWS}&desk=1` : `after=${after}&desk=1`;
}

async function* itemsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Row | Beat | DeskLine> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line) as Row | Beat | DeskLine;
  }
}
