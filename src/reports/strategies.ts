/** How the strategies stand, from their rows and what they hold. */
import type { App } from "../app.ts";
import type { StrategyList } from "../cards/strategies/strategies.ts";
import type { SettingFacts, StrategyFacts } from "../cards/strategies/strategy.ts";
import { orRefusal, Refusal } from "../domain/errors.ts";
import { type Risk, riskOf, riskSchema } from "../domain/strategy/risk.ts";
import { Position } from "../models/position.ts";
import { Strategy } from "../models/strategy.ts";
import { profitOf, strategyEquity } from "../trading/strategies/capital.ts";
import { type Running, runningOf } from "../trading/strategies/running.ts";
import { MANUAL } from "../trading/funds.ts";

/** Those that decide by themselves, by id. */
export async function strategyRows({ db, strategies }: Pick<App, "db" | "strategies">): Promise<StrategyList> {
  const faults = await strategies.faults(); // before the rows: a new file gets its own now
  const rows = await Strategy.query(db.reader).whereNot({ id: MANUAL }).orderBy("id");
  const positions = Map.groupBy(await Position.query(db.reader), ({ strategyId }) => strategyId);
  const ideas = await Promise.all(rows.map(({ id }) => orRefusal(strategies.find(id))));
  const lost = ideas.flatMap((idea) => (idea instanceof Refusal ? [idea.message] : []));
  return {
    rows: rows.map(({ id, status, riskParameters }, i) => {
      const own = positions.get(id) ?? [];
      const openPositions = own.filter(({ closedTime }) => closedTime === null).length;
      const hasCode = !(ideas[i] instanceof Refusal);
      return { id, status, hasCode, mode: riskOf(id, riskParameters).mode, openPositions, profit: profitOf(own) };
    }),
    faults: [...new Set([...lost, ...faults.map(({ sentence }) => sentence)])],
  };
}

/** One whole, also where its settings are refused. Throws a Refusal where its code cannot be had. */
export async function strategyFacts(app: App, row: Strategy, mayChange: boolean): Promise<StrategyFacts> {
  const idea = await app.strategies.find(row.id);
  const running = await orRefusal(runningOf(app, row));
  const refused = running instanceof Refusal ? running : null;
  if (refused !== null && refused.rule !== "parameter") throw refused;
  const initial = riskOf(row.id, {}, idea.buys);
  const { parameters, risk } = running instanceof Refusal ? storedOf(row, initial) : settingsOf(running);
  const positions = await Position.query(app.db.reader).where({ strategy_id: row.id });
  const [exchange] = row.targetExchanges;
  return {
    ...{ id: row.id, name: row.name, about: idea.about, status: row.status, mode: String(risk["mode"]), mayChange },
    refused: refused?.message ?? null,
    exchanges: row.targetExchanges,
    pairs: row.targetPairs,
    parameters: idea.fields.map(({ name, initial, help }) => factsOf(name, parameters[name] ?? initial, initial, help)),
    risk: riskFacts(risk, initial),
    equity: exchange === undefined ? null : await strategyEquity(app.db.reader, row, exchange),
    profit: profitOf(positions),
    currency: app.settings.currency,
    openPositions: positions.filter(({ closedTime }) => closedTime === null).length,
  };
}

type Setting = string | number | boolean | null | undefined;

interface Settings {
  readonly parameters: Readonly<Record<string, Setting>>;
  readonly risk: Readonly<Record<string, Setting>>;
}

const settingsOf = ({ configured: { parameters }, risk }: Running): Settings => ({ parameters, risk });

/** As they stand, whatever they are worth. */
const storedOf = ({ parameters, riskParameters }: Strategy, initial: Risk): Settings => ({
  parameters: parameters as Settings["parameters"],
  risk: { ...initial, ...(riskParameters as Settings["risk"]) },
});

function riskFacts(risk: Settings["risk"], initial: Risk): SettingFacts[] {
  return Object.entries(riskSchema.shape)
    .filter(([name]) => name !== "mode")
    .map(([name, field]) => factsOf(name, risk[name], initial[name as keyof Risk], field.description ?? ""));
}

function factsOf(name: string, value: Setting, initial: Setting, help: string): SettingFacts {
  const word = (each: Setting): string => (each === null || each === undefined ? "not set" : String(each));
  return { name, value: word(value), initial: value === initial || initial === null ? null : word(initial), help };
}
