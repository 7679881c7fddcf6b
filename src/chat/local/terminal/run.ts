/** `outcry run LINE`: sends one line and follows its answer until nobody but a person can move it on. */
import type { Outcome } from "../../../domain/reply.ts";
import { type DeskClient, Unsure } from "./client.ts";
import type { Row } from "../protocol.ts";

export interface RunOptions {
  readonly line: string;
  /** Print the last reply alone, as JSON. */
  readonly json: boolean;
  readonly print: (text: string) => void;
  /** Keeps a picture or a file of the last reply, and gives where; null: nothing is kept. */
  readonly save: ((name: string, data: Uint8Array) => string) | null;
  /** How long an answer is waited for, and each change of its card: one that goes on changing is followed to its end. */
  readonly waitMs?: number;
}

const WAIT_MS = 10_000;
const STOPPED = "The desk stopped before it had answered. Look (/orders) before you send it again.";
const EXIT_CODES: Readonly<Record<Outcome, 0 | 1 | 2>> = { done: 0, refused: 1, asks: 2, open: 2 };

/** Gives the exit code: 0 done · 1 refused · 2 still open or asking, or no answer in time. */
export async function runLine(
  client: DeskClient,
  { line, json, print, save, waitMs = WAIT_MS }: RunOptions,
): Promise<0 | 1 | 2> {
  let last: Row | null = null;
  for await (const row of answersTo(client, line, waitMs)) {
    if (!json) print(last === null ? row.text : `\n${row.text}`);
    last = row;
  }
  if (last === null) return noAnswer(print, json, waitMs);
  const saved = save === null ? [] : await saveAll(client, last, save);
  if (json) print(JSON.stringify(last.reply));
  else for (const place of saved) print(`Saved ${place}`);
  return EXIT_CODES[last.reply.outcome];
}

/** A message has one of each at most. */
async function saveAll(
  client: DeskClient,
  { seq, reply: { blocks } }: Row,
  save: NonNullable<RunOptions["save"]>,
): Promise<readonly string[]> {
  const file = blocks.find(({ kind }) => kind === "file");
  return [
    ...(blocks.some(({ kind }) => kind === "chart") ? [save(`chart-${seq}.png`, await client.picture(seq))] : []),
    ...(file?.kind === "file" ? [save(file.name, await client.file(seq))] : []),
  ];
}

function noAnswer(print: (text: string) => void, json: boolean, waitMs: number): 2 {
  if (!json) print(`No answer within ${waitMs / 1000} s: /orders shows how things stand.`);
  return 2;
}

/** The answer and each change of it, up to the first that is not `open`. */
async function* answersTo(client: DeskClient, line: string, waitMs: number): AsyncGenerator<Row> {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), waitMs);
  let id: string | null = null;
  try {
    for await (const item of client.stream(ending.signal)) {
      // The first line says that the stream stands: nothing that is sent now can be missed.
      id ??= await client.send({ line });
      if ("beat" in item || item.inReplyTo !== id) continue;
      timer.refresh();
      yield item;
      if (item.reply.outcome !== "open") return;
    }
    throw new Unsure(STOPPED);
  } catch (error) {
    if (ending.signal.aborted) return;
    // What fetch throws where a stream breaks that it was reading.
    throw id !== null && error instanceof TypeError ? new Unsure(STOPPED, { cause: error }) : error;
  } finally {
    clearTimeout(timer);
  }
}
