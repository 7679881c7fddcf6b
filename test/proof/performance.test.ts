/** /profit and /performance against a recomputation from fills, over random histories with money that comes and goes. */
import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { expect, it } from "vitest";

import { text } from "../../src/domain/money.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { accountRecord } from "../../src/reports/performance.ts";
import { plainPerformance } from "../support/plain-performance.ts";
import { Trader } from "../support/trader.ts";

const BEGUN = "100000";
const HISTORIES = 200;
const HOUR = 60 * 60_000;

type Step =
  | { readonly kind: "buy"; readonly quantity: string }
  | { readonly kind: "sell"; readonly percent: number }
  | { readonly kind: "pass"; readonly hours: number; readonly price: string }
  | { readonly kind: "move"; readonly percent: number };

const tenths = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from * 10, max: to * 10 }).map((value) => (value / 10).toFixed(1));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("buy" as const),
    quantity: fc.integer({ min: 1, max: 3_000 }).map((n) => (n / 10_000).toFixed(4)),
  }),
  fc.record({ kind: fc.constant("sell" as const), percent: fc.constantFrom(100, 100, 50, 33) }),
  fc.record({
    kind: fc.constant("pass" as const),
    hours: fc.integer({ min: 1, max: 60 }),
    price: tenths(35_000, 60_000),
  }),
  fc.record({ kind: fc.constant("move" as const), percent: fc.integer({ min: -30, max: 60 }) }),
);

class History {
  readonly trader: Trader;
  readonly prices = new Map<number, string>();

  constructor(trader: Trader) {
    this.trader = trader;
  }

  async begin(): Promise<void> {
    await this.trader.startOver();
    this.#note();
    await this.trader.turn();
  }

  async play(next: Step): Promise<void> {
    const { trader } = this;
    if (next.kind === "pass") return this.#pass(next.hours * HOUR, next.price);
    if (next.kind === "buy") return this.#trade(`/buy BTC/USDT ${next.quantity}`);
    if (next.kind === "sell") return this.#sell(next.percent);
    const amount = new Oracle(trader.venue.total("USDT")).times(next.percent).div(100).toFixed(2);
    trader.venue.move("USDT", amount);
    await this.#pass(HOUR, trader.venue.price);
    await trader.turn();
  }

  async #pass(ms: number, price: string): Promise<void> {
    this.trader.venue.price = price;
    this.trader.venue.advance(ms);
    this.trader.desk.clock.advance(ms);
    this.#note();
    await this.trader.turn();
  }

  async #sell(percent: number): Promise<void> {
    if ((await this.trader.total("BTC")) === "0") return;
    await this.#trade(percent === 100 ? "/close BTC/USDT" : `/close BTC/USDT ${percent}%`);
  }

  /** What the guards or the venue's minimum refuse is no step. */
  async #trade(line: string): Promise<void> {
    const { trader } = this;
    const before = trader.venue.orders.size;
    if ((await trader.ask(line)).isRefused) return;
    const id = await trader.newest();
    if ((await trader.order(id)).state === "proposed") await trader.type(`/approve ${id}`);
    await trader.turn();
    if (trader.venue.orders.size === before) return;
    const { price } = trader.venue;
    const clientId = await trader.clientId(id);
    const left = trader.venue.leftOf(clientId);
    if (left === null) return;
    trader.venue.fill(clientId, { price, fee: new Oracle(text(left)).times(price).times("0.001").toFixed() });
    await trader.turn();
  }

  #note(): void {
    this.prices.set(this.trader.venue.now(), this.trader.venue.price);
  }
}

it(`/profit and /performance are the same to the last digit over ${HISTORIES} histories`, async () => {
  const trader = await Trader.open("sqlite");
  await trader.desk.db.writer.raw("pragma synchronous = off"); // nothing is killed here: speed
  const count = { trips: 0, days: 0, fills: 0 };
  const holds = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
    const history = new History(trader);
    await history.begin();
    for (const each of steps) await history.play(each);
    await compare(history, count);
  });
  await fc.assert(holds, { numRuns: HISTORIES });
  await trader.close();
  console.log(`${HISTORIES} histories, ${count.fills} fills, ${count.trips} round trips, ${count.days} days`);
  expect(count.trips).toBeGreaterThan(HISTORIES / 4);
});

async function compare(
  { trader, prices }: History,
  count: { trips: number; days: number; fills: number },
): Promise<void> {
  const { venue, app } = trader;
  const plain = await plainPerformance(trader.desk.db.reader, BEGUN, prices, { now: venue.now(), price: venue.price });
  const record = await accountRecord(app, venue);
  if (record === null) throw new Error("there are no figures");
  const { performance } = record;
  expect(text(performance.profitLoss)).toBe(new Oracle(plain.profit).toFixed());
  expect(amountIn(await trader.reply("/profit all"))).toBe(new Oracle(plain.profit).toFixed());
  expect(amountIn(await trader.reply("/performance"))).toBe(new Oracle(plain.profit).toFixed());
  expect(text(performance.maxDrawdown)).toBe(new Oracle(plain.largestFall).toFixed());
  expectNear(performance.profitLossPercent.value, plain.profitPercent);
  expectNear(performance.maxDrawdownPercent.value, plain.largestFallPercent);
  expect(performance.days).toBe(plain.returns.length);
  expectNear(performance.volatility.value, volatilityOf(plain.returns));
  const won = plain.trips.filter((profit) => new Oracle(profit).gt(0)).length;
  expect([performance.totalTrades, performance.winningTrades]).toEqual([plain.trips.length, won]);
  expect(text(performance.tripProfit)).toBe(plain.trips.reduce((sum, each) => sum.plus(each), new Oracle(0)).toFixed());
  count.trips += plain.trips.length;
  count.days += plain.returns.length;
  count.fills += Number((await trader.desk.db.reader("trades").count("* as n"))[0]?.["n"]);
}

function volatilityOf(returns: readonly number[]): number | null {
  if (returns.length < 2) return null;
  const mean = returns.reduce((sum, each) => sum + each, 0) / returns.length;
  const squares = returns.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return Math.sqrt(squares / (returns.length - 1)) * Math.sqrt(365) * 100;
}

function expectNear(value: number | null, wanted: number | null): void {
  if (value === null || wanted === null) expect(value).toBe(wanted);
  else expect(Math.abs(value - wanted)).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted)));
}

/** The first amount of money of the headline. */
function amountIn({ blocks }: Reply): string | undefined {
  const headline = blocks.find((block) => block.kind === "headline");
  if (headline?.kind !== "headline") return undefined;
  return headline.line.flatMap((part) => (typeof part === "object" && part.type === "money" ? [part.amount] : []))[0];
}
