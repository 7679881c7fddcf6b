/** What an optimisation is told: plain data, so that a row can hold it until it has ended. */
import type { ExchangeName, Pair, StrategyId } from "../ids.ts";
import type { Risk } from "../strategy/risk.ts";
import type { Parameters } from "../strategy/strategy.ts";
import { chosenNumbers, countOf, setAt } from "./sets.ts";

export type Value = Parameters[string];

export interface Plan {
  readonly strategy: StrategyId;
  /** The strategy's, in words. */
  readonly name: string;
  readonly exchange: ExchangeName;
  readonly pair: Pair;
  /** ms UTC, from ≤ moment < to; null: all that is stored. */
  readonly span: { readonly from: number; readonly to: number } | null;
  /** False: run without the desk's limits. */
  readonly isGuarded: boolean;
  readonly risk: Risk;
  /** What does not vary. */
  readonly parameters: Parameters;
  /** What varies, in the order in which it was typed. */
  readonly values: readonly (readonly [name: string, values: readonly Value[]])[];
  /** So many of the combinations at most. */
  readonly most: number;
  /** What was typed, without the slash: it begins it once more. */
  readonly line: string;
  /** `backtest trend BTC/USDT all`: its parameters stand behind it. */
  readonly backtestLine: string;
  /** What was typed beside what varies: settings of the strategy (`timeframe=1h`), and of the run (`guards=off`). */
  readonly typed: { readonly settings: readonly string[]; readonly run: readonly string[] };
  /** Who asked may set strategies. */
  readonly mayChange: boolean;
}

export interface Chosen {
  /** Which combinations, as setAt counts them. */
  readonly numbers: readonly number[];
  /** What varies, of each. */
  readonly varied: readonly Parameters[];
  /** All parameters, of each. */
  readonly sets: readonly Parameters[];
}

/** `uniform`: 0 ≤ x < 1, for where there are more combinations than are tried. */
export function chosenSets({ parameters, values, most }: Plan, uniform: () => number): Chosen {
  const ranges = new Map(values);
  const numbers = chosenNumbers(countOf(ranges), most, uniform);
  const varied = numbers.map((number) => setAt(ranges, number));
  return { numbers, varied, sets: varied.map((own) => ({ ...parameters, ...own })) };
}
