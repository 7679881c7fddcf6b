/**
 * A run in doubles, for finding out which parameters are worth an exact one: the same decisions, sizes and fills as the
 * engine's, without the desk's limits. A year of minutes takes some milliseconds.
 */
import type { CandleColumns } from "../candle-columns.ts";
import type { Enter, Reading } from "../strategy/strategy.ts";
import { yearlyVolatility } from "../strategy/volatility.ts";
import { FEWEST_PERIODS } from "../strategy/walk.ts";
import type { Configuration } from "../strategy/strategy.ts";
import { TIMEFRAME_MS } from "../candle.ts";
import { NumberAccount } from "./account.ts";
import type { NumberTerms } from "./terms.ts";

export interface Estimate {
  /** In quote currency. */
  readonly final: number;
  readonly fills: number;
  readonly trips: number;
  readonly wins: number;
  /** Largest relative fall of equity from a peak before it. */
  readonly drawdown: number;
  /** At the end of each UTC day that is over. */
  readonly dayEnds: readonly number[];
}

/** What all runs of a sweep share. */
export interface Scene {
  readonly terms: NumberTerms;
  /** Minutes without a gap. */
  readonly minutes: CandleColumns;
  /** Of the best prices after each minute, as domain/engine/middles.ts has it. */
  readonly middles: Float64Array;
  /** The minutes that count: first ≤ minute < last. */
  readonly first: number;
  readonly last: number;
}

const MINUTE = TIMEFRAME_MS["1m"];
const DAY_MS = TIMEFRAME_MS["1d"];

/** `reading` is of the configuration's own candles, made of these minutes. */
export function estimate(scene: Scene, configured: Configuration, candles: CandleColumns, reading: Reading): Estimate {
  const { terms, minutes, middles, first, last } = scene;
  const { at, low, high } = minutes;
  const account = new NumberAccount(terms, minutes);
  const lasts = TIMEFRAME_MS[configured.timeframe];
  const fewest = FEWEST_PERIODS.auto * configured.period;
  const dayEnds: number[] = [];
  let closes = (Math.floor(Number(at[first]) / lasts) + 1) * lasts;
  let index = Math.floor((closes - lasts - Number(candles.at[0])) / lasts);
  let midnight = (Math.floor(Number(at[first]) / DAY_MS) + 1) * DAY_MS;
  let [peak, drawdown, equity] = [terms.capital, 0, terms.capital];
  for (let i = first; i < last; i += 1) {
    if (account.isConcernedBy(Number(low[i]), Number(high[i]))) account.meet(i);
    const closedAt = Number(at[i]) + MINUTE;
    equity = account.cash + (account.quantity + account.dust) * Number(middles[i]);
    if (equity > peak) peak = equity;
    else if (peak - equity > drawdown * peak) drawdown = (peak - equity) / peak;
    if (closedAt === midnight) {
      dayEnds.push(equity);
      midnight += DAY_MS;
    }
    if (closedAt !== closes) continue;
    const intent = reading.decide(index, account.quantity > 0 ? account : null);
    if (intent?.kind === "leave") account.close();
    else if (intent !== null && account.quantity === 0 && index + 1 >= fewest)
      enter(scene, account, intent, i, equity, volatilityOf(terms, candles, index, configured));
    [index, closes] = [index + 1, closes + lasts];
  }
  const { fills, trips, wins } = account;
  return { final: equity, fills, trips, wins, drawdown, dayEnds };
}

function volatilityOf({ risk }: NumberTerms, { close }: CandleColumns, index: number, { timeframe }: Configuration) {
  return risk.sizing === "volatility" ? yearlyVolatility(close, index, timeframe) : null;
}

/** As domain/engine/enter.ts: sized, on the market's grids, and not at all where the market would not take it. */
function enter(
  { terms, minutes }: Scene,
  account: NumberAccount,
  { side, stop, target }: Enter,
  minute: number,
  equity: number,
  volatility: number | null,
): void {
  if (side === "SHORT") return;
  const { tick, step, halfSpread, band, taker, minAmount, maxAmount, minCost } = terms;
  const price = tick.ceil(Number(minutes.close[minute]) * (1 + halfSpread));
  const [loss, gain] = [tick.ceil(stop), target === null ? Number.POSITIVE_INFINITY : tick.ceil(target)];
  const quantity = step.floor(notionalOf(terms, equity, price, stop, volatility) / price);
  const worst = tick.floor(price * (1 + band));
  const isOnItsSide = loss > 0 && loss < price && gain > price;
  const isTaken = quantity >= minAmount && quantity <= maxAmount && quantity * Math.min(price, loss) >= minCost;
  const isPaid = quantity * worst * (1 + taker) <= account.cash;
  if (quantity > 0 && isOnItsSide && isTaken && isPaid) account.enter(quantity, worst, loss, gain);
}

/** In quote, as domain/strategy/sizing.ts has it. */
function notionalOf(
  { risk: { sizing, size, most }, taker }: NumberTerms,
  equity: number,
  price: number,
  stop: number,
  volatility: number | null,
): number {
  const capped = (wanted: number): number => Math.max(0, Math.min(wanted, (equity * most) / 100));
  switch (sizing) {
    case "fixed":
      return capped(size);
    case "equity":
      return capped((equity * size) / 100);
    case "volatility":
      return volatility === null || volatility <= 0 ? 0 : capped((equity * size) / 100 / volatility);
    case "risk":
      return capped((equity * size) / 100 / (Math.abs(price - stop) / price + 2 * taker));
  }
}
