/**
 * The port to an idea of trading. A strategy is pure: it sees closed candles and what it holds, and says what it would do. It
 * knows no account, no money and no clock; the same code serves a year of candles and the last of them.
 */
import { z } from "zod";

import { CANDLES_AT_ONCE, type Timeframe, TIMEFRAMES } from "../candle.ts";
import type { CandleColumns } from "../candle-columns.ts";
import { Refusal } from "../errors.ts";
import type { EvidenceValue } from "../evidence.ts";
import type { StrategyId } from "../ids.ts";
import type { ChosenIndicator } from "../indicators/chosen.ts";
import type { PositionSide } from "../market.ts";

export interface Strategy {
  readonly id: StrategyId;
  readonly name: string;
  /** The seed's word: TREND_FOLLOWING. */
  readonly type: string;
  /** What it does, in a sentence. */
  readonly about: string;
  /** It may decide to buy, which has no stop: it cannot be sized by one. */
  readonly buys: boolean;
  /** What people may set, each with its default and its meaning in words. */
  readonly schema: z.ZodObject;
  /** The numbers among its parameters that are worth trying around what they are, the most telling first. */
  readonly varies: readonly string[];
  /** Throws a Refusal that names what cannot be meant. */
  configure(given: Readonly<Record<string, unknown>>): Configured;
}

export type Parameters = Readonly<Record<string, string | number | boolean>>;

/** What its parameters come to. */
export interface Configuration {
  readonly parameters: Parameters;
  readonly timeframe: Timeframe;
  /** Its longest recursive period, in candles: how much history it takes is a multiple of that. */
  readonly period: number;
  /** What a chart beside its decision shows. */
  readonly shows: readonly ChosenIndicator[];
}

/** A strategy with its parameters. */
export interface Configured extends Configuration {
  /** Computes its indicators once over closed candles of its timeframe, which have no gap. */
  on(candles: CandleColumns): Reading;
}

export interface Reading {
  /**
   * At the close of candle `index`, from what was known then. `laid`: the grid that it has
   * laid; null or left out: none. Null: nothing to do.
   */
  decide(index: number, held: Held | null, laid?: Laid | null): Intent | null;
  /**
   * Indices of the candles at which it may decide something, whatever is held, in their order: a run over many candles asks it
   * nowhere else. Left out: it may anywhere.
   */
  readonly turns?: Int32Array;
}

/** Of a grid that is at work, in quote. */
export interface Laid {
  readonly lowest: number;
  readonly highest: number;
}

/** What the strategy holds on the pair. */
export interface Held {
  readonly side: PositionSide;
  /** Average price of its entry, in quote. */
  readonly entry: number;
}

export type Intent = Entry | Lay | Leave;

export type Entry = Enter | Buy;

interface Reasoned {
  /** In words: "EMA 12 crossed above EMA 26". */
  readonly rule: string;
  /** What it was decided on. */
  readonly values: readonly EvidenceValue[];
}

/** At market, at the close of the candle, where nothing is held. Prices in quote. */
export interface Enter extends Reasoned {
  readonly kind: "enter";
  readonly side: PositionSide;
  readonly stop: number;
  /** Null: none. */
  readonly target: number | null;
}

/** At market, beside what is held already: always long, and without a stop or a target of its own. */
export interface Buy extends Reasoned {
  readonly kind: "buy";
  /** It keeps until it is looked at: missed, it is caught up; of several the last one alone. */
  readonly keeps: boolean;
}

/** A grid (domain/grid): in place of one that is laid, where nothing is held. Prices in quote. */
export interface Lay extends Reasoned {
  readonly kind: "lay";
  /** Ascending: it buys at each but the highest, and sells one higher. */
  readonly levels: readonly number[];
  /** Below all of them: where the strategy leaves it. What it may lose is counted to there. */
  readonly stop: number;
}

/** Ends what it holds, and its grid. */
export interface Leave extends Reasoned {
  readonly kind: "leave";
}

/** How a strategy is written: its parameters have the types of its schema. */
export interface Definition<Shape extends z.ZodRawShape> {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly about: string;
  /** Left out: it never buys, its entries have a stop. */
  readonly buys?: boolean;
  readonly parameters: Shape;
  /** As Strategy has it; left out: none. */
  readonly varies?: readonly (keyof Shape & string)[];
  /** The sentence of what does not go together; null where all does. */
  readonly conflict?: (parameters: z.output<z.ZodObject<Shape>>) => string | null;
  readonly period: (parameters: z.output<z.ZodObject<Shape>>) => number;
  readonly shows: (parameters: z.output<z.ZodObject<Shape>>) => readonly ChosenIndicator[];
  readonly on: (candles: CandleColumns, parameters: z.output<z.ZodObject<Shape>>) => Reading;
}

const timeframe = z.enum(TIMEFRAMES).default("15m").describe("the candles that it looks at");

export function defineStrategy<Shape extends z.ZodRawShape>(definition: Definition<Shape>): Strategy {
  const { id, name, type, about, buys = false, varies = [], conflict, period, shows, on } = definition;
  const own = z.object(definition.parameters);
  const schema = z.strictObject({ timeframe, ...definition.parameters });
  return {
    ...{ id: id as StrategyId, name, type, about, buys, schema, varies },
    configure(given) {
      const { success, data, error } = schema.safeParse(given);
      if (!success) throw wrongParameter(id, error, schema.safeParse({}).data);
      // A default is taken as it is by the whole: its own rule is asked here.
      const { data: parameters, error: wrong } = own.safeParse(data);
      if (wrong !== undefined) throw wrongParameter(id, wrong);
      const clash = conflict?.(parameters) ?? null;
      if (clash !== null) throw new Refusal("parameter", `${clash} Nothing was changed.`);
      const all = data as Parameters & { readonly timeframe: Timeframe };
      return {
        parameters: all,
        timeframe: all.timeframe,
        period: periodOf(period(parameters)),
        shows: shows(parameters),
        on: (candles) => on(candles, parameters),
      };
    },
  };
}

/** Each decision is given a multiple of it, and a longer one would never be had whole: by default and by whatever people set it is no less than a candle. */
function periodOf(period: number): number {
  if (Number.isInteger(period) && period >= 1 && period <= CANDLES_AT_ONCE) return period;
  throw new Refusal(
    "parameter",
    `Its period is ${period}: it must be a whole number of candles, from 1 to ${CANDLES_AT_ONCE}.`,
  );
}

/** `initial`: what it is at first, where that can be taken. */
function wrongParameter(id: string, { issues: [issue] }: z.ZodError, initial: Readonly<Record<string, unknown>> = {}) {
  const show = `/strategy ${id}`;
  const look = `${show} shows what there is.`;
  if (issue?.code === "unrecognized_keys")
    return new Refusal("parameter", `${id} has no parameter ${issue.keys.join(", ")}. ${look}`, [show]);
  const key = issue?.path.join(".") ?? "";
  const why = `${key} of ${id} cannot be that: ${lower(issue?.message ?? "it is not understood")}.`;
  if (!(key in initial)) return new Refusal("parameter", `${why} ${look}`, [show]);
  const set = `${show} set ${key}=${String(initial[key])}`;
  return new Refusal("parameter", `${why} Type it like ${set}`, [set, show]);
}

function lower(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
