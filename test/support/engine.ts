/** Runs of the engine, beside what the desk and a plain telling make of the same minutes. */
import type { Candle } from "../../src/domain/candle.ts";
import { type BookedFill, type BookOrder, type Effect, type Setup } from "../../src/domain/engine/book.ts";
import type { ExchangeName, StrategyId } from "../../src/domain/ids.ts";
import type { Market } from "../../src/domain/market.ts";
import { VOLUME_SHARE } from "../../src/domain/matching/fee.ts";
import { from, fromFloat, text } from "../../src/domain/money.ts";
import type { Leg } from "../../src/domain/order.ts";
import { type Limits, limitsOver } from "../../src/domain/risk/limits.ts";
import { riskOf } from "../../src/domain/strategy/risk.ts";
import { listMarkets } from "../../src/exchange/paper/catalog.ts";
import { randomFrom } from "../../src/exchange/random.ts";
import type { PlainTrip } from "./plain-trend.ts";
import { BTC, MINUTE, START } from "./paper-venue.ts";

const TREND = "trend" as StrategyId;

/** As the paper venue lists it, at 0.1 % of each fill. */
export function btcOn(exchange: ExchangeName): Market {
  const fee = from("0.001");
  const [market] = listMarkets(exchange, [BTC], { maker: fee, taker: fee });
  if (market === undefined) throw new Error("the venue does not list BTC/USDT");
  return market;
}

export const INITIAL_LIMITS: Limits = limitsOver([], "paper" as ExchangeName, { strategy: TREND });

/** What no order goes without alone. */
const NO_LIMITS: Limits = {
  of: (rule) => (rule === "band" || rule === "leverage" ? INITIAL_LIMITS.of(rule) : []),
};

/** Half a spread of 0.02 % and a slippage of 0.01 %. */
export function setupOf(changes: Partial<Setup> = {}, risk: Readonly<Record<string, unknown>> = {}): Setup {
  const market = changes.market ?? btcOn("paper" as ExchangeName);
  return {
    market,
    rules: {
      ...{ tick: market.tick, step: market.step, halfSpread: from("0.0001"), slippage: from("0.0001") },
      volumeShare: VOLUME_SHARE,
    },
    risk: riskOf("trend", { mode: "auto", sizing: "fixed", size: 400, most: 100, ...risk }),
    limits: NO_LIMITS,
    capital: from("10000"),
    zone: "UTC",
    ...changes,
  };
}

/**
 * A price that wanders by tenths of a percent from minute to minute, on the tick of 0.1; now and then it opens elsewhere, or a
 * bar is wild enough for a stop and a target. `volume`: base currency, at most.
 */
export function wanderingMinutes(count: number, seed: number, volume: number): Candle[] {
  const { uniform } = randomFrom(seed);
  let price = 400_000;
  return Array.from({ length: count }, (_, i) => {
    const near = (from: number, by: number): number => Math.round(from * (1 + by * (uniform() - 0.5)));
    const open = uniform() < 0.1 ? near(price, 0.02) : price;
    const wild = uniform() < 0.05 ? 10 : 1;
    const close = near(open, 0.006);
    const [high, low] = [
      Math.max(open, close, near(open, 0.004 * wild)),
      Math.min(open, close, near(open, 0.004 * wild)),
    ];
    price = close;
    const tenth = (value: number) => fromFloat(value / 10, 1);
    return {
      at: START + i * MINUTE,
      ...{ open: tenth(open), high: tenth(high), low: tenth(low), close: tenth(close) },
      volume: fromFloat(uniform() * volume, 3),
    };
  });
}

export interface ToldFill {
  readonly at: number;
  readonly leg: Leg | null;
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
  readonly realized: string | null;
}

export function fillsOf(effects: readonly Effect[]): ToldFill[] {
  return filled(effects).map(({ at, order: { leg }, fill: { quantity, price, fee, realized } }) => ({
    ...{ at, leg, quantity: text(quantity), price: text(price), fee: text(fee) },
    realized: realized === null ? null : text(realized),
  }));
}

type Filled = { readonly at: number; readonly order: BookOrder; readonly fill: BookedFill };

function filled(effects: readonly Effect[]): Filled[] {
  return effects.flatMap((effect) => (effect.kind === "filled" ? [effect] : []));
}

/** As a plain telling has them; of minutes that hold enough volume for each order to fill at once. */
export function tripsIn(effects: readonly Effect[]): PlainTrip[] {
  const trips: PlainTrip[] = [];
  let entry: Filled | null = null;
  for (const each of filled(effects)) {
    if (each.order.leg === null) entry = each;
    else if (entry !== null) {
      const { order, fill } = entry;
      trips.push({
        ...{ decidedAt: order.placedAt, quantity: text(fill.quantity), bought: text(fill.price) },
        ...{ leg: each.order.leg, soldAt: each.at, sold: text(each.fill.price) },
      });
      entry = null;
    }
  }
  return trips;
}
