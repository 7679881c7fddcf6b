import type { App } from "../../app.ts";
import { nothingChangedCard, strategyCard, strategyChangedCard } from "../../cards/strategies/strategy.ts";
import { type Answer, type Call, command, mayAct, optional, required, rest } from "../../chat/command.ts";
import { choice, textArg } from "../../chat/grammar/arguments.ts";
import { act } from "../../chat/inbox.ts";
import { Refusal } from "../../domain/errors.ts";
import type { StrategyId } from "../../domain/ids.ts";
import type { Strategy } from "../../models/strategy.ts";
import { strategyFacts } from "../../reports/strategies.ts";
import { changeStrategy, type Changed, judge, pauseStrategy, type Wanted } from "../../trading/strategies/change.ts";
import { strategyArg } from "../strategy-arg.ts";
import { findStrategy, settingsIn, wordsOf } from "../strategy-row.ts";

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
  return { status: null, settings: settingsIn(settings, (setting) => `/strategy ${id} set ${setting}`) };
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
