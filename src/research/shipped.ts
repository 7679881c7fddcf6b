import { Refusal } from "../domain/errors.ts";
import type { StrategyId } from "../domain/ids.ts";
import type { Strategy } from "../domain/strategy/strategy.ts";
import { STRATEGIES } from "../strategies/index.ts";

/** A strategy whose code comes with the desk. Throws a Refusal for a file of one's own: no thread of research runs one. */
export function shippedStrategy(id: StrategyId): Strategy {
  const strategy = STRATEGIES.find((each) => each.id === id);
  if (strategy !== undefined) return strategy;
  throw new Refusal(
    "strategy",
    `${id} is a file of your own, and a backtest runs what comes with the desk: npx outcry strategy check holds a file to its rules.`,
  );
}
