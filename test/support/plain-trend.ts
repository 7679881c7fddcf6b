/**
 * Trend following on a month of minutes, told a second time and in another way: one loop over the bars, figures by
 * decimal.js, no line shared with the desk. Half a spread of 0.02 % and a slippage of 0.01 %; an order at market fills at the
 * next open, exits rest from the bar after the entry's.
 */
import { Decimal as Oracle } from "decimal.js";

import { type Bar, MINUTE_MS } from "./bars.ts";

const Exact = Oracle.clone({ precision: 60 });
type Exact = InstanceType<typeof Exact>;

export interface PlainTrip {
  /** Close of the candle that it was decided on, ms UTC. */
  readonly decidedAt: number;
  readonly quantity: string;
  readonly bought: string;
  readonly leg: "stop" | "target" | "close";
  readonly soldAt: number;
  readonly sold: string;
}

export interface PlainSettings {
  readonly minutes: number;
  readonly fast: number;
  readonly slow: number;
  readonly range: number;
  /** In average true ranges, and in risks. */
  readonly stop: number;
  readonly target: number;
  /** In quote. */
  readonly size: number;
}

const TICK = "0.1";
const STEP = "0.0001";
const HALF_SPREAD = 0.0001;
const WORSE = 0.0002;
const BAND = 0.005;
/** In mode auto: so many times the longest period. */
const FEWEST = 10;

const onTick = (price: Exact, up: boolean): Exact => price.toNearest(TICK, up ? Oracle.ROUND_UP : Oracle.ROUND_DOWN);
const ask = (price: Exact, worse = WORSE): Exact => onTick(new Exact(price).times(1 + worse), true);
const bid = (price: Exact): Exact => onTick(new Exact(price).times(1 - WORSE), false);

interface Levels {
  readonly quantity: string;
  /** Half a percent above the price that it was decided at: what opens beyond it is not bought. */
  readonly worst: Exact;
  readonly stop: Exact;
  readonly target: Exact;
  readonly decidedAt: number;
}

interface Held extends Levels {
  readonly bought: Exact;
  /** Index of the bar that it was bought in. */
  readonly since: number;
}

export function tradeTrend(bars: readonly Bar[], settings: PlainSettings): PlainTrip[] {
  const trips: PlainTrip[] = [];
  const averages = new Averages(settings);
  let [wanted, held, isLeaving]: [Levels | null, Held | null, boolean] = [null, null, false];
  const end = (leg: PlainTrip["leg"], price: Exact, bar: Bar, { decidedAt, quantity, bought }: Held): void => {
    trips.push({
      decidedAt,
      quantity,
      bought: bought.toFixed(),
      leg,
      soldAt: bar.at + MINUTE_MS,
      sold: price.toFixed(),
    });
    [held, isLeaving] = [null, false];
  };
  bars.forEach((bar, index) => {
    const open = new Exact(bar.open);
    if (wanted !== null) {
      held = ask(open).lte(wanted.worst) ? { ...wanted, bought: ask(open), since: index } : null;
      wanted = null;
      isLeaving = held !== null && new Exact(bar.close).lte(held.stop); // passed before it could rest
    } else if (held !== null && isLeaving) end("close", bid(open), bar, held);
    else if (held !== null) {
      const exit = exitIn(bar, held, index === held.since + 1);
      if (exit !== null) end(exit.leg, exit.price, bar, held);
    }
    const turn = averages.take(bar);
    if (turn === null) return;
    if (turn.to === "down" && held !== null) isLeaving = true;
    if (turn.to !== "up" || held !== null || !turn.isWarm) return;
    const risk = settings.stop * turn.range;
    const close = Number(bar.close);
    const price = ask(new Exact(bar.close), HALF_SPREAD);
    wanted = {
      quantity: new Exact(settings.size).div(price).toNearest(STEP, Oracle.ROUND_DOWN).toFixed(),
      worst: onTick(price.times(1 + BAND), false),
      stop: onTick(new Exact((close - risk).toFixed(6)), true),
      target: onTick(new Exact((close + settings.target * risk).toFixed(6)), true),
      decidedAt: bar.at + MINUTE_MS,
    };
  });
  return trips;
}

/** As a bar tells it: a stop sells where it is touched, or at an open beyond it; the stop comes before the target. */
function exitIn(bar: Bar, { stop, target }: Held, isFirst: boolean): { leg: "stop" | "target"; price: Exact } | null {
  const [open, high, low] = [new Exact(bar.open), new Exact(bar.high), new Exact(bar.low)];
  if (open.lte(stop)) return { leg: "stop", price: bid(open) };
  if (isFirst && bid(open).gte(target)) return { leg: "target", price: bid(open) };
  if (!isFirst && open.gt(target)) return { leg: "target", price: open };
  if (low.lte(stop)) return { leg: "stop", price: bid(stop) };
  return high.gt(target) ? { leg: "target", price: target } : null;
}

interface Turn {
  readonly to: "up" | "down";
  readonly range: number;
  readonly isWarm: boolean;
}

/** Candle by candle: two exponential averages begun at the first close, and Wilder's range. */
class Averages {
  readonly #settings: PlainSettings;
  #candle: { open: number; high: number; low: number; close: number } | null = null;
  #count = 0;
  #fast = 0;
  #slow = 0;
  #range = 0;
  #before = Number.NaN;
  #last = 0;

  constructor(settings: PlainSettings) {
    this.#settings = settings;
  }

  /** Null unless a candle has closed in which the averages crossed. */
  take(bar: Bar): Turn | null {
    const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const candle = this.#candle ?? { open, high, low, close };
    this.#candle = { open: candle.open, high: Math.max(candle.high, high), low: Math.min(candle.low, low), close };
    if ((bar.at + MINUTE_MS) % (this.#settings.minutes * MINUTE_MS) !== 0) return null;
    const closed = this.#candle;
    this.#candle = null;
    return this.#close(closed);
  }

  #close({ high, low, close }: { high: number; low: number; close: number }): Turn | null {
    const { fast, slow, range } = this.#settings;
    const isFirst = this.#count === 0;
    this.#fast = isFirst ? close : this.#fast + (2 / (fast + 1)) * (close - this.#fast);
    this.#slow = isFirst ? close : this.#slow + (2 / (slow + 1)) * (close - this.#slow);
    const reach = isFirst ? high - low : Math.max(high - low, Math.abs(high - this.#last), Math.abs(low - this.#last));
    this.#count += 1;
    this.#range = this.#count <= range ? this.#range + reach / range : this.#range + (reach - this.#range) / range;
    this.#last = close;
    const [before, now] = [this.#before, this.#fast - this.#slow];
    this.#before = this.#count >= slow ? now : Number.NaN;
    if (!(before <= 0 && now > 0) && !(before >= 0 && now < 0)) return null;
    return { to: now > 0 ? "up" : "down", range: this.#range, isWarm: this.#count >= FEWEST * Math.max(slow, range) };
  }
}
