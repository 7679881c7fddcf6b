import type { App } from "../../app.ts";
import { nothingChangedCard, strategyCard, strategyChangedCard } from "../../cards/strategies/strategy.ts";
import { type Answer, type Call, command, mayAct, optional, required, rest } from "../../chat/command.ts";
import { choice, textArg } from "../../chat/grammar/arguments.ts";
import { act } from "../../chat/inbox.ts";
import { Refusal } from "../../domain/errors.ts";
import type { StrategyId } from "../../domain/ids.ts";
import { nearest } from "../../domain/nearest.ts";
import { Strategy } from "../../models/strategy.ts";
import { strategyFacts } from "../../reports/strategies.ts";
import { changeStrategy, type Changed, judge, pauseStrategy, type Wanted } from "../../trading/strategies/change.ts";
import { MANUAL } from "../../trading/funds.ts";
import { strategyArg } from "../strategy-arg.ts";

const doing = choice("show", "start", "pause", "mode", "set");

export const strategy = command({
  name: "strategy",
  family: "strategies",
  kind: "acts",
  role: "viewer",
  help: "one strategy: how it stands; an admin starts, pauses and sets it",
  examples: [
    "/strategy trend",
    "/strategy trend start",
    "/strategy trend mode auto",
    "/strategy trend set fast=10 slow=30",
  ],
  args: {
    name: required(strategyArg, "its name"),
    what: optional(doing, "show, start, pause, mode or set; without it, show"),
    settings: rest(textArg, "a mode: ask, auto or notify; or what to set: fast=10 pairs=BTC/USDT,ETH/USDT"),
  },
  stale: "run",
  async run(app: App, call, { name, what = "show", settings = "" }) {
    const row = await findStrategy(app, name);
    if (what === "show") return show(app, call, row);
    if (!mayAct(call.person.role, "admin"))
      throw new Refusal("role", `Refused: an admin sets strategies, and you are ${call.person.role}. Ask an admin.`);
    if (what === "pause") return pause(app, call, row.id, settings);
    return change(app, call, row, wantedOf(what, settings, row.id));
  },
});

/** A file of one's own that is new has no row before it is taken in. */
async function findStrategy(app: App, name: string): Promise<Strategy> {
  const known = await strategiesOf(app);
  const found = known.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const fault = (await app.strategies.faults()).find(({ id }) => id === name);
  if (fault !== undefined) throw new Refusal("strategy", fault.sentence, ["/strategies"]);
  const rows = await strategiesOf(app);
  return rows.find(({ id }) => id === name) ?? notFound(name, rows);
}

function strategiesOf({ db }: App): Promise<Strategy[]> {
  return Strategy.query(db.reader).whereNot({ id: MANUAL }).orderBy("id").execute();
}

function notFound(name: string, rows: readonly Strategy[]): never {
  const ids = rows.map(({ id }) => id);
  const guess = nearest(name, ids);
  const hint = guess === null ? `There are ${ids.join(", ")}.` : `Did you mean ${guess}?`;
  throw new Refusal("strategy", `There is no strategy ${name}. ${hint}`, [
    guess === null ? "/strategies" : `/strategy ${guess}`,
  ]);
}

async function show(app: App, call: Call, row: Strategy): Promise<Answer> {
  return { reply: strategyCard(await strategyFacts(app, row, mayAct(call.person.role, "admin"))) };
}

/** Throws a Refusal for what is no setting. */
function wantedOf(what: "start" | "mode" | "set", settings: string, id: StrategyId): Wanted {
  const words = wordsOf(settings);
  if (what === "start") {
    if (words.length > 0) throw nothingBehind(what, id);
    return { status: "ACTIVE", settings: {} };
  }
  if (what === "mode") {
    const [mode, ...others] = words;
    if (mode === undefined || others.length > 0) throw usage("mode is ask, auto or notify", `/strategy ${id} mode ask`);
    return { status: null, settings: { mode: mode.toLowerCase() } };
  }
  if (words.length === 0) throw usage("set takes what is to change", `/strategy ${id} set fast=10`);
  return { status: null, settings: Object.fromEntries(words.map((word) => settingOf(word, id))) };
}

const wordsOf = (settings: string): string[] => settings.split(/\s+/).filter((word) => word !== "");

const SETTING = /^([a-z][a-z0-9_]*)=(\S+)$/i;

function settingOf(word: string, id: StrategyId): [name: string, value: string] {
  const [, name, value] = SETTING.exec(word) ?? [];
  if (name === undefined || value === undefined)
    throw usage(`"${word.slice(0, 40)}" is no setting`, `/strategy ${id} set fast=10`);
  return [name.toLowerCase(), value];
}

function usage(what: string, line: string): Refusal {
  return new Refusal("grammar", `${what}: type it like ${line}`, [line]);
}

function nothingBehind(what: "start" | "pause", id: StrategyId): Refusal {
  return usage(`${what} takes nothing behind it`, `/strategy ${id} ${what}`);
}

async function pause(app: App, call: Call, id: StrategyId, settings: string): Promise<Answer> {
  if (wordsOf(settings).length > 0) throw nothingBehind("pause", id);
  return act(app, call, async (tx) => changedAnswer(await pauseStrategy(tx, id, call, app.clock.now()), call));
}

async function change(app: App, call: Call, row: Strategy, wanted: Wanted): Promise<Answer> {
  const isStart = wanted.status === "ACTIVE" && row.status !== "ACTIVE";
  const idea = await (isStart ? app.strategies.renew(row.id) : app.strategies.find(row.id));
  const judged = await judge(app.db.reader, row, idea, wanted);
  return act(app, call, async (tx) => changedAnswer(await changeStrategy(tx, judged, call, app.clock.now()), call));
}

function changedAnswer({ name, changes, notes }: Changed, { person }: Call): Answer {
  if (changes.length === 0) return { reply: nothingChangedCard(name) };
  return { reply: strategyChangedCard({ name, by: person.name, changes, notes }) };
}
