/** Orders and events of the matching rules in a few words, and what came of them. */
import type { Candle } from "../../src/domain/candle.ts";
import type { Pair } from "../../src/domain/ids.ts";
import { VOLUME_SHARE } from "../../src/domain/matching/fee.ts";
import type { Match, MatchRules, Stop, WorkingOrder } from "../../src/domain/matching/order.ts";
import { from, text, ZERO } from "../../src/domain/money.ts";
import type { Level, Quote } from "../../src/domain/quote.ts";

export const FREE: MatchRules = {
  ...{ tick: from("0.1"), step: from("0.001"), halfSpread: ZERO, slippage: ZERO, volumeShare: VOLUME_SHARE },
};
export const COSTLY: MatchRules = { ...FREE, halfSpread: from("0.001"), slippage: from("0.002") };

/** `buy 1 market` · `sell 2.5 gtc 101` · `buy 1 ioc 100 resting` · `sell 1 market - stop 98` · `sell 1 market - trail 98 2` */
export function order(words: string): WorkingOrder {
  const [side, quantity = "", kind, limit, state, trigger, trail] = words.split(" ");
  return {
    side: side === "buy" ? "BUY" : "SELL",
    remaining: from(quantity),
    kind: kind as WorkingOrder["kind"],
    limit: limit === undefined || limit === "-" ? null : from(limit),
    stop: trigger === undefined ? null : { trigger: from(trigger), trail: trail === undefined ? null : from(trail) },
    isResting: state === "resting",
  };
}

/** `open high low close volume` */
export function bar(words: string): Candle {
  const [open = "", high = "", low = "", close = "", volume = "1000"] = words.split(" ");
  return { at: 0, open: from(open), high: from(high), low: from(low), close: from(close), volume: from(volume) };
}

/** `[last] [mark=price] bid×quantity … | ask×quantity …`, best first; without a last price it is the best bid's. */
export function quote(words: string, pair = "BTC/USDT" as Pair, at = 0): Quote {
  const [left = "", right = ""] = words.split("|");
  const [bids, asks] = [levels(left), levels(right)];
  const [bid, ask] = [bids[0]?.price ?? from(1), asks[0]?.price ?? from(2)];
  const last = left.split(" ").find((word) => /^[\d.]+$/.test(word));
  const mark = left.split(" ").find((word) => word.startsWith("mark="));
  return {
    ...{ pair, at, bid, ask, last: last === undefined ? bid : from(last), book: { bids, asks } },
    ...(mark === undefined ? {} : { mark: from(mark.slice("mark=".length)) }),
  };
}

function levels(words: string): Level[] {
  return words
    .split(" ")
    .filter((word) => word.includes("×"))
    .map((word) => word.split("×"))
    .map(([price = "", quantity = ""]) => ({ price: from(price), quantity: from(quantity) }));
}

export function shown({ fills, ends, stop }: Match): string {
  const parts = fills.map((fill) => `${text(fill.quantity)} at ${text(fill.price)} ${fill.liquidity}`);
  return [...parts, ends ?? (stop === null ? "goes on" : waiting(stop))].join(", ");
}

function waiting({ trigger, trail }: Stop): string {
  return `waits at ${text(trigger)}${trail === null ? "" : `, ${text(trail)} behind`}`;
}
