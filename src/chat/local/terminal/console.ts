/** `outcry console`: the desk in a terminal. It completes from the desk, numbers the buttons and reconnects by itself. */
import { createInterface, cursorTo, clearLine, type Interface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

import type { Shown } from "../../../domain/reply.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { widthOf, wrap } from "../../text/columns.ts";
import { type DrawText, renderText } from "../../text/text.ts";
import { type DeskClient, NoDesk, Unsure, Unwanted } from "./client.ts";
import type { Beat, Row } from "../protocol.ts";

export interface ConsoleOptions {
  readonly client: DeskClient;
  readonly input: NodeJS.ReadStream | NodeJS.ReadableStream;
  readonly output: NodeJS.WriteStream | NodeJS.WritableStream;
  readonly clock: Clock;
  readonly zone: string;
  readonly color: boolean;
  readonly drawText: DrawText;
  /** Lines of earlier times, the newest first. */
  readonly history: readonly string[];
  readonly remember: (history: readonly string[]) => void;
}

const HISTORY_SIZE = 500;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 5_000;
const FAREWELLS = new Set(["exit", "quit", "/exit", "/quit"]);

/** Resolves when the person leaves. Throws Unwanted where the desk does not know the token. */
export async function runConsole(options: ConsoleOptions): Promise<void> {
  const { client, input, output } = options;
  const leaving = new AbortController();
  const board = createBoard();
  const prompt = createInterface({
    input,
    output,
    prompt: "› ",
    history: [...options.history],
    historySize: HISTORY_SIZE,
    removeHistoryDuplicates: true,
    completer: (line: string, done: Completer) => void complete(client, line, done),
  });
  prompt.on("history", options.remember);
  prompt.on("close", () => leaving.abort());
  prompt.on("SIGINT", () => prompt.close());
  const isHere = (): boolean => !leaving.signal.aborted;
  // What comes after the person has left is not drawn: a closed prompt throws.
  const say = (text: string): void => {
    if (isHere()) printAbove(prompt, output, fitting(text, output));
  };
  // Until the stream stands, an answer would be missed: what is typed before waits.
  const { promise: stands, resolve: stand } = Promise.withResolvers<void>();
  const send = async (line: string): Promise<void> => {
    await stands;
    await sendLine({ client, board, clock: options.clock }, line, say);
    if (isHere()) prompt.prompt();
  };
  prompt.on("line", (line) => {
    if (FAREWELLS.has(line.trim())) prompt.close();
    else void send(line.trim());
  });
  say("Type a command: /help shows them all, Tab completes. Type exit to leave.");
  try {
    await follow(client, leaving.signal, say, (item) => {
      stand();
      if ("beat" in item) void seen(client);
      else say(cardText(board, item, options));
    });
  } finally {
    prompt.close();
  }
}

/** Said with each beat; what does not arrive is said with the next one. */
async function seen(client: DeskClient): Promise<void> {
  await client.seen().catch(() => undefined);
}

/** Remembers what can be pressed: by its word a button of the newest card that has some, by a number one of the last card. */
interface Board {
  /** The card; where it asks, each button's label behind the number that presses it. */
  numbered(row: Row, now: number): { readonly reply: Shown; readonly isChange: boolean };
  /** What a typed word presses; null where it is no button's. */
  meaning(typed: string, now: number): Press | null;
}

type Press = { readonly token: string } | { readonly sentence: string };

interface Offered {
  readonly ref: string;
  readonly numbers: boolean;
  readonly buttons: readonly { readonly label: string; readonly token: string }[];
}

/** After a press the numbers soon mean other buttons: the same digit typed twice must not press the next one. */
const PRESS_AGAIN_MS = 1_500;
/** A card that comes just as somebody types must not get the press that was meant for the one before. */
const JUST_REPLACED_MS = 1_500;
const JUST_REPLACED = "Another card has just come, with buttons of its own: look, then type it again.";
const JUST_PRESSED = "You have just pressed a button, and the numbers may mean others now: look, then type it again.";
const NO_NUMBERS = "The last card has no numbered buttons: type the word of a button, or a command (/help).";

function noSuchNumber(count: number): string {
  if (count === 0) return NO_NUMBERS;
  return count === 1
    ? "This card has one button: type 1."
    : `This card has buttons 1 to ${count}: type one of these numbers.`;
}

function createBoard(): Board {
  const seen = new Set<string>();
  let offered: Offered | null = null;
  let lastRef: string | null = null;
  let pressedAt = Number.NEGATIVE_INFINITY;
  let replacedAt = Number.NEGATIVE_INFINITY;

  const byNumber = (typed: string, now: number): Press => {
    const buttons = offered !== null && offered.ref === lastRef && offered.numbers ? offered.buttons : [];
    const button = buttons[Number(typed) - 1];
    if (button === undefined) return { sentence: noSuchNumber(buttons.length) };
    if (now - pressedAt < PRESS_AGAIN_MS) return { sentence: JUST_PRESSED };
    pressedAt = now;
    return { token: button.token };
  };

  return {
    numbered({ ref, reply }, now) {
      const isChange = seen.has(ref);
      seen.add(ref);
      lastRef = ref;
      const buttons = reply.blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
      const numbers = hasNumbers(reply);
      // Another card's buttons have taken the place of those that somebody may just be about to press.
      if (buttons.length > 0 && offered !== null && offered.ref !== ref) replacedAt = now;
      if (buttons.length > 0) offered = { ref, numbers, buttons };
      else if (offered?.ref === ref) offered = null;
      return { reply: numbers ? withNumbers(reply) : reply, isChange };
    },
    meaning(typed, now) {
      const isNumber = /^\d{1,2}$/.test(typed);
      const button = offered?.buttons.find(({ label }) => wordOf(label) === typed.toLowerCase());
      if ((isNumber || button !== undefined) && now - replacedAt < JUST_REPLACED_MS) return { sentence: JUST_REPLACED };
      if (isNumber) return byNumber(typed, now);
      return button === undefined ? null : { token: button.token };
    },
  };
}

/** As a keyboard has it: `next` presses Next ▸. */
function wordOf(label: string): string {
  return label.replace(/[◂▸]/g, "").trim().toLowerCase();
}

/** A card that asks, and a refusal with lines to run instead: others are pressed by their word, so that no digit sells by habit. */
function hasNumbers({ outcome }: Shown): boolean {
  return outcome === "asks" || outcome === "refused";
}

function withNumbers(reply: Shown): Shown {
  let number = 0;
  const blocks = reply.blocks.map((block) => {
    if (block.kind !== "buttons") return block;
    return { ...block, buttons: block.buttons.map((button) => ({ ...button, label: `${++number} ${button.label}` })) };
  });
  return { ...reply, blocks };
}

const RULE_WIDTH = 47;

function cardText(board: Board, row: Row, options: ConsoleOptions): string {
  const { zone, color, clock, output, drawText: chart } = options;
  const { reply, isChange } = board.numbered(row, clock.now());
  // A terminal that does not know its width says 0.
  const width = widthOfScreen(output);
  const text = renderText(reply, { zone, now: clock.now(), color, chart, ...(width === undefined ? {} : { width }) });
  const rule = "─".repeat(Math.min(RULE_WIDTH, width ?? RULE_WIDTH));
  return isChange ? `${rule}\n${text}\n` : `${text}\n`;
}

interface Desk {
  readonly client: DeskClient;
  readonly board: Board;
  readonly clock: Clock;
}

async function sendLine({ client, board, clock }: Desk, line: string, say: (text: string) => void): Promise<void> {
  if (line === "") return;
  const press = board.meaning(line, clock.now());
  if (press !== null && "sentence" in press) return say(press.sentence);
  try {
    await client.send(press === null ? { line } : { press: press.token });
  } catch (error) {
    say(
      error instanceof Unsure ? error.message : `Not sent: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Shows the stream and takes it up again after the last message seen, as often as it breaks. */
async function follow(
  client: DeskClient,
  signal: AbortSignal,
  say: (text: string) => void,
  take: (item: Row | Beat) => void,
): Promise<void> {
  let after: number | undefined;
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    try {
      for await (const item of client.stream(signal, after)) {
        if (retryMs > FIRST_RETRY_MS) say("Connected again.");
        retryMs = FIRST_RETRY_MS;
        after = "beat" in item ? item.beat : item.seq;
        take(item);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Unwanted || (error instanceof NoDesk && after === undefined)) throw error;
    }
    if (retryMs === FIRST_RETRY_MS && !signal.aborted) say("The connection to the desk is lost; trying again …");
    await pause(retryMs, undefined, { signal }).catch(() => undefined);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }
}

type Completer = (error: Error | null, result: [string[], string]) => void;

/** Without a desk there is nothing to complete: that is no error at a prompt. */
async function complete(client: DeskClient, line: string, done: Completer): Promise<void> {
  try {
    const { words, typed } = await client.complete(line);
    // One word that is meant goes in whole, ready for the next; `price=` still waits for its value.
    const [only] = words;
    const isWhole = words.length === 1 && only !== undefined && !only.endsWith("=");
    done(null, [isWhole ? [`${only} `] : [...words], typed]);
  } catch {
    done(null, [[], line]);
  }
}

/** Above the line that is being typed, which is drawn again below. */
function printAbove(prompt: Interface, output: NodeJS.WritableStream, text: string): void {
  cursorTo(output, 0);
  clearLine(output, 0);
  output.write(`${text}\n`);
  prompt.prompt(true);
}

/** Undefined where it is no terminal, or one that does not tell. */
function widthOfScreen(output: ConsoleOptions["output"]): number | undefined {
  return "columns" in output && output.columns > 0 ? output.columns : undefined;
}

/** The lines of a card fit already; the console's own sentences are broken between words. */
function fitting(text: string, output: ConsoleOptions["output"]): string {
  const width = widthOfScreen(output);
  if (width === undefined) return text;
  const lines = text.split("\n").flatMap((line) => (widthOf(line) <= width ? [line] : wrap(line, width)));
  return lines.join("\n");
}
