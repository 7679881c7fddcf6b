/** Turns of phrase that several cards share, so that one thing is said in one way. */
import type { Decimal } from "../domain/money.ts";
import type { Leg, State } from "../domain/order.ts";
import type { Block, Button, Inline, Line, Outcome, Reply } from "../domain/reply.ts";
import type { Decision, OrderFacts } from "./order/facts.ts";
import { clock, left, orderNumber, pairName, price, quantity } from "./values.ts";

/** A reply of one sentence. */
export function say(outcome: Outcome, line: Line): Reply {
  return { outcome, blocks: [{ kind: "text", line }] };
}

/** `3 positions`; the caller knows the plural. */
export function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Where an order or a coin is. */
export interface Account {
  readonly exchange: string;
  readonly mode: "paper" | "live";
}

/** Paper and live are never confusable, whatever the account is called. */
export function venue(account: Account): string {
  if (account.mode === "live") return `LIVE ${account.exchange}`;
  return account.exchange.startsWith("paper") ? account.exchange : `paper ${account.exchange}`;
}

/** Opens a first line that does not name its venue. */
export function live(account: Pick<Account, "mode">): Inline[] {
  return account.mode === "live" ? ["LIVE · "] : [];
}

/** `0.0125 BTC/USDT`, or `0.005 of 0.0125 BTC/USDT`. */
export function amountOfPair(facts: OrderFacts, part?: Decimal): Inline[] {
  const of: Inline[] = part === undefined ? [] : [quantity(part), " of "];
  return [...of, quantity(facts.quantity), " ", pairName(facts.pair)];
}

/** `BUY 0.0125 BTC/USDT · paper` */
export function whatAndWhere(facts: OrderFacts): Inline[] {
  return [...legPrefix(facts), `${facts.side} `, ...amountOfPair(facts), ` · ${venue(facts)}`];
}

/** `STOP · ` before what an exit of a position does. */
export function legPrefix({ leg }: OrderFacts): Inline[] {
  return leg === null || leg === "close" ? [] : [`${leg.toUpperCase()} · `];
}

export const idOf = (facts: OrderFacts): Line => [orderNumber(facts.id)];

/** ` at 46,249.6 (market)`: what the order says about its price. */
export function terms(facts: OrderFacts): Inline[] {
  if (facts.limit === null) return [" at ", price(facts.quotePrice, facts.pricePlaces), " (market)"];
  return [" at ", price(facts.limit, facts.pricePlaces), " (limit)"];
}

const PLATFORMS: Readonly<Record<string, string>> = {
  telegram: "Telegram",
  discord: "Discord",
  local: "the local chat",
};

/** As people name it. */
export function platformName(platform: string): string {
  return PLATFORMS[platform] ?? platform;
}

/** `by Ann in Discord, 08:01:12` */
export function by(decision: Decision): Inline[] {
  return ["by ", ...who(decision)];
}

/** `Ann in Discord, 08:01:12` */
export function who(decision: Decision): Inline[] {
  return [`${decision.by}${onPlatform(decision.on)}, `, clock(decision.at)];
}

/** ` in Discord`; nothing where it is not known. */
export function onPlatform(platform: string | null): string {
  const where = platform === null ? undefined : PLATFORMS[platform];
  return where === undefined ? "" : ` in ${where}`;
}

/** How the order came to be allowed. */
export function allowed(facts: OrderFacts): Inline[] {
  if (facts.leg !== null) return legWords(facts);
  if (facts.isAuto) return [`${facts.proposedBy}, in mode auto`];
  if (facts.decided === null) return [`asked by ${facts.proposedBy}, needed no approval`];
  return [facts.purpose === "exit" ? "asked " : "approved ", ...by(facts.decided)];
}

function legWords({ leg, trigger, limit, pricePlaces, reason }: OrderFacts): Inline[] {
  if (leg === "close") return [reason ?? "closed by a rule"];
  const level = leg === "stop" ? trigger : limit;
  return [`the ${leg ?? ""} of the position`, ...(level === null ? [] : [" at ", price(level, pricePlaces)])];
}

/** What a person typed, in quotation marks; nothing where there is none. */
export function quoted(reason: string | null): string {
  return reason === null || reason === "" ? "" : `: "${reason}"`;
}

export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

export function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** `90 s`, `12 min`, `3 h`: how long something took, as far as it matters. */
export function ago(ms: number): string {
  if (ms < 2 * MINUTE) return `${Math.floor(ms / SECOND)} s`;
  return ms < 2 * HOUR ? `${Math.floor(ms / MINUTE)} min` : `${Math.floor(ms / HOUR)} h`;
}

/** ` · 4:58 left`, where something ends. */
export function timeLeft(end: number | null): Inline[] {
  return end === null ? [] : [" · ", left(end), " left"];
}

export function button(label: string, run: string): Button {
  return { label, run };
}

/** No block where there is no button. */
export function buttons(...all: readonly Button[]): Block[] {
  return all.length === 0 ? [] : [{ kind: "buttons", buttons: all }];
}

const STATE_WORDS: Partial<Readonly<Record<State, string>>> = {
  proposed: "waits for a yes",
  unknown: "unknown: being looked up",
  open: "resting",
  partial: "partly filled",
  refused: "refused by the exchange",
  not_placed: "not placed",
  denied: "refused by a rule",
};

export function stateWords(state: State): string {
  return STATE_WORDS[state] ?? state;
}

/** Of an order in a list: an exit that is armed has its moment still before it. */
export function standingWords({ leg, state }: { readonly leg: Leg | null; readonly state: State }): string {
  return leg !== null && state === "armed" ? "waits for its moment" : stateWords(state);
}
