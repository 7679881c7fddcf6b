/** Which settings hold for an order: the account's own before the desk's, and beside them the person's or strategy's. */
import type { ExchangeName, PersonId, StrategyId } from "../ids.ts";
import { type Decimal, div, HUNDRED, mul } from "../money.ts";
import { type LimitScope, readSetting, type RuleName, RULES, type Setting } from "./rules.ts";

/** One that was set. Of the references that one is not null which its scope names. */
export interface SetLimit {
  readonly rule: string;
  readonly scope: LimitScope;
  readonly exchange: ExchangeName | null;
  readonly personId: PersonId | null;
  readonly strategyId: StrategyId | null;
  /** Null: switched off. */
  readonly value: string | null;
}

export interface Limit {
  readonly setting: Setting;
  /** own: the person's or the strategy's */
  readonly whose: "desk" | "own";
}

/** Who answers for an order: a strategy's order counts for the strategy, whoever approves it. */
export type Owner = { readonly person: PersonId | null } | { readonly strategy: StrategyId };

/** The limits of one account and one owner. */
export interface Limits {
  /** Those that hold together; none where the rule is off. */
  of(rule: RuleName): readonly Limit[];
}

export function limitsOver(rows: readonly SetLimit[], exchange: ExchangeName, owner: Owner): Limits {
  const find = (rule: RuleName, fits: (row: SetLimit) => boolean): SetLimit | undefined =>
    rows.find((row) => row.rule === rule && fits(row));
  return {
    of(rule) {
      const common =
        find(rule, (row) => row.scope === "exchange" && row.exchange === exchange) ??
        find(rule, ({ scope }) => scope === "desk");
      const own = find(rule, (row) => isOwn(row, owner));
      return [
        ...limitOf(common === undefined ? initialOf(rule) : common.value, "desk"),
        ...limitOf(own?.value ?? null, "own"),
      ];
    },
  };
}

/** Of a rule that is set for accounts alone; null where it is off. */
export function numberOf(limits: Limits, rule: RuleName): Decimal | null {
  const [limit] = limits.of(rule);
  if (limit === undefined) return null;
  const { setting } = limit;
  switch (setting.kind) {
    case "percent":
      return setting.percent;
    case "number":
      return setting.number;
    default:
      throw new Error(`${rule} has no number`);
  }
}

/** Of perpetuals: what the exchange is asked for before the first order. */
export function leverageOf(limits: Limits): Decimal {
  const leverage = numberOf(limits, "leverage");
  if (leverage === null) throw new Error("every perpetual has a leverage");
  return leverage;
}

/** How far the market may move from what a proposal's card shows, in percent. */
export function bandOf(limits: Limits): Decimal {
  const percent = numberOf(limits, "band");
  if (percent === null) throw new Error("every proposal has a band");
  return percent;
}

export function isOn(limits: Limits, rule: RuleName): boolean {
  return limits.of(rule).length > 0;
}

/** percent of whole, exactly. */
export function shareOf(percent: Decimal, whole: Decimal): Decimal {
  const product = mul(percent, whole);
  return div(product, HUNDRED, product.places + 2);
}

function isOwn(row: SetLimit, owner: Owner): boolean {
  if ("strategy" in owner) return row.scope === "strategy" && row.strategyId === owner.strategy;
  return row.scope === "person" && owner.person !== null && row.personId === owner.person;
}

function initialOf(rule: RuleName): string | null {
  return RULES.find(({ name }) => name === rule)?.initial ?? null;
}

function limitOf(value: string | null, whose: Limit["whose"]): Limit[] {
  if (value === null) return [];
  const setting = readSetting(value);
  if (setting === null) throw new Error(`no limit: ${value}`);
  return [{ setting, whose }];
}
