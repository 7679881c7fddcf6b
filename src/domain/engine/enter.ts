/** A strategy wants to enter: sized, judged by the rules of the desk, and placed. */
import { dearestPrice, edgeOf } from "../band.ts";
import type { Candle } from "../candle.ts";
import { dayIn } from "../day.ts";
import { Refusal, refusalOr } from "../errors.ts";
import { checkExitSizes, checkLevels, type Exits, onTick } from "../exits.ts";
import { openingSide } from "../market.ts";
import { type Decimal, ONE, toNumber, ZERO } from "../money.ts";
import { type Quote, takerPrice } from "../quote.ts";
import { checkEntry, type EntryFacts } from "../risk/checks.ts";
import { bandOf } from "../risk/limits.ts";
import type { Terms } from "../risk/terms.ts";
import { levelsOf, quantityOf } from "../strategy/entry.ts";
import { sizeOf } from "../strategy/sizing.ts";
import type { Enter } from "../strategy/strategy.ts";
import { type Draft, equityAt, quoteAfter, type Setup } from "./book.ts";
import { place } from "./protect.ts";

/** One entry at a time, and none beside what is held; short is for perpetuals. */
export function enter(setup: Setup, draft: Draft, bar: Candle, intent: Enter, volatility: number | null): void {
  if (draft.held !== null || draft.orders.length > 0 || draft.ladder !== null || intent.side === "SHORT") return;
  const quote = quoteAfter(setup, bar, draft.at);
  const entry = refusalOr(() => entryOf(setup, draft, quote, intent, volatility));
  if (entry instanceof Refusal) {
    draft.effects.push({ kind: "refused", rule: entry.rule, sentence: entry.message, at: draft.at });
    return;
  }
  const { quantity, worst } = entry;
  draft.exits = entry.exits;
  place(draft, null, null, {
    ...{ side: "BUY", kind: "ioc", remaining: quantity, limit: worst, stop: null, isResting: false },
  });
}

interface Entry {
  readonly quantity: Decimal;
  readonly exits: Exits;
  /** It goes at the edge of its band: what that does not give is not bought. */
  readonly worst: Decimal;
}

/** Throws the Refusal of the first rule that is broken. */
function entryOf(setup: Setup, draft: Draft, quote: Quote, intent: Enter, volatility: number | null): Entry {
  const { market, risk, limits } = setup;
  const side = openingSide(intent.side);
  const price = takerPrice(side, quote);
  const equity = equityAt(draft, quote);
  const facts = { market, equity: toNumber(equity), price: toNumber(price), stop: intent.stop, volatility };
  const quantity = quantityOf(sizeOf(risk, facts), market);
  const exits = onTick(market, intent.side, levelsOf(intent, market));
  checkLevels(market, intent.side, exits, price, "the price");
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
  const { at, cash, halted } = draft;
  const where = { scope: "exchange", exchange: market.exchange, tradingPair: null, strategyId: null } as const;
  return {
    ...{ terms, limits, sight: { quote, now: at }, lookAgeMs: 0, unknownEntry: null, opposite: [] },
    account: { currency: market.quote, equity, unpriced: null },
    halts: halted === null ? [] : [{ ...where, reason: `its limit of ${halted} was reached` }],
    available: cash,
    leverage: ONE,
    exposure: ZERO,
    spentToday: spentToday(setup, draft),
    ...{ atWork: 0, sentLately: 0 },
  };
}

function spentToday({ zone }: Setup, { spent, at }: Draft): Decimal {
  return spent.day === dayIn(at, zone) ? spent.cost : ZERO;
}
