/** An admin starts, pauses or sets a strategy. All of it or nothing. Only a pause does without its code. */
import type { Knex } from "knex";

import type { Call } from "../../chat/command.ts";
import { ring, type Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { ExchangeName, Pair, StrategyId } from "../../domain/ids.ts";
import { type Idea, parametersOf } from "../../domain/strategy/idea.ts";
import { type Risk, riskOf, riskSchema } from "../../domain/strategy/risk.ts";
import type { Parameters } from "../../domain/strategy/strategy.ts";
import { appendAudit } from "../../models/audit.ts";
import { Exchange } from "../../models/exchange.ts";
import { MarketRow } from "../../models/market.ts";
import { Order } from "../../models/order.ts";
import { Strategy } from "../../models/strategy.ts";
import { cancelOrder } from "../cancel.ts";
import { type Cause, causeOf } from "../cause.ts";
import { settle } from "../settle.ts";

export interface Wanted {
  /** Null: as it is. */
  readonly status: "ACTIVE" | null;
  /** As typed, by name: a parameter, something of its risk, `pairs` or `exchanges`. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface Changed {
  readonly name: string;
  /** `fast 12 → 20`; empty where all stood so already. */
  readonly changes: readonly string[];
  readonly notes: readonly string[];
}

export type Settings = Pick<Strategy, "parameters" | "riskParameters" | "targetExchanges" | "targetPairs">;

/** A strategy as it stood when its new settings were judged: its code answers before the transaction, never inside. */
export interface Judged {
  readonly row: Strategy;
  readonly idea: Idea;
  readonly next: Settings & Pick<Strategy, "status">;
}

/** Throws a Refusal for what cannot be meant. */
export async function judge(db: Knex, row: Strategy, idea: Idea, { status, settings }: Wanted): Promise<Judged> {
  if (status === "ACTIVE") refuseGrid(row);
  const next = await withSettings(db, row, idea, settings);
  return { row, idea, next: { ...next, status: status ?? row.status } };
}

/** Its orders rest for days: the desk asks for each entry, and has no yes that covers all of a grid yet. */
function refuseGrid({ id, type, targetPairs }: Strategy): void {
  if (type !== "GRID") return;
  const line = `/backtest ${id} ${targetPairs[0] ?? "BTC/USDT"} all`;
  throw new Refusal("grid", `${id} can be tried on the past, and not started yet: ${line}`, [line]);
}

/** Throws a Refusal where somebody else has changed it since it was judged. */
export async function changeStrategy(tx: Tx, { row, idea, next }: Judged, call: Call, at: number): Promise<Changed> {
  const { id, name } = row;
  const { updatedAt } = await Strategy.query(tx).findById(id).throwIfNotFound();
  if (updatedAt !== row.updatedAt) throw changedMeanwhile(id);
  const changes = differences(row, next, idea);
  if (changes.length === 0) return { name, changes, notes: [] };
  await keep(tx, { id, updatedAt }, next, changes, call, at);
  return { name, changes, notes: [] };
}

/** At any time and however it was changed meanwhile: its code is not asked, which may be gone, fail or hang. */
export async function pauseStrategy(tx: Tx, id: StrategyId, call: Call, at: number): Promise<Changed> {
  const row = await Strategy.query(tx).findById(id).throwIfNotFound();
  const { name, status } = row;
  if (status === "PAUSED") return { name, changes: [], notes: [] };
  const changes = [`status ${status} → PAUSED`];
  await keep(tx, row, { status: "PAUSED" }, changes, call, at);
  return { name, changes, notes: await endEntriesOf(tx, id, causeOf(call, at)) };
}

async function keep(
  tx: Tx,
  { id, updatedAt }: Pick<Strategy, "id" | "updatedAt">,
  next: Partial<Judged["next"]>,
  changes: readonly string[],
  call: Call,
  at: number,
): Promise<void> {
  await Strategy.query(tx)
    .findById(id)
    .patch({ ...next, updatedAt: Math.max(at, updatedAt + 1) });
  await appendAudit(tx, {
    ...{ at, personId: call.person.id, actor: call.person.name },
    ...{ action: "strategy", entity: `strategy ${id}`, details: { changes } },
  });
  ring(tx, "tick");
}

function changedMeanwhile(id: StrategyId): Refusal {
  const line = `/strategy ${id}`;
  return new Refusal("changed", `${id} was changed meanwhile: look at ${line} and type that again.`, [line]);
}

async function withSettings(
  db: Knex,
  row: Strategy,
  idea: Idea,
  settings: Readonly<Record<string, string>>,
): Promise<Settings> {
  const { id, riskParameters, targetExchanges, targetPairs } = row;
  const parameters = parametersOf(idea, row.parameters);
  let next: Settings = { parameters, riskParameters, targetExchanges, targetPairs };
  for (const [name, word] of Object.entries(settings)) {
    if (name === "pairs") next = { ...next, targetPairs: await pairsOf(db, word) };
    else if (name === "exchanges") next = { ...next, targetExchanges: await exchangesOf(db, word) };
    else if (name in riskSchema.shape)
      next = { ...next, riskParameters: { ...next.riskParameters, [name]: settingValue(name, word) } };
    else next = { ...next, parameters: { ...next.parameters, [name]: settingValue(name, word) } };
  }
  return {
    ...next,
    parameters: (await idea.configure(next.parameters)).parameters,
    riskParameters: riskOf(id, next.riskParameters, idea.buys),
  };
}

const NUMBER = /^-?(?:0|[1-9]\d{0,8})(?:\.\d{1,8})?$/;

/** Numbers and yes or no are meant where they are written; a percent sign says what the setting says already. */
export function settingValue(name: string, word: string): unknown {
  const plain = word.replace(/%$/, "");
  if (name === "capital") return plain.replace(/^\$/, "");
  if (NUMBER.test(plain)) return Number(plain);
  if (word === "yes" || word === "true") return true;
  if (word === "no" || word === "false") return false;
  return word.toLowerCase();
}

async function pairsOf(db: Knex, word: string): Promise<Pair[]> {
  const known = new Set((await MarketRow.query(db).where({ is_active: true })).map(({ pair }) => pair));
  return listOf(word.toUpperCase(), known, "pair", "/pairs");
}

async function exchangesOf(db: Knex, word: string): Promise<ExchangeName[]> {
  const known = new Set((await Exchange.query(db).where({ is_active: true })).map(({ name }) => name));
  return listOf(word.toLowerCase(), known, "account", "/exchanges");
}

function listOf<Name extends string>(words: string, known: ReadonlySet<Name>, what: string, all: string): Name[] {
  const names = [...new Set(words.split(",").filter((word) => word !== ""))];
  const unknown = names.find((name) => !known.has(name as Name));
  if (unknown !== undefined)
    throw new Refusal(what, `I don't know the ${what} ${unknown}: ${all} shows what there is.`, [all]);
  return names as Name[];
}

type Setting = string | number | boolean | null | undefined;

function differences(before: Strategy, after: Settings & Pick<Strategy, "status">, idea: Idea): string[] {
  const was = settingsOf(before, idea);
  const is = settingsOf({ ...after, id: before.id }, idea);
  const rows: [name: string, before: Setting, after: Setting][] = [
    ["status", before.status, after.status],
    ...Object.keys(is).map((name): [string, Setting, Setting] => [name, was[name], is[name]]),
    ["pairs", before.targetPairs.join(","), after.targetPairs.join(",")],
    ["exchanges", before.targetExchanges.join(","), after.targetExchanges.join(",")],
  ];
  return rows
    .filter(([, one, other]) => one !== other)
    .map(([name, one, other]) => `${name} ${word(one)} → ${word(other)}`);
}

function settingsOf(
  { id, parameters, riskParameters }: Pick<Strategy, "id" | "parameters" | "riskParameters">,
  idea: Idea,
): Readonly<Record<string, Setting>> {
  const initial = Object.fromEntries(idea.fields.map((field) => [field.name, field.initial]));
  const risk = { ...riskOf(id, {}, idea.buys), ...(riskParameters as Partial<Risk>) };
  return { ...initial, ...(parametersOf(idea, parameters) as Parameters), ...risk };
}

const word = (value: Setting): string =>
  value === null || value === "" || value === undefined ? "none" : String(value);

/** Paused it opens nothing: what waits for a yes lapses, what rests is canceled. Its exits stay. */
export async function endEntriesOf(tx: Tx, id: StrategyId, cause: Cause): Promise<string[]> {
  const entries = await Order.query(tx)
    .where({ strategy_id: id, purpose: "entry" })
    .whereIn("state", ["proposed", "approved", "open", "partial"]);
  for (const entry of entries) {
    if (entry.state === "proposed" || entry.state === "approved")
      await settle(tx, entry, "lapsed", { expiresAt: cause.at }, cause);
    else if (entry.cancelRequestedAt === null) await cancelOrder(tx, entry, cause);
  }
  const kept = "Its positions keep their stops, and it still closes them by its rule.";
  return entries.length === 0 ? [kept] : [`${entries.length} of its entries end.`, kept];
}
