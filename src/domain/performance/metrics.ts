/** The whole record of a series: one definition for rows, cards, digests and backtests. */
import { type Decimal, sign } from "../money.ts";
import { type Day, daysOf, type EquitySeries, profitOf } from "./daily.ts";
import { largestFall, largestRelativeFall } from "./drawdown.ts";
import { type Figure, known, missing } from "./figure.ts";
import { cagr, calmar, sharpe, sortino, volatility } from "./ratios.ts";
import { growthOf, returnOf } from "./returns.ts";
import { type RoundTrip, type TripFigures, tripFigures } from "./round-trips.ts";

export interface Performance extends TripFigures {
  /** Whole UTC days: what the ratios are taken over. */
  readonly days: number;
  readonly profitLoss: Decimal;
  /** Percent. */
  readonly profitLossPercent: Figure;
  /** ≥ 0, money. */
  readonly maxDrawdown: Decimal;
  /** ≥ 0, percent; may be another fall than `maxDrawdown`. */
  readonly maxDrawdownPercent: Figure;
  /** Percent a year. */
  readonly volatility: Figure;
  readonly sharpeRatio: Figure;
  readonly sortinoRatio: Figure;
  /** Percent a year. */
  readonly cagr: Figure;
  readonly calmar: Figure;
}

/** `trips`: those that were closed within the series. */
export function performanceOf(series: EquitySeries, trips: readonly RoundTrip[]): Performance {
  const days = daysOf(series, "UTC");
  const whole = days.filter(({ isOver }) => isOver);
  return {
    ...tripFigures(trips),
    days: whole.length,
    profitLoss: profitOf({ begin: series.start, end: series.later.at(-1) ?? series.start }),
    maxDrawdown: largestFall(series),
    ...relative(series, days, whole),
  };
}

type Relative = Pick<
  Performance,
  "profitLossPercent" | "maxDrawdownPercent" | "volatility" | "sharpeRatio" | "sortinoRatio" | "cagr" | "calmar"
>;

/** All that is told in parts of what was there: nothing of it where nothing was. */
function relative({ start }: EquitySeries, days: readonly Day[], whole: readonly Day[]): Relative {
  if (sign(start.equity) <= 0) return allMissing("it began with nothing");
  const growth = growthOf(days.map(returnOf));
  const fall = largestRelativeFall(days);
  if (!Number.isFinite(growth + fall)) return allMissing("equity was not above zero");
  const returns = whole.map(returnOf);
  const yearly = cagr(returns);
  return {
    profitLossPercent: known((growth - 1) * 100),
    maxDrawdownPercent: known(fall * 100),
    volatility: volatility(returns),
    sharpeRatio: sharpe(returns),
    sortinoRatio: sortino(returns),
    cagr: yearly.reason === null ? told(yearly.value * 100) : yearly,
    calmar: calmar(returns, fall),
  };
}

/** What grows beyond that in a year says nothing but that it was too short. */
const MOST_PERCENT = 1e9;

function told(percent: number): Figure {
  return percent > MOST_PERCENT ? missing("beyond all measure") : known(percent);
}

function allMissing(reason: string): Relative {
  const none = missing(reason);
  return {
    ...{ profitLossPercent: none, maxDrawdownPercent: none, volatility: none },
    ...{ sharpeRatio: none, sortinoRatio: none, cagr: none, calmar: none },
  };
}
