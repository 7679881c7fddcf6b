/**
 * A cross of two averages, told in one loop of numbers that shares no line with the desk: all-in at the next open, out when they
 * cross back or at a stop below the fill, 0.1 % of each fill.
 */
import type { Bar } from "./bars.ts";

export interface PlainCross {
  /** Of the fill's price. */
  readonly stopPercent: number;
  /** The stop stands in the bar of its entry already; else from the next one on. */
  readonly isStopAtOnce: boolean;
  /** added: the fee comes on top of what is bought, which is cut to a step of 1e-8 · taken: 0.1 % of the cash, and the rest buys. */
  readonly fee: "added" | "taken";
}

export interface PlainResult {
  readonly trades: number;
  readonly wins: number;
  /** At the last close, from 10,000. */
  readonly equity: number;
}

const [FAST, SLOW, RSI, MOST_RSI] = [20, 50, 14, 75];
const FEE = 0.001;
const UNITS = 1e8;
/** A whole step that a float shows as a hair less. */
const HAIR = 1e-6;

export function tradeCross(bars: readonly Bar[], { stopPercent, isStopAtOnce, fee }: PlainCross): PlainResult {
  const signals = crossSignals(bars.map(({ close }) => Number(close)));
  let [cash, held, paid, stop, trades, wins] = [10_000, 0, 0, 0, 0, 0];
  const sell = (price: number): void => {
    const got = held * price * (1 - FEE);
    [cash, held, trades] = [cash + got, 0, trades + 1];
    if (got > paid) wins += 1;
  };
  bars.forEach((bar, i) => {
    const [open, low] = [Number(bar.open), Number(bar.low)];
    const signal = signals[i - 1];
    const isNew = signal === "in" && held === 0;
    if (isNew) {
      held =
        fee === "added" ? Math.floor((cash / (open * (1 + FEE))) * UNITS + HAIR) / UNITS : (cash * (1 - FEE)) / open;
      paid = fee === "added" ? held * open * (1 + FEE) : cash;
      [cash, stop] = [cash - paid, open * (1 - stopPercent / 100)];
    } else if (signal === "out" && held > 0) sell(open);
    if (held === 0 || (isNew && !isStopAtOnce)) return;
    if (open <= stop) sell(open);
    else if (low <= stop) sell(stop);
  });
  return { trades, wins, equity: cash + held * Number(bars.at(-1)?.close) };
}

/** What each close says: in when the fast average has crossed above the slow one and the RSI is low enough, out below. */
function crossSignals(closes: readonly number[]): ("in" | "out" | null)[] {
  const [fast, slow, strength] = [averages(closes, FAST), averages(closes, SLOW), strengths(closes)];
  return closes.map((_, i) => {
    const [before, now] = [Number(fast[i - 1]) - Number(slow[i - 1]), Number(fast[i]) - Number(slow[i])];
    if (before <= 0 && now > 0) return Number(strength[i]) < MOST_RSI ? "in" : null;
    return before >= 0 && now < 0 ? "out" : null;
  });
}

function averages(closes: readonly number[], period: number): number[] {
  return closes.map((_, i) =>
    i + 1 < period ? Number.NaN : closes.slice(i + 1 - period, i + 1).reduce((sum, close) => sum + close) / period,
  );
}

/** Wilder's, begun with plain averages. */
function strengths(closes: readonly number[]): number[] {
  let [gain, loss] = [0, 0];
  return closes.map((close, i) => {
    const change = i === 0 ? 0 : close - Number(closes[i - 1]);
    const [up, down] = [Math.max(change, 0), Math.max(-change, 0)];
    if (i <= RSI) [gain, loss] = [gain + up / RSI, loss + down / RSI];
    else [gain, loss] = [(gain * (RSI - 1) + up) / RSI, (loss * (RSI - 1) + down) / RSI];
    return i < RSI ? Number.NaN : 100 - 100 / (1 + gain / loss);
  });
}
