/** /limits: every number that the desk holds an order to, what was set apart, and what a change has changed. */
import type { Rule, Setting } from "../domain/risk/rules.ts";
import type { Block, Inline, Line, Reply } from "../domain/reply.ts";
import { type Page, pageButtons, rowsOf, span } from "./pages.ts";
import { clock, command, money, number, percent } from "./values.ts";
import { button, buttons, capital } from "./words.ts";

/** What a rule is set to, for whom. Null: off. */
export interface LimitFacts {
  readonly rule: Rule;
  readonly setting: Setting | null;
  /** Where nobody has set anything. */
  readonly isInitial: boolean;
  readonly initial: Setting | null;
}

export interface ApartFacts {
  readonly rule: Rule;
  readonly setting: Setting | null;
  /** `paper`, a person's name. */
  readonly whom: string;
}

export interface LimitsFacts {
  readonly currency: string;
  /** The desk's, of every rule. */
  readonly limits: readonly LimitFacts[];
  /** Of single accounts and persons. */
  readonly apart: readonly ApartFacts[];
  readonly page: Page;
}

export function limitsCard({ limits, apart, currency, page }: LimitsFacts): Reply {
  const fields = rowsOf(limits, page).map((limit) => ({ label: limit.rule.name, lines: limitLines(limit, currency) }));
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`Limits of the desk${span(page)}`] },
      { kind: "fields", fields },
      ...apartOf(apart, currency),
      { kind: "text", line: ["An admin changes one: ", command("/limits order 5%")] },
      ...buttons(...pageButtons(page, "limits")),
    ],
  };
}

/** `8 % of equity (at first 10 %)`, and below it what it is about. */
function limitLines({ rule, setting, isInitial, initial }: LimitFacts, currency: string): Line[] {
  const isOfEquity = rule.unit === "share" && setting?.kind === "percent";
  const changed: Inline[] = isInitial ? [] : [" (at first ", ...valueOf(rule, initial, currency), ")"];
  return [[...valueOf(rule, setting, currency), ...(isOfEquity ? [" of equity"] : []), ...changed], [rule.help]];
}

export interface OneLimitFacts extends LimitFacts {
  readonly currency: string;
  /** Of this rule. */
  readonly apart: readonly ApartFacts[];
}

export function oneLimitCard({ rule, setting, isInitial, initial, apart, currency }: OneLimitFacts): Reply {
  const standing = isInitial ? [" (nobody has changed it)"] : [" (at first ", ...valueOf(rule, initial, currency), ")"];
  const whom = rule.scopes.includes("person") ? ", for one person with person=NAME" : "";
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`${rule.name}: `, ...valueOf(rule, setting, currency), ...standing] },
      { kind: "text", line: [`${capital(rule.help)}.`] },
      ...apartOf(apart, currency),
      {
        kind: "text",
        line: [
          "An admin changes it: ",
          command(`/limits ${rule.name} ${rule.initial}`),
          `${rule.mayBeOff ? ", off" : ""} or default, for one account with exchange=NAME${whom}.`,
        ],
      },
    ],
  };
}

export interface ChangedFacts {
  readonly rule: Rule;
  /** `paper`, a person's name; null: the desk. */
  readonly whom: string | null;
  /** Null: off. wider: nothing of its own, so that the desk's holds. */
  readonly before: Setting | null | "wider";
  readonly after: Setting | null | "wider";
  readonly currency: string;
  readonly by: string;
  readonly at: number;
}

export function limitChangedCard({ rule, whom, before, after, currency, by, at }: ChangedFacts): Reply {
  const change: Inline[] = [...valueOf(rule, before, currency), " → ", ...valueOf(rule, after, currency)];
  const what = whom === null ? rule.name : `${rule.name} for ${whom}`;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "done", line: [`Limit ${what}: `, ...change] },
      { kind: "text", line: [`set by ${by}, `, clock(at)] },
      ...buttons(button("Limits", "limits")),
    ],
  };
}

function apartOf(apart: readonly ApartFacts[], currency: string): Block[] {
  if (apart.length === 0) return [];
  const lines = apart.map(({ rule, setting, whom }): Line => [
    `${whom}: ${rule.name} `,
    ...valueOf(rule, setting, currency),
  ]);
  return [{ kind: "fields", fields: [{ label: "Apart", lines }] }];
}

function valueOf(rule: Rule, setting: Setting | null | "wider", currency: string): Line {
  if (setting === "wider") return ["as the desk's"];
  if (setting === null) return ["off"];
  switch (setting.kind) {
    case "percent":
      return [percent(setting.percent, { places: setting.percent.places })];
    case "money":
      return [money(setting.amount, currency)];
    case "number":
      return [number(setting.number, 0), ...(rule.unit === "seconds" ? [" s"] : [])];
    case "on":
      return ["on"];
  }
}
