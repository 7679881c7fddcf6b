/**
 * The engine: one event, one book after it, and what came of it. Pure. Matching, protection, limits, size and bookings are the
 * functions that the desk and its paper venue run on rows.
 */
import type { Candle } from "../candle.ts";
import { TIMEFRAME_MS } from "../candle.ts";
import type { Breach } from "../risk/loss.ts";
import type { Intent } from "../strategy/strategy.ts";
import type { Book, Draft, Effect, Setup } from "./book.ts";
import { enter } from "./enter.ts";
import { lay, meetLadder, stopBuying, takeDown } from "./ladder.ts";
import { meetBar } from "./meet.ts";
import { protect } from "./protect.ts";

export type Event =
  /** A minute has passed. */
  | { readonly kind: "bar"; readonly bar: Candle }
  /** Decided at the close of a bar. `volatility`: of the pair, as a fraction a year; null where it is unknown, or of no account. */
  | { readonly kind: "decided"; readonly bar: Candle; readonly intent: Intent; readonly volatility: number | null }
  /** A limit of loss is reached. */
  | { readonly kind: "breached"; readonly bar: Candle; readonly rule: Breach["rule"] };

export interface Stepped {
  readonly book: Book;
  readonly effects: readonly Effect[];
}

export function step(setup: Setup, book: Book, event: Event): Stepped {
  const draft: Draft = { ...book, at: event.bar.at + TIMEFRAME_MS["1m"], effects: [] };
  take(setup, draft, event);
  return { book: bookOf(draft), effects: draft.effects };
}

/** Field by field: a copy of what is left of an object costs many times as much. */
function bookOf(draft: Draft): Book {
  const { at, cash, dust, held, exits, isClosing, orders, ladder, layAgainAt, placed, halted, spent } = draft;
  return { at, cash, dust, held, exits, isClosing, orders, ladder, layAgainAt, placed, halted, spent };
}

function take(setup: Setup, draft: Draft, event: Event): void {
  switch (event.kind) {
    case "bar":
      if (draft.ladder !== null) return meetLadder(setup, draft, draft.ladder, event.bar);
      return meetBar(setup, draft, event.bar) ? protect(setup, draft, event.bar) : undefined;
    case "decided":
      return carryOut(setup, draft, event);
    case "breached":
      draft.halted = event.rule;
      stopBuying(draft);
      draft.effects.push({ kind: "halted", rule: event.rule, at: draft.at });
  }
}

function carryOut(setup: Setup, draft: Draft, { bar, intent, volatility }: Extract<Event, { kind: "decided" }>): void {
  if (intent.kind === "lay") return lay(setup, draft, bar, intent);
  if (intent.kind !== "leave") return enter(setup, draft, bar, intent, volatility);
  takeDown(draft);
  if (draft.held === null) return;
  draft.isClosing = true;
  protect(setup, draft, bar);
}
