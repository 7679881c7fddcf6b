/** Runs in a thread of its own, see cli/strategy.ts: loads a file that somebody wrote and checks the strategy in it. */
import { parentPort, workerData } from "node:worker_threads";

import type { CandleColumns } from "../domain/candle-columns.ts";
import { Refusal } from "../domain/errors.ts";
import { checkStrategy, defaultsOf } from "../domain/strategy/check.ts";
import type { Configured } from "../domain/strategy/strategy.ts";
import { randomFrom } from "../exchange/random.ts";
import { failureOf, loadStrategy } from "../strategies/local.ts";
import { candlesIn, syntheticCandles, wantedFor } from "./check-candles.ts";
import type { CheckAnswer, CheckRequest } from "./strategy.ts";

/** The same cuts each time. */
const SEED = 1;

async function answer(request: CheckRequest): Promise<CheckAnswer> {
  try {
    const strategy = await loadStrategy(request.file);
    const defaults = defaultsOf(strategy);
    if (typeof defaults === "string") return { id: strategy.id, findings: [defaults], about: "its defaults" };
    const candles = await candlesOf(request, defaults);
    const { findings, decisions } = checkStrategy(strategy, candles, randomFrom(SEED).uniform);
    const about = `${decisions} decisions on ${candles.at.length} candles of ${defaults.timeframe}`;
    return { id: strategy.id, findings, about };
  } catch (error) {
    return { refusal: error instanceof Refusal ? error.message : failureOf(request.file, error) };
  }
}

function candlesOf({ candles, now }: CheckRequest, configured: Configured): Promise<CandleColumns> {
  const { timeframe } = configured;
  const wanted = wantedFor(configured);
  return candles === null ? syntheticCandles(timeframe, wanted) : candlesIn(candles, { timeframe, wanted, now });
}

// Not a top-level await: of one that never ends Node would warn.
void answer(workerData as CheckRequest).then((given) => parentPort?.postMessage(given));
