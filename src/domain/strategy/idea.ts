/** The port to a strategy wherever its code runs: all that trading, reports and commands see of one. */
import type { CandleColumns } from "../candle-columns.ts";
import { Refusal } from "../errors.ts";
import type { StrategyId } from "../ids.ts";
import { defaultsOf, when } from "./check.ts";
import { faultOf } from "./soundness.ts";
import type { Held, Parameters, Configuration, Strategy } from "./strategy.ts";
import { type Decided, decideSince, type Since } from "./walk.ts";

export interface Idea extends Description {
  /** Throws a Refusal that names what cannot be meant, or how it failed. */
  configure(given: Readonly<Record<string, unknown>>): Promise<Configuration>;
  /** With parameters that `configure` gave. What it throws is thrown on; a Refusal where it failed in a way that has words. */
  decide(parameters: Parameters, moment: Moment): Promise<Decided | null>;
}

/** What a strategy says of itself. */
export interface Description {
  readonly id: StrategyId;
  readonly name: string;
  readonly type: string;
  readonly about: string;
  /** It may decide to buy, which has no stop. */
  readonly buys: boolean;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly initial: Parameters[string];
  /** What it means, in words. */
  readonly help: string;
}

/** What is decided on. */
export interface Moment {
  readonly candles: CandleColumns;
  readonly since: Since;
  readonly held: Held | null;
}

/** Those whose code is here: what comes with the desk, and files of one's own, taken in when they are first asked for. */
export interface Ideas {
  /** Throws a Refusal that says why its code cannot be had. */
  find(id: StrategyId): Promise<Idea>;
  /** Reads it anew where it is a file of one's own. Throws as `find`. */
  renew(id: StrategyId): Promise<Idea>;
  /** Takes in all files. Gives what is wrong with those that cannot be. */
  faults(): Promise<readonly Fault[]>;
}

/** Why a file is no strategy of the desk. */
export interface Fault {
  /** As the file is named. */
  readonly id: string;
  readonly sentence: string;
}

/** One whose code runs where it is called. */
export function ideaOf(strategy: Strategy): Idea {
  return {
    ...descriptionOf(strategy),
    async configure(given) {
      return strategy.configure(given);
    },
    async decide(parameters, moment) {
      return decideAt(strategy, parameters, moment);
    },
  };
}

/** Throws a Refusal where its defaults cannot be taken. */
export function descriptionOf(strategy: Strategy): Description {
  const { id, name, type, about, buys, schema } = strategy;
  const defaults = defaultsOf(strategy);
  if (typeof defaults === "string") throw new Refusal("strategy", defaults);
  const fields = Object.entries(schema.shape).map(([field, { description = "" }]) => ({
    name: field,
    initial: defaults.parameters[field] ?? "",
    help: description,
  }));
  return { id, name, type, about, buys, fields };
}

/** Throws a Refusal for an entry that could not be carried out. An exit is not kept back by a figure that is none. */
export function decideAt(strategy: Strategy, parameters: Parameters, { candles, since, held }: Moment): Decided | null {
  const decided = decideSince(strategy.configure(parameters), candles, since, held);
  if (decided === null || decided.intent.kind === "leave") return decided;
  const fault = faultOf(decided.intent, candles.close[decided.index] ?? Number.NaN, strategy);
  if (fault !== null) throw new Refusal("strategy", `Its decision at ${when(candles, decided.index)} ${fault}.`);
  if (decided.intent.kind === "lay")
    throw new Refusal("strategy", "It lays a grid, which can be tried by /backtest and is not traded yet.");
  return decided;
}

/** Of stored parameters those that it still has: a file may have lost one since. */
export function parametersOf(
  { fields }: Description,
  stored: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const known = new Set(fields.map(({ name }) => name));
  return Object.fromEntries(Object.entries(stored).filter(([name]) => known.has(name)));
}
