/** A strategy on the past: the engine of the desk folded over minutes, and what came of it. Pure; the same input gives the same result. */
import type { EquityChart } from "../chart.ts";
import { run } from "../engine/run.ts";
import { tapeOf } from "../engine/tape.ts";
import { moneyPlaces } from "../format.ts";
import { type Decimal, sub, sum } from "../money.ts";
import { since } from "../performance/daily.ts";
import type { Figure } from "../performance/figure.ts";
import { type Performance, performanceOf } from "../performance/metrics.ts";
import { timeInMarket } from "../performance/round-trips.ts";
import type { Breach } from "../risk/loss.ts";
import type { Configured } from "../strategy/strategy.ts";
import { closeOf, curveOf, type MinuteEquity, seriesOf } from "./equity.ts";
import { type BacktestJob, setupOf } from "./job.ts";
import { BacktestLedger, type Refused } from "./ledger.ts";
import { tradedOf } from "./traded.ts";
import { type TradeFile, TradeLog } from "./trades.ts";

export interface Backtest {
  /** Market time, ms UTC. */
  readonly from: number;
  readonly until: number;
  readonly minutes: number;
  readonly begun: Decimal;
  readonly performance: Performance;
  /** Percent of the time in which something was held. */
  readonly exposure: Figure;
  /** What the pair itself did, from the first open to the last close, in percent. */
  readonly buyAndHold: number;
  readonly fills: number;
  readonly fees: Decimal;
  /** What is open at the end, and what it has brought so far; it is in the equity and in no trip. */
  readonly open: { readonly count: number; readonly profit: Decimal };
  readonly refusals: readonly Refused[];
  /** From then on it opened nothing: a person would have had to resume. */
  readonly halted: { readonly rule: Breach["rule"]; readonly at: number } | null;
  readonly heldOut: HeldOut;
  readonly chart: EquityChart;
  /** sha256 over all orders and fills, in hexadecimal. */
  readonly fingerprint: string;
  /** Null where the job keeps none. */
  readonly trades: TradeFile | null;
}

/** The last part of it beside what came before: a strategy that only fits the past does worse there. */
export interface HeldOut {
  readonly from: number;
  readonly before: Performance;
  readonly after: Performance;
}

/** How much of it is looked at before the rest is. */
const LEARNT = 0.7;

export function backtest(job: BacktestJob, configured: Configured): Backtest {
  const { candles, market, capital } = job;
  const first = candles.at.indexOf(job.from);
  if (first === -1) throw new RangeError(`there is no minute of ${job.from}`);
  const ledger = new BacktestLedger(market, first);
  const tape = tapeOf(candles);
  const log = job.keepsTrades === true ? new TradeLog(market) : null;
  const done = run(setupOf(job), log === null ? configured : log.hearing(configured), tape, {
    first,
    witness: (effect, minute) => {
      ledger.take(effect, minute);
      log?.take(effect);
    },
  });
  const minutes: MinuteEquity = {
    ...{ at: candles.at, equity: done.worth.equity, first, capital },
    exactlyAfter: (minute) => done.worth.exactlyAfter(minute),
  };
  const split = first + Math.floor((candles.at.length - first) * LEARNT) - 1;
  const series = seriesOf(minutes, [split]);
  const { trips } = ledger;
  const splitAt = closeOf(candles.at, split);
  const performance = performanceOf(series, trips);
  const openProfit = sub(performance.profitLoss, sum(trips.map(({ profit }) => profit)));
  return {
    ...{ from: series.start.at, until: series.until, minutes: candles.at.length - first, begun: capital, performance },
    exposure: exposureOf(ledger, series),
    buyAndHold: ((candles.close.at(-1) ?? Number.NaN) / (candles.open[first] ?? Number.NaN) - 1) * 100,
    fills: ledger.fills,
    fees: ledger.fees,
    open: { count: done.book.held === null ? 0 : 1, profit: openProfit },
    refusals: ledger.refusals(),
    halted: ledger.halted,
    heldOut: {
      from: splitAt,
      before: performanceOf(
        { ...series, later: series.later.filter(({ at }) => at <= splitAt), until: splitAt },
        trips.filter(({ closedAt }) => closedAt <= splitAt),
      ),
      after: performanceOf(
        since(series, splitAt),
        trips.filter(({ closedAt }) => closedAt > splitAt),
      ),
    },
    chart: {
      ...{
        kind: "equity",
        name: `${job.strategy} (backtest)`,
        currency: market.quote,
        places: moneyPlaces(market.quote),
      },
      points: curveOf(minutes),
      traded: tradedOf(job, first, ledger.entries, trips),
    },
    fingerprint: ledger.fingerprint(),
    trades: log?.file(openProfit) ?? null,
  };
}

function exposureOf(
  ledger: BacktestLedger,
  { start, until }: { readonly start: { readonly at: number }; readonly until: number },
): Figure {
  const openedAt = ledger.openedAt();
  const open = openedAt === null ? [] : [{ openedAt, closedAt: null }];
  return timeInMarket([...ledger.trips, ...open], start.at, until);
}
