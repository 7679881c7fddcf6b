/** The local chat from outside: what the console and `outcry run` talk to a running desk with. */
import { randomUUID } from "node:crypto";

import type { Beat, Completed, Row, Sent, StreamLine, TokenAnswer, TokenList, TokenWish } from "../protocol.ts";

export interface DeskAddress {
  /** Without a slash at its end: http://127.0.0.1:8484 */
  readonly url: string;
  readonly token: string;
}

export interface DeskClient {
  /** Resolves to the message's id when it is durable. */
  send(content: { readonly line: string } | { readonly press: string }): Promise<string>;
  /** Somebody looks. */
  seen(): Promise<void>;
  complete(line: string): Promise<Completed>;
  /** The chart of a message as a PNG, and the text of its file. */
  picture(seq: number): Promise<Uint8Array>;
  file(seq: number): Promise<Uint8Array>;
  tokens(): Promise<TokenList>;
  /** Makes, renews or removes a token: an admin's to do. */
  changeToken(wish: TokenWish): Promise<TokenAnswer>;
  /**
   * Messages after `after`, without it from now on; a beat first. Ends with the connection or the signal; throws Unwanted
   * where this person has opened too many others since.
   */
  stream(signal: AbortSignal, after?: number): AsyncGenerator<Row | Beat>;
}

/** No desk answers there. */
export class NoDesk extends Error {
  override readonly name = "NoDesk";
}

/** The line may be durable at the desk, or not. */
export class Unsure extends Error {
  override readonly name = "Unsure";
}

/** The desk said no to the request itself (401, 403, 400 …); the message is its sentence. */
export class Unwanted extends Error {
  override readonly name = "Unwanted";
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

const ANSWER_MS = 10_000;
/** Three beats without one: the desk is gone though the connection stands. */
const SILENCE_MS = 45_000;
const TAKEN = 409;
const UNSEATED =
  "You have the desk open in too many places, so this one was ended, the oldest: close another, then start it again.";

export function createClient({ url, token }: DeskAddress): DeskClient {
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await reach(`${url}${path}`, { ...init, headers });
    if (response.ok) return response;
    throw new Unwanted(response.status, await sentenceOf(response));
  };

  const bytes = async (path: string): Promise<Uint8Array> =>
    new Uint8Array(await (await ask(path, { signal: AbortSignal.timeout(ANSWER_MS) })).arrayBuffer());

  return {
    async send(content) {
      const sent: Sent = { id: randomUUID(), ...content };
      const response = await ask("/chat", {
        method: "POST",
        body: JSON.stringify(sent),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await response.body?.cancel();
      return sent.id;
    },
    async seen() {
      const signal = AbortSignal.timeout(ANSWER_MS);
      await (await ask("/chat/seen", { method: "POST", body: "{}", signal })).body?.cancel();
    },
    async complete(line) {
      const path = `/chat/complete?line=${encodeURIComponent(line.toWellFormed())}`;
      return (await (await ask(path, { signal: AbortSignal.timeout(ANSWER_MS) })).json()) as Completed;
    },
    picture: async (seq) => bytes(`/chat/picture?seq=${seq}`),
    file: async (seq) => bytes(`/chat/file?seq=${seq}`),
    async tokens() {
      return (await (await ask("/people/tokens", { signal: AbortSignal.timeout(ANSWER_MS) })).json()) as TokenList;
    },
    async changeToken(wish) {
      const body = JSON.stringify(wish);
      const response = await ask("/people/tokens", { method: "POST", body, signal: AbortSignal.timeout(ANSWER_MS) });
      return (await response.json()) as TokenAnswer;
    },
    async *stream(signal, after) {
      const silence = new AbortController();
      const path = `/chat/stream${after === undefined ? "" : `?after=${after}`}`;
      const timer = setTimeout(() => silence.abort(), SILENCE_MS);
      try {
        const response = await ask(path, { signal: AbortSignal.any([signal, silence.signal]) });
        for await (const line of linesOf(response)) {
          timer.refresh();
          const item = JSON.parse(line) as StreamLine;
          if ("end" in item) throw new Unwanted(TAKEN, UNSEATED);
          if ("seq" in item || "beat" in item) yield item;
        }
      } finally {
        clearTimeout(timer);
        silence.abort();
      }
    },
  };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (isRefused(error)) {
      throw new NoDesk(`No desk answers at ${new URL(url).origin}: start one with npm start.`, { cause: error });
    }
    if (init.method !== "POST") throw error;
    throw new Unsure(
      "The connection broke: this may or may not have been taken. Look (/orders) before you send it again.",
      {
        cause: error,
      },
    );
  }
}

/** Nobody listens there: only then is it certain that nothing was taken. */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "ECONNREFUSED") || isRefused(error.cause);
}

async function sentenceOf(response: Response): Promise<string> {
  try {
    return ((await response.json()) as { error: string }).error;
  } catch {
    return `The desk answered ${response.status}.`;
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  let rest = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
}
