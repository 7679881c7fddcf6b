/** What the local chat's routes and their clients say to each other, as JSON. */
import type { Role } from "../command.ts";
import type { Shown } from "../../domain/reply.ts";

/** POST /chat. The same id twice is one message. */
export type Sent = { readonly id: string } & ({ readonly line: string } | { readonly press: string });

/** POST /chat/seen, every 20 s while somebody looks: after an absence the chat tells what came meanwhile. */

/**
 * A line of GET /chat/stream: a message, new or changed. `after=SEQ` goes on behind a message, `last=N` begins with the newest
 * ones, without either it begins with what comes.
 */
export interface Row {
  /** Grows; the stream goes on after any of them. */
  readonly seq: number;
  /** The message that this is, or that it changes. */
  readonly ref: string;
  readonly revision: number;
  /** The `id` of what was sent. */
  readonly inReplyTo: string | null;
  /** What was typed there; of a pressed button the line that it stands for. Null where it answers nothing. */
  readonly line: string | null;
  /** ms UTC */
  readonly at: number;
  /** The text of a file is left out: GET /chat/file has it. */
  readonly reply: Shown;
  /** The same for those who draw nothing, in the chat's zone. */
  readonly text: string;
}

/** A line that says nothing but that the stream lives, and where it stands. The first line is one. */
export interface Beat {
  readonly beat: number;
}

/**
 * A line of GET /chat/stream?desk=1: the desk as it stands, at once and then where it has changed, once a second at most.
 * Null while it cannot be looked at: what was shown of it is old.
 */
export interface DeskLine {
  readonly desk: DeskView | null;
}

/**
 * Behind the first beat, where `after` is none of this desk's: the desk has been put back to an earlier state. What the
 * client has is to be forgotten; the newest messages follow, from behind this seq.
 */
export interface Restart {
  readonly restart: number;
}

/** The last line of a stream whose seat another of the same person has taken: who comes back at once takes a seat in turn. */
export interface End {
  readonly end: "seat";
}

export type StreamLine = Row | Beat | DeskLine | Restart | End;

/** Money, prices and quantities are decimals as text. */
export interface DeskView {
  readonly version: string;
  readonly person: { readonly name: string; readonly role: Role };
  /** Of the person's chat, IANA. */
  readonly zone: string;
  /** What totals are counted in. */
  readonly currency: string;
  /** People's time at the desk, ms UTC: count-downs are measured against it, not against the browser's clock. */
  readonly now: number;
  readonly accounts: readonly AccountView[];
  readonly halts: readonly HaltView[];
  readonly waiting: readonly WaitingView[];
  readonly positions: readonly PositionView[];
  /** Loud alerts that nobody has read. */
  readonly unread: number;
  readonly prices: readonly PriceView[];
}

export interface AccountView {
  readonly exchange: string;
  readonly mode: "paper" | "live";
  /** `synthetic`, `replay of candles.csv` … */
  readonly feed: string;
  /** Null where the market runs by the wall clock, or as fast as it can. */
  readonly speed: number | null;
  /** How fast it runs now: slower than that while a person decides. */
  readonly pace: number | null;
  readonly hasEnded: boolean;
  /** ms UTC */
  readonly marketTime: number;
  /** Of all that is held; null where a coin has no price. */
  readonly equity: string | null;
  /** Since the desk's day began, with what flowed in or out taken away; null before the day's first figure. */
  readonly today: string | null;
  readonly todayPercent: string | null;
  readonly free: string;
  readonly exposurePercent: string | null;
  /** The most that one order of this person may cost, null without a limit. */
  readonly orderLimit: string | null;
}

export interface HaltView {
  readonly where: string;
  readonly by: string;
  readonly reason: string | null;
  /** ms UTC */
  readonly at: number;
}

export interface WaitingView {
  readonly order: number;
  readonly version: number;
  readonly exchange: string;
  readonly mode: "paper" | "live";
  readonly pair: string;
  readonly side: "BUY" | "SELL";
  readonly quantity: string;
  readonly by: string;
  /** Null for a proposal that does not lapse. ms UTC, people's time. */
  readonly until: number | null;
  /** What its card shows, and how far the market may move from it; null for an order with a price of its own. */
  readonly quotePrice: string;
  readonly validPercent: string | null;
}

export interface PositionView {
  readonly exchange: string;
  readonly mode: "paper" | "live";
  readonly pair: string;
  readonly strategy: string;
  readonly side: "LONG" | "SHORT";
  readonly quantity: string;
  readonly entry: string;
  readonly mark: string | null;
  /** Unrealised, quote currency. */
  readonly profit: string | null;
  /** EXECUTION's words. */
  readonly protection: string;
}

export interface PriceView {
  readonly exchange: string;
  readonly pair: string;
  readonly base: string;
  readonly quote: string;
  /** Decimal places of the tick. */
  readonly places: number;
  /** What a quantity is a multiple of. */
  readonly step: string;
  readonly bid: string;
  readonly ask: string;
  readonly last: string;
}

/** GET /chat/commands: what this person may type, for forms, menus and help. */
export interface DeclaredCommand {
  readonly name: string;
  readonly family: string;
  readonly help: string;
  /** `/buy PAIR AMOUNT [price=PRICE]` */
  readonly usage: string;
  readonly examples: readonly string[];
  /** It changes something. */
  readonly acts: boolean;
  /** In the order in which they are typed. */
  readonly args: readonly DeclaredArg[];
}

export interface DeclaredArg {
  readonly name: string;
  readonly place: "positional" | "named" | "rest";
  readonly required: boolean;
  readonly help: string;
  /** PAIR, AMOUNT, PRICE, ID …: what kind of field a form has for it. */
  readonly placeholder: string;
  /** Where nothing else may be typed. */
  readonly choices: readonly string[] | null;
}

/**
 * GET /chat/candles?pair=&timeframe=[&exchange=] answers with a CandleChart of domain/chart.ts, or null while there are none.
 * GET /chat/picture?seq= answers with the chart of that message as a PNG, GET /chat/file?seq= with the text
 * of its file.
 */

/** GET /chat/complete?line= */
export interface Completed {
  /** The unfinished word at the end of the line, which each word could stand for. */
  readonly typed: string;
  readonly words: readonly string[];
}

/** POST /people/tokens, for admins: it changes who may open the local chat. */
export type TokenWish =
  | { readonly do: "add"; readonly name: string; readonly role?: Role | undefined }
  | { readonly do: "rotate"; readonly name: string }
  | { readonly do: "remove"; readonly name: string };

export interface TokenAnswer {
  readonly name: string;
  readonly role: Role;
  /** Shown in this answer and kept nowhere; null where one was removed. */
  readonly token: string | null;
  /** It is the token of the person who asks. */
  readonly isOwn: boolean;
}

/** GET /people/tokens */
export interface TokenList {
  readonly tokens: readonly { readonly name: string; readonly role: Role; readonly createdAt: number }[];
}
