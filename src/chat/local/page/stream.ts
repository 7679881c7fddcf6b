/** The desk's messages, one after the other, for as long as the page is open: taken up again wherever they broke off. */
import type { End, StreamLine } from "../protocol.ts";
import { type Api, Unwanted } from "./api.ts";

export interface Listener {
  /** `after`: the last message that is here; null at the first visit. */
  after(): number | null;
  take(item: Exclude<StreamLine, End>): void;
  /** The connection broke; it is tried again in so many ms. */
  lost(retryMs: number): void;
  /** A try has begun. */
  trying(): void;
  /** Another page of the same person has its place: it is tried again when somebody asks for it. */
  unseated(): void;
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
/** A connection that held so long was a good one: the next try comes soon again. */
const GOOD_MS = 10_000;
/** Three beats without one: the desk is gone though the connection stands. */
const SILENCE_MS = 45_000;
/** Of recent messages, at the first visit. */
const FIRST_ROWS = 60;

export function follow(api: Api, listener: Listener): Following {
  const leaving = new AbortController();
  let hurry = (): void => undefined;
  let retryMs = FIRST_RETRY_MS;

  /** False where the desk has given its place to another page. */
  const once = async (): Promise<boolean> => {
    const broken = new AbortController();
    hurry = () => broken.abort();
    const signal = AbortSignal.any([leaving.signal, broken.signal]);
    let silence = setTimeout(hurry, SILENCE_MS);
    let good: ReturnType<typeof setTimeout> | undefined;
    try {
      for await (const item of itemsOf(await api.stream(queryOf(listener.after()), signal))) {
        clearTimeout(silence);
        silence = setTimeout(hurry, SILENCE_MS);
        good ??= setTimeout(() => (retryMs = FIRST_RETRY_MS), GOOD_MS);
        if ("end" in item) return false;
        listener.take(item);
      }
      return true;
    } finally {
      clearTimeout(silence);
      clearTimeout(good);
      broken.abort();
    }
  };

  /** Without an end, until somebody asks. */
  const pause = (ms?: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const run = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      listener.trying();
      try {
        if (!(await once())) {
          listener.unseated();
          await pause();
          continue;
        }
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

async function* itemsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamLine> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line) as StreamLine;
  }
}
