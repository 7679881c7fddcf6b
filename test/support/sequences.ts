/** Random sequences of fills, traded through the real commands; then the books are held against the exchange's. */
import fc from "fast-check";
import { expect } from "vitest";

import type { Pair } from "../../src/domain/ids.ts";
import { add, type Decimal, div, from, isZero, less, mul, round, roundTo, sub, text } from "../../src/domain/money.ts";
import { LedgerLine } from "../../src/models/ledger-line.ts";
import { Position } from "../../src/models/position.ts";
import { Trade } from "../../src/models/trade.ts";
import { reconcile } from "../../src/trading/reconcile.ts";
import { sendDue } from "../../src/trading/send.ts";
import { wrongInBooks } from "./books-check.ts";
import { NOW } from "./database.ts";
import type { Trader } from "./trader.ts";
import { testMarket, TestVenue } from "./venue.ts";

const SHIB = "SHIB/USDT" as Pair;
const BNB = testMarket({ pair: "BNB/USDT" as Pair, base: "BNB" });

/** A coin of five digits and one of eight zeros. */
const MARKETS = {
  "BTC/USDT": { market: testMarket(), price: "46250" },
  "SHIB/USDT": {
    market: testMarket({ pair: SHIB, base: "SHIB", tick: from("0.00000001"), step: from("1"), minAmount: from("1") }),
    price: "0.00001234",
  },
};

interface PartFill {
  /** Of what is left, in percent. */
  readonly percent: number;
  /** Ticks away from the quote. */
  readonly ticks: number;
  readonly feeIn: "base" | "quote" | "third";
  /** Hundredths of a percent; below zero: a rebate. */
  readonly feeRate: number;
}

interface SequenceOrder {
  readonly buys: boolean;
  /** Thousandths of the account's quote currency, or percent of the coins for a sale. */
  readonly size: number;
  readonly fills: readonly PartFill[];
  /** What is left is filled when all others are over, instead of canceled at once. */
  readonly waits: boolean;
}

export interface Sequence {
  readonly pair: keyof typeof MARKETS;
  readonly orders: readonly SequenceOrder[];
  /** The last exit ends one step before it is filled: what is left is dust. */
  readonly leavesDust: boolean;
}

const fill: fc.Arbitrary<PartFill> = fc.record({
  percent: fc.constantFrom(7, 33, 50, 100, 100),
  ticks: fc.integer({ min: -40, max: 40 }),
  feeIn: fc.constantFrom("base", "quote", "third"),
  feeRate: fc.constantFrom(0, 10, 10, 7, -2),
});

const order: fc.Arbitrary<SequenceOrder> = fc.record({
  buys: fc.constantFrom(true, true, false),
  size: fc.integer({ min: 1, max: 90 }),
  fills: fc.array(fill, { minLength: 1, maxLength: 4 }),
  waits: fc.boolean(),
});

export const sequences: fc.Arbitrary<Sequence> = fc.record({
  pair: fc.constantFrom("BTC/USDT", "SHIB/USDT"),
  orders: fc.array(order, { minLength: 1, maxLength: 4, size: "max" }),
  leavesDust: fc.boolean(),
});

export interface Count {
  sequences: number;
  fills: number;
  dust: number;
}

export async function trade(trader: Trader, sequence: Sequence, count: Count): Promise<void> {
  const { market, price } = MARKETS[sequence.pair];
  const venue = new TestVenue(NOW, [market, BNB]);
  venue.price = price;
  await trader.startOver(venue);
  const dealer = new Dealer(trader, sequence.pair);
  for (const each of [{ ...sequence.orders[0], buys: true } as SequenceOrder, ...sequence.orders.slice(1)])
    await dealer.deal(each);
  await dealer.finish();
  await dealer.closeAll(sequence.leavesDust);
  await check(trader);
  const { reader } = trader.desk.db;
  count.sequences += 1;
  count.fills += await Trade.query(reader).resultSize();
  count.dust += await LedgerLine.query(reader).where({ kind: "dust", account: "inventory" }).resultSize();
}

class Dealer {
  readonly #trader: Trader;
  readonly #pair: keyof typeof MARKETS;
  readonly #waiting: number[] = [];

  constructor(trader: Trader, pair: keyof typeof MARKETS) {
    this.#trader = trader;
    this.#pair = pair;
  }

  async deal({ buys, size, fills, waits }: SequenceOrder): Promise<void> {
    const line = buys ? `/buy ${this.#pair} $${100 + size * 100}` : `/sell ${this.#pair} ${size}%`;
    const id = await this.#order(line);
    if (id === null) return;
    for (const part of fills) await this.#fill(id, part);
    await this.#round();
    if (waits) this.#waiting.push(id);
    else await this.#trader.type(`/cancel ${id}`);
  }

  /** What waits is filled, and what could not be sold stays to nobody's account. */
  async finish(): Promise<void> {
    for (const id of this.#waiting) await this.#fill(id, { percent: 100, ticks: 3, feeIn: "quote", feeRate: 10 });
    await this.#round();
    await this.#round();
  }

  async closeAll(leavesDust: boolean): Promise<void> {
    const { reader } = this.#trader.desk.db;
    this.#trader.desk.clock.advance(1);
    await this.#round();
    if ((await Position.query(reader).where({ closed_time: null }).resultSize()) === 0) return;
    const id = await this.#order(`/close ${this.#pair}`);
    if (id === null) return this.#expectTooLittle();
    await this.#fill(id, { percent: 60, ticks: -2, feeIn: "third", feeRate: 5 });
    await this.#round();
    if (leavesDust) await this.#fillButOneStep(id);
    else await this.#fill(id, { percent: 100, ticks: 5, feeIn: "quote", feeRate: 10 });
    await this.#round();
    expect(await Position.query(reader).where({ closed_time: null }).resultSize()).toBe(0);
  }

  /** Only what an entry left so small that the exchange would not take it. */
  async #expectTooLittle(): Promise<void> {
    const [position] = await Position.query(this.#trader.desk.db.reader).where({ closed_time: null });
    const { market, price } = MARKETS[this.#pair];
    const worth = position === undefined ? from(0) : mul(roundTo(position.quantity, market.step, "down"), from(price));
    expect(less(worth, market.minCost), `left open: ${position && text(position.quantity)}`).toBe(true);
  }

  async #order(line: string): Promise<number | null> {
    this.#trader.desk.clock.advance(1);
    const { isRefused, said } = await this.#trader.ask(line);
    if (isRefused) {
      expect(said).toMatch(/available|least|is free/);
      return null;
    }
    const id = await this.#trader.newest();
    if (line.startsWith("/buy")) await this.#trader.type(`/approve ${id}`);
    await sendDue(this.#trader.app, this.#trader.venue);
    return id;
  }

  async #fill(id: number, { percent, ticks, feeIn, feeRate }: PartFill): Promise<void> {
    const { venue } = this.#trader;
    const { market, price: quoted } = MARKETS[this.#pair];
    const clientId = await this.#trader.clientId(id);
    const left = venue.leftOf(clientId);
    if (left === null) return;
    const share = roundTo(div(mul(left, from(percent)), from(100), 18, "down"), market.step, "down");
    const quantity = isZero(share) ? left : share;
    const price = add(from(quoted), mul(market.tick, from(ticks)));
    const rate: Decimal = { mantissa: feeRate, places: 5 };
    const feeQuote = round(mul(mul(quantity, price), rate), 8, "down");
    const fees = {
      base: { fee: round(mul(quantity, rate), 8, "down"), feeAsset: market.base },
      quote: { fee: feeQuote, feeAsset: market.quote },
      third: { fee: round(div(feeQuote, from("412.5"), 12), 8, "up"), feeAsset: "BNB", feeQuote: text(feeQuote) },
    }[feeIn];
    venue.fill(clientId, { price: text(price), quantity: text(quantity), ...fees, fee: text(fees.fee) });
  }

  async #fillButOneStep(id: number): Promise<void> {
    const { venue } = this.#trader;
    const { market, price } = MARKETS[this.#pair];
    const clientId = await this.#trader.clientId(id);
    const quantity = sub(venue.leftOf(clientId) ?? market.step, market.step);
    if (!isZero(quantity)) venue.fill(clientId, { price, quantity: text(quantity) });
    await this.#round();
    venue.end(clientId, "expired");
  }

  async #round(): Promise<void> {
    this.#trader.desk.clock.advance(1);
    await sendDue(this.#trader.app, this.#trader.venue);
    await reconcile(this.#trader.app, this.#trader.venue);
  }
}

async function check(trader: Trader): Promise<void> {
  const { reader } = trader.desk.db;
  expect(await wrongInBooks(reader)).toEqual([]);
  for (const asset of trader.venue.assets())
    expect([asset, await trader.total(asset)]).toEqual([asset, trader.venue.total(asset)]);
  const lines = await LedgerLine.query(reader);
  const outside = lines.filter(({ kind }) => kind !== "fill" && kind !== "dust" && kind !== "opening");
  expect(outside.map(({ entry }) => entry)).toEqual([]);
  await checkProfit(trader, lines);
}

/** Nothing is made or lost by the bookkeeping: what flat positions realised is the money that came in and went out. */
async function checkProfit(trader: Trader, lines: readonly LedgerLine[]): Promise<void> {
  const { reader } = trader.desk.db;
  const trades = await Trade.query(reader);
  const hasOther = lines.some(({ kind }) => kind === "dust") || trades.some(({ feeAsset }) => feeAsset !== "USDT");
  const open = await Position.query(reader).where({ closed_time: null }).resultSize();
  if (hasOther || open > 0) return;
  const positions = await Position.query(reader);
  const profit = positions.reduce((sum, { realizedPnl }) => add(sum, realizedPnl), from(0));
  expect(text(profit)).toBe(text(sub(from(await trader.total("USDT")), from("100000"))));
}
