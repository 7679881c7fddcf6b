/** A strategy wants to enter: sized, judged by the rules of the desk, and placed. */
import { dearestPrice, edgeOf } from "../band.ts";
import type { Candle } from "../candle.ts";
import { dayIn } from "../day.ts";
import { Refusal, refusalOr } from "../errors.ts";
import { checkExitSizes, checkLevels, type Exits, onTick } from "../exits.ts";
import { openingSide } from "../market.ts";
import { type Decimal, mul, ONE, toNumber, ZERO } from "../money.ts";
import { middle, type Quote, takerPrice } from "../quote.ts";
import { checkEntry, type EntryFacts } from "../risk/checks.ts";
import { bandOf } from "../risk/limits.ts";
import type { Terms } from "../risk/terms.ts";
import { levelsOf, quantityOf, sideOf, stopOf } from "../strategy/entry.ts";
import { sizeOf } from "../strategy/sizing.ts";
import type { Entry } from "../strategy/strategy.ts";
import { type Draft, equityAt, quoteAfter, type Setup } from "./book.ts";
import { place } from "./protect.ts";

/** Short is for perpetuals. */
export function enter(setup: Setup, draft: Draft, bar: Candle, intent: Entry, volatility: number | null): void {
  if (!mayEnter(draft, intent) || sideOf(intent) === "SHORT") return;
  const quote = quoteAfter(setup, bar, draft.at);
  const entry = refusalOr(() => entryOf(setup, draft, quote, intent, volatility));
  if (entry instanceof Refusal) {
    draft.effects.push({ kind: "refused", rule: entry.rule, sentence: entry.message, at: draft.at });
    return;
  }
  const { quantity, worst } = entry;
  // What is bought besides is protected as what is held.
  if (draft.held === null) draft.exits = entry.exits;
  place(draft, null, null, {
    ...{ side: "BUY", kind: "ioc", remaining: quantity, limit: worst, stop: null, isResting: false },
  });
}

/** One entry at a time; what buys does so beside what is held, while that is not being closed. */
function mayEnter({ held, orders, ladder, isClosing }: Draft, { kind }: Entry): boolean {
  if (ladder !== null) return false;
  return kind === "buy" ? !isClosing && orders.every(({ leg }) => leg !== null) : held === null && orders.length === 0;
}

interface Sent {
  readonly quantity: Decimal;
  readonly exits: Exits;
  /** It goes at the edge of its band: what that does not give is not bought. */
  readonly worst: Decimal;
}

/** Throws the Refusal of the first rule that is broken. */
function entryOf(setup: Setup, draft: Draft, quote: Quote, intent: Entry, volatility: number | null): Sent {
  const { market, risk, limits } = setup;
  const side = openingSide(sideOf(intent));
  const price = takerPrice(side, quote);
  const equity = equityAt(draft, quote);
  const facts = { market, equity: toNumber(equity), price: toNumber(price), stop: stopOf(intent), volatility };
  const quantity = quantityOf(sizeOf(risk, facts), market);
  const exits = onTick(market, sideOf(intent), levelsOf(intent, market));
  checkLevels(market, sideOf(intent), exits, price, "the price");
  checkExitSizes(market, quantity, exits);
  const validPercent = bandOf(limits);
  const worst = edgeOf(market, side, price, validPercent);
  const dearest = dearestPrice(market, { side, price: null, quotePrice: price, validPercent });
  const terms: Terms = { id: null, market, side, purpose: "entry", quantity, price, worst, dearest, limit: null };
  checkEntry(accountOf(setup, draft, terms, quote, equity));
  return { quantity, exits, worst };
}

/** What the rules ask of an account that is this book. */
export function accountOf(setup: Setup, draft: Draft, terms: Terms, quote: Quote, equity: Decimal): EntryFacts {
  const { market, limits } = setup;
  const { at, cash, held, halted } = draft;
  const where = { scope: "exchange", exchange: market.exchange, tradingPair: null, strategyId: null } as const;
  return {
    ...{ terms, limits, sight: { quote, now: at }, lookAgeMs: 0, unknownEntry: null, opposite: [] },
    account: { currency: market.quote, equity, unpriced: null },
    halts: halted === null ? [] : [{ ...where, reason: `its limit of ${halted} was reached` }],
    available: cash,
    leverage: ONE,
    exposure: held === null ? ZERO : mul(held.quantity, middle(quote)),
    spentToday: spentToday(setup, draft),
    ...{ atWork: 0, sentLately: 0 },
  };
}

function spentToday({ zone }: Setup, { spent, at }: Draft): Decimal {
  return spent.day === dayIn(at, zone) ? spent.cost : ZERO;
}
