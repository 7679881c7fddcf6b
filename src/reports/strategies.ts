/** How the strategies stand, from their rows and what they hold. */
import type { App } from "../app.ts";
import type { StrategyRow } from "../cards/strategies/strategies.ts";
import type { SettingFacts, StrategyFacts } from "../cards/strategies/strategy.ts";
import { type Risk, riskOf, riskSchema } from "../domain/strategy/risk.ts";
import type { Parameters, Strategy as Idea } from "../domain/strategy/strategy.ts";
import { Position } from "../models/position.ts";
import { Strategy } from "../models/strategy.ts";
import { profitOf, strategyEquity } from "../trading/strategies/capital.ts";
import { MANUAL } from "../trading/funds.ts";

/** Those that decide by themselves, by id. */
export async function strategyRows({ db }: Pick<App, "db">): Promise<StrategyRow[]> {
  const rows = await Strategy.query(db.reader).whereNot({ id: MANUAL }).orderBy("id");
  const positions = Map.groupBy(await Position.query(db.reader), ({ strategyId }) => strategyId);
  return rows.map(({ id, status, riskParameters }) => {
    const own = positions.get(id) ?? [];
    const openPositions = own.filter(({ closedTime }) => closedTime === null).length;
    return { id, status, mode: riskOf(id, riskParameters).mode, openPositions, profit: profitOf(own) };
  });
}

/** One whole; null where its code is not here. */
export async function strategyFacts(app: App, row: Strategy, idea: Idea, mayChange: boolean): Promise<StrategyFacts> {
  const positions = await Position.query(app.db.reader).where({ strategy_id: row.id });
  const [exchange] = row.targetExchanges;
  const risk = riskOf(row.id, row.riskParameters);
  return {
    ...{ id: row.id, name: row.name, about: idea.about, status: row.status, mode: risk.mode, mayChange },
    exchanges: row.targetExchanges,
    pairs: row.targetPairs,
    parameters: parametersOf(idea, idea.configure(row.parameters).parameters),
    risk: riskFacts(risk),
    equity: exchange === undefined ? null : await strategyEquity(app.db.reader, row, exchange),
    profit: profitOf(positions),
    currency: app.settings.currency,
    openPositions: positions.filter(({ closedTime }) => closedTime === null).length,
  };
}

function parametersOf(idea: Idea, values: Parameters): SettingFacts[] {
  const initial = idea.configure({}).parameters;
  return Object.entries(idea.schema.shape).map(([name, field]) =>
    factsOf(name, values[name], initial[name], field.description ?? ""),
  );
}

function riskFacts(risk: Risk): SettingFacts[] {
  const initial = riskSchema.parse({});
  return Object.entries(riskSchema.shape)
    .filter(([name]) => name !== "mode")
    .map(([name, field]) =>
      factsOf(name, risk[name as keyof Risk], initial[name as keyof Risk], field.description ?? ""),
    );
}

type Setting = string | number | boolean | null | undefined;

function factsOf(name: string, value: Setting, initial: Setting, help: string): SettingFacts {
  const word = (each: Setting): string => (each === null || each === undefined ? "not set" : String(each));
  return { name, value: word(value), initial: value === initial || initial === null ? null : word(initial), help };
}
