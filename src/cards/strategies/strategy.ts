/** /strategy NAME: one strategy whole: how it stands, what it may risk, what it is set to. */
import type { Decimal } from "../../domain/money.ts";
import type { Block, Button, Line, Reply } from "../../domain/reply.ts";
import { CHANGE, command, money } from "../values.ts";
import { button, buttons, say } from "../words.ts";
import { statusWord } from "./strategies.ts";

export interface SettingFacts {
  readonly name: string;
  readonly value: string;
  /** Null where it is that. */
  readonly initial: string | null;
  readonly help: string;
}

export interface StrategyFacts {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly status: "ACTIVE" | "PAUSED" | "BACKTEST";
  readonly mode: string;
  /** Why it does not run as it is set, and how to set it; null: it does. */
  readonly refused: string | null;
  readonly exchanges: readonly string[];
  readonly pairs: readonly string[];
  readonly parameters: readonly SettingFacts[];
  readonly risk: readonly SettingFacts[];
  /** In the desk's currency; null while nothing prices the account. */
  readonly equity: Decimal | null;
  readonly profit: Decimal;
  readonly currency: string;
  readonly openPositions: number;
  /** Whether the reader may change it. */
  readonly mayChange: boolean;
}

export function strategyCard(facts: StrategyFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`${facts.name} · ${statusWord(facts)}`], aside: [facts.id] },
      ...(facts.refused === null ? [] : [warning(facts.refused)]),
      { kind: "text", line: [facts.about] },
      { kind: "fields", fields: [markets(facts), worth(facts)] },
      { kind: "fields", fields: [...facts.parameters, ...facts.risk].map(fieldOf) },
      ...hint(facts),
      ...buttons(...choices(facts)),
    ],
  };
}

const warning = (refused: string): Block => ({ kind: "text", line: [`⚠️ It does not run as it is set: ${refused}`] });

interface Field {
  readonly label: string;
  readonly lines: readonly Line[];
}

function markets({ pairs, exchanges }: StrategyFacts): Field {
  const on = pairs.length === 0 ? "no pair" : pairs.join(", ");
  return { label: "Trades", lines: [[`${on} on ${exchanges.length === 0 ? "no account" : exchanges.join(", ")}`]] };
}

function worth({ equity, profit, currency, openPositions }: StrategyFacts): Field {
  const whole: Line = equity === null ? ["n/a: no price for all of it"] : [money(equity, currency)];
  const made: Line = ["profit ", money(profit, currency, CHANGE), `, ${openPositions} open`];
  return { label: "Equity", lines: [whole, made] };
}

function fieldOf({ name, value, initial, help }: SettingFacts): Field {
  return { label: name, lines: [[initial === null ? value : `${value} (at first ${initial})`], [help]] };
}

function hint({ id, mayChange, parameters, refused }: StrategyFacts): Block[] {
  const [first] = parameters;
  if (!mayChange || first === undefined) return [];
  const value = refused === null ? first.value : (first.initial ?? first.value);
  return [{ kind: "text", line: ["Change one: ", command(`/strategy ${id} set ${first.name}=${value}`)] }];
}

function choices({ id, status, mode, mayChange }: StrategyFacts): Button[] {
  if (!mayChange || status === "BACKTEST") return [];
  const turn = status === "ACTIVE" ? button("Pause", `strategy ${id} pause`) : button("Start", `strategy ${id} start`);
  const modes = ["ask", "notify", "auto"].filter((each) => each !== mode);
  return [turn, ...modes.map((each) => button(`Mode ${each}`, `strategy ${id} mode ${each}`))];
}

export interface StrategyChange {
  readonly name: string;
  readonly by: string;
  /** What was changed: `fast 12 → 20`. */
  readonly changes: readonly string[];
  /** What follows from it. */
  readonly notes: readonly string[];
}

export function strategyChangedCard({ name, by, changes, notes }: StrategyChange): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "done", line: [`${name}: ${changes.join(", ")}`] },
      { kind: "text", line: [`set by ${by}`] },
      ...notes.map((note): Block => ({ kind: "text", line: [note] })),
    ],
  };
}

export function nothingChangedCard(name: string): Reply {
  return say("done", [`${name} stands so already. Nothing was changed.`]);
}
