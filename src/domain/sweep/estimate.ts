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
const DAY_MINUTES = DAY_MS / MINUTE;

/** `reading` is of the configuration's own candles, made of these minutes. */
export function estimate(scene: Scene, configured: Configuration, candles: CandleColumns, reading: Reading): Estimate {
  return new Fold(scene, configured, candles, reading).run();
}

class Fold {
  readonly #scene: Scene;
  readonly #configured: Configuration;
  readonly #candles: CandleColumns;
  readonly #reading: Reading;
  readonly #account: NumberAccount;
  readonly #fewest: number;
  readonly #dayEnds: number[] = [];
  /** Minutes that make a candle, and the minute at whose close the first candle closes. */
  readonly #length: number;
  readonly #firstClose: number;
  #midnight: number;
  #peak: number;
  #drawdown = 0;
  #equity: number;
  #turn = 0;

  constructor(scene: Scene, configured: Configuration, candles: CandleColumns, reading: Reading) {
    [this.#scene, this.#configured, this.#candles, this.#reading] = [scene, configured, candles, reading];
    const { terms, minutes, first } = scene;
    this.#account = new NumberAccount(terms, minutes);
    this.#fewest = FEWEST_PERIODS.auto * configured.period;
    this.#peak = this.#equity = terms.capital;
    this.#length = TIMEFRAME_MS[configured.timeframe] / MINUTE;
    this.#firstClose = (Number(candles.at[0]) - Number(minutes.at[0])) / MINUTE + this.#length - 1;
    const begin = Number(minutes.at[first]);
    this.#midnight = first + ((Math.floor(begin / DAY_MS) + 1) * DAY_MS - begin) / MINUTE - 1;
  }

  run(): Estimate {
    const { first, last } = this.#scene;
    const account = this.#account;
    for (let minute = first; minute < last; minute += 1) {
      if (account.isIdle()) minute = this.#passTo(minute, Math.min(this.#nextTurn(minute), last - 1));
      else this.#hold(minute);
      this.#askAt(minute);
    }
    const { fills, trips, wins } = account;
    return { ...{ fills, trips, wins, drawdown: this.#drawdown, dayEnds: this.#dayEnds }, final: this.#equity };
  }

  /** The minute at whose close the strategy may next decide something. */
  #nextTurn(minute: number): number {
    const index = Math.max(0, Math.ceil((minute - this.#firstClose) / this.#length));
    return this.#firstClose + this.#turnFrom(index) * this.#length;
  }

  /** The first index from this one on at which it may. */
  #turnFrom(index: number): number {
    const { turns } = this.#reading;
    if (turns === undefined) return index;
    while (Number(turns[this.#turn]) < index) this.#turn += 1;
    return turns[this.#turn] ?? Number.POSITIVE_INFINITY;
  }

  /** Nothing is held and nothing is wanted: it is worth the same, but for what could not be sold. Gives where it stands then. */
  #passTo(from: number, to: number): number {
    const { cash, dust } = this.#account;
    if (dust === 0) {
      this.#equity = cash;
      for (; this.#midnight <= to; this.#midnight += DAY_MINUTES) this.#dayEnds.push(cash);
      return to;
    }
    for (let minute = from; minute <= to; minute += 1) this.#value(minute);
    return to;
  }

  #hold(minute: number): void {
    const { low, high } = this.#scene.minutes;
    if (this.#account.isConcernedBy(Number(low[minute]), Number(high[minute]))) this.#account.meet(minute);
    this.#value(minute);
  }

  #value(minute: number): void {
    const { cash, quantity, dust } = this.#account;
    const equity = cash + (quantity + dust) * Number(this.#scene.middles[minute]);
    this.#equity = equity;
    if (equity > this.#peak) this.#peak = equity;
    else if (this.#peak - equity > this.#drawdown * this.#peak) this.#drawdown = (this.#peak - equity) / this.#peak;
    if (minute !== this.#midnight) return;
    this.#dayEnds.push(equity);
    this.#midnight += DAY_MINUTES;
  }

  #askAt(minute: number): void {
    const index = (minute - this.#firstClose) / this.#length;
    if (!Number.isInteger(index) || index < 0 || this.#turnFrom(index) !== index) return;
    const account = this.#account;
    const intent = this.#reading.decide(index, account.quantity > 0 ? account : null);
    if (intent?.kind === "leave") account.close();
    else if (intent?.kind === "enter" && account.isIdle() && index + 1 >= this.#fewest)
      enter(this.#scene, account, intent, minute, this.#equity, this.#volatilityAt(index));
  }

  #volatilityAt(index: number): number | null {
    const { risk } = this.#scene.terms;
    return risk.sizing === "volatility"
      ? yearlyVolatility(this.#candles.close, index, this.#configured.timeframe)
      : null;
  }
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
