/**
 * The engine: one event, one book after it, and what came of it. Pure. Matching, protection, limits, size and bookings are the
 * functions that the desk and its paper venue run on rows.
 */
import type { Candle } from "../candle.ts";
import { TIMEFRAME_MS } from "../candle.ts";
import type { Intent } from "../strategy/strategy.ts";
import type { Book, Draft, Effect, Setup } from "./book.ts";
import { enter } from "./enter.ts";
import { look } from "./look.ts";
import { meetBar } from "./meet.ts";
import { protect } from "./protect.ts";

export type Event =
  /** A minute has passed. */
  | { readonly kind: "bar"; readonly bar: Candle }
  /** Decided at the close of the last bar. `volatility`: of the pair, as a fraction a year; null where it is unknown. */
  | { readonly kind: "decided"; readonly intent: Intent; readonly volatility: number | null };

export interface Stepped {
  readonly book: Book;
  readonly effects: readonly Effect[];
}

export function step(setup: Setup, book: Book, event: Event): Stepped {
  const draft: Draft = { ...book, effects: [] };
  if (event.kind === "bar") passBar(setup, draft, event.bar);
  else carryOut(setup, draft, event);
  const { effects, ...after } = draft;
  return { book: after, effects };
}

function passBar(setup: Setup, draft: Draft, bar: Candle): void {
  draft.bar = bar;
  draft.at = bar.at + TIMEFRAME_MS["1m"];
  meetBar(setup, draft, bar);
  protect(setup, draft, bar);
  look(setup, draft, bar);
}

function carryOut(setup: Setup, draft: Draft, { intent, volatility }: Extract<Event, { kind: "decided" }>): void {
  const { bar } = draft;
  if (bar === null) return;
  if (intent.kind === "enter") return enter(setup, draft, bar, intent, volatility);
  if (draft.held === null) return;
  draft.isClosing = true;
  protect(setup, draft, bar);
}
