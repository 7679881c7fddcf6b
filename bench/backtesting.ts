/** A year of minutes through the desk's engine, with exact bookings, beside a bare loop with the same rules over the same arrays. */
import { backtest } from "../src/domain/backtest/backtest.ts";
import { type BacktestJob, setupOf as setupOfJob } from "../src/domain/backtest/job.ts";
import { run } from "../src/domain/engine/run.ts";
import { tapeOf } from "../src/domain/engine/tape.ts";
import { trend } from "../src/strategies/trend.ts";
import { setupOf } from "../test/support/engine.ts";
import { RULES, runBare } from "./backtesting/bare.ts";
import { MINUTES, yearOfMinutes } from "./backtesting/year.ts";
import { figure, type Part, ratio, single } from "./figures.ts";

const WARM_UP = 4;
const ROUNDS = 15;

export async function backtesting(): Promise<Part> {
  const candles = yearOfMinutes();
  const { fast, slow, range, stop, target, risk, most } = RULES;
  const configured = trend.configure({ timeframe: "1m", fast, slow, atr: range, stop, target });
  const setup = setupOf({}, { sizing: "risk", size: risk * 100, most: most * 100 });
  const job: BacktestJob = {
    ...setup,
    ...{ strategy: trend.id, parameters: configured.parameters, limits: null, candles, from: candles.at[0] ?? 0 },
  };
  const tape = tapeOf(candles);
  const [bare, engine, whole]: [number[], number[], number[]] = [[], [], []];
  let fills = 0;
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    const took = [
      msOf(() => runBare(candles)),
      msOf(() => run(setupOfJob(job), configured, tape, { witness: () => undefined })),
      msOf(() => (fills = backtest(job, configured).fills)),
    ];
    if (round < WARM_UP) continue;
    [bare, engine, whole].forEach((samples, i) => samples.push(took[i] ?? Number.NaN));
  }
  const [own, hand, all] = [
    figure("the engine: orders, partial fills, exact bookings, equity each minute", "ms", engine),
    figure("a bare loop in doubles: same indicators, same rules, no orders", "ms", bare),
    figure("a whole backtest: the engine, reading it as exact, figures, fingerprint", "ms", whole),
  ];
  const perSecond = (ms: number): number => (MINUTES * 1_000) / ms;
  return {
    title: `A year of minutes (${MINUTES}), trend following, ${fills} fills`,
    figures: [
      hand,
      own,
      ratio("the engine : the bare loop", own, hand),
      single("… candles a second", "candles/s", perSecond(own.median)),
      all,
      ratio("the whole backtest : the bare loop", all, hand),
      single("… candles a second", "candles/s", perSecond(all.median)),
    ],
  };
}

function msOf(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}
