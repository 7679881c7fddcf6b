/** What is typed behind /optimise, as a plan: what varies, what does not, and how much of it is tried. */
import type { App } from "../../app.ts";
import { type Call, mayAct } from "../../chat/command.ts";
import { type Period, periodText } from "../../chat/grammar/period.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Pair } from "../../domain/ids.ts";
import { descriptionOf, parametersOf } from "../../domain/strategy/idea.ts";
import { riskOf, riskSchema } from "../../domain/strategy/risk.ts";
import type { Parameters, Strategy } from "../../domain/strategy/strategy.ts";
import { rangesAround } from "../../domain/sweep/around.ts";
import type { Plan, Value } from "../../domain/sweep/plan.ts";
import { countOf, valuesOf } from "../../domain/sweep/sets.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { findMarket } from "../../market/rules.ts";
import { shippedStrategy } from "../../research/shipped.ts";
import { checkMarket } from "../../research/terms.ts";
import { settingValue } from "../../trading/strategies/change.ts";
import { findStrategy, settingsIn } from "../strategy-row.ts";
import { checkMisplaced, isGuardedBy, runWords } from "./past-words.ts";

export interface Typed {
  readonly name: string;
  readonly pair: Pair;
  readonly period: Period | null;
  readonly settings: string;
}

/** So many combinations are all tried; of more a sample. */
const MOST_OF_GRID = 1_000;
const SAMPLE = 500;
const MOST_TRIALS = 2_000;
/** Of all that the ranges hold. */
const MOST_COMBINATIONS = 1_000_000_000;

/** Throws a Refusal that names the first thing that cannot be meant. */
export async function planOf(app: App, call: Call, { name, pair, period, settings }: Typed): Promise<Plan> {
  const row = await findStrategy(app, name);
  const shipped = shippedStrategy(row.id);
  checkSwept(shipped, pair);
  const { guards, exchange, trials, ...given } = settingsIn(
    settings,
    (setting) => `/optimise ${row.id} ${pair} ${setting}`,
  );
  const isGuarded = isGuardedBy(guards);
  checkMisplaced(row.id, given);
  const market = await findMarket(app.db.reader, gatewayOf(app, exchange).exchange, pair, call.line);
  checkMarket(market, app.settings.currency);
  const stored = parametersOf(descriptionOf(shipped), row.parameters) as Parameters;
  const { fixed, values, risk } = sorted(shipped, given);
  const over = `${row.id} ${market.pair} ${periodText(period)}`;
  if (values.length === 0) throw noRange(over, rangesAround(shipped, { ...defaultsOf(shipped), ...stored, ...fixed }));
  const run = runWords({ guards, exchange });
  const typed = { settings: wordsOf(given, values), run };
  const sampled = runWords({ guards, exchange, trials });
  return {
    ...{ strategy: row.id, name: row.name, exchange: market.exchange, pair: market.pair, span: period, isGuarded },
    risk: riskOf(row.id, { ...row.riskParameters, ...risk }),
    ...{ parameters: { ...stored, ...fixed }, values, most: mostOf(countOf(new Map(values)), trials) },
    line: ["optimise", over, ...Object.entries(given).map(([key, value]) => `${key}=${value}`), ...sampled].join(" "),
    ...{ backtestLine: `backtest ${over}`, typed, mayChange: mayAct(call.person.role, "admin") },
  };
}

/** A sweep reckons one entry at a time, with a stop: what rests at levels or buys on and on it does not know. */
function checkSwept({ id, varies }: Strategy, pair: string): void {
  if (varies.length > 0) return;
  const line = `/backtest ${id} ${pair} all`;
  throw new Refusal("strategy", `${id} cannot be optimised yet: try what you have in mind one by one with ${line}`, [
    line,
  ]);
}

interface Sorted {
  readonly fixed: Parameters;
  readonly values: Plan["values"];
  readonly risk: Readonly<Record<string, unknown>>;
}

/** What varies apart from what does not. Throws a Refusal for what the strategy has not, or cannot take. */
function sorted(shipped: Strategy, given: Readonly<Record<string, string>>): Sorted {
  const fixed: Record<string, Value> = {};
  const values: [string, readonly Value[]][] = [];
  const risk: Record<string, unknown> = {};
  for (const [name, typed] of Object.entries(given)) {
    if (name in riskSchema.shape) {
      risk[name] = settingValue(name, oneOf(name, typed));
      continue;
    }
    const own = valuesOf(name, typed).map((word) => checked(shipped, name, word));
    const [first, ...others] = own;
    if (first === undefined) throw cannotBe(shipped, name, typed, "there is no value in it");
    if (others.length === 0) fixed[name] = first;
    else values.push([name, own]);
  }
  return { fixed, values, risk };
}

function oneOf(name: string, typed: string): string {
  if (!typed.includes("..") && !typed.includes(",")) return typed;
  throw new Refusal(
    "parameter",
    `${name} is what it trades with, and cannot vary here: give it one value, and let parameters of the strategy vary.`,
  );
}

function checked({ id, schema, ...shipped }: Strategy, name: string, word: string): Value {
  const field = schema.shape[name];
  const show = `/strategy ${id}`;
  if (field === undefined)
    throw new Refusal("parameter", `${id} has no parameter ${name}. ${show} shows what there is.`, [show]);
  const { success, data, error } = field.safeParse(settingValue(name, word)) as ReturnType<typeof schema.safeParse>;
  if (success) return data as unknown as Value;
  throw cannotBe({ id, schema, ...shipped }, name, word, error.issues[0]?.message ?? "it is not understood");
}

function cannotBe({ id }: Strategy, name: string, word: string, why: string): Refusal {
  const show = `/strategy ${id}`;
  const words = why.charAt(0).toLowerCase() + why.slice(1);
  return new Refusal(
    "parameter",
    `${name}=${word} cannot be tried with ${id}: ${words}. ${show} shows what there is.`,
    [show],
  );
}

function defaultsOf({ schema }: Strategy): Parameters {
  return schema.parse({}) as Parameters;
}

function noRange(over: string, ranges: string): Refusal {
  const line = `/optimise ${over} ${ranges}`;
  return new Refusal("parameter", `Nothing varies there, so there is nothing to choose from: type it like ${line}`, [
    line,
  ]);
}

/** What does not vary, as it was typed. */
function wordsOf(given: Readonly<Record<string, string>>, values: Plan["values"]): string[] {
  const varied = new Set(values.map(([name]) => name));
  return Object.entries(given).flatMap(([name, value]) => (varied.has(name) ? [] : `${name}=${value}`));
}

function mostOf(count: number, trials: string | undefined): number {
  if (count > MOST_COMBINATIONS)
    throw new Refusal("parameter", `Those ranges have more than ${MOST_COMBINATIONS} combinations: take larger steps.`);
  if (trials === undefined) return count <= MOST_OF_GRID ? count : SAMPLE;
  const most = /^[1-9]\d{0,8}$/.test(trials) ? Number(trials) : 0;
  if (most >= 2 && most <= MOST_TRIALS) return most;
  throw new Refusal(
    "parameter",
    `trials is how many combinations are tried, from 2 to ${MOST_TRIALS}, and not ${trials.slice(0, 20)}: type it like trials=${SAMPLE}`,
  );
}
