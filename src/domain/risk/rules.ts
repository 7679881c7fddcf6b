/** Every number of the guards that a person may set: `/limits` lists them, the checks beside this file read them. */
import { Refusal } from "../errors.ts";
import { type Decimal, from, isZero, less, text } from "../money.ts";

/** Whom a limit is set for. One person's or strategy's own limit and the desk's hold both: the narrower counts. */
export const SCOPES = ["desk", "exchange", "person", "strategy"] as const;
export type LimitScope = (typeof SCOPES)[number];

/** share: percent of the account's equity, or money */
export type Unit = "share" | "percent" | "count" | "seconds" | "switch";

export interface Rule {
  readonly name: string;
  readonly unit: Unit;
  /** What holds where nobody has set anything. */
  readonly initial: string;
  /** The highest number that makes sense, in its unit; of a share, its percent. Null of a switch. */
  readonly most: number | null;
  readonly scopes: readonly LimitScope[];
  /** False: without a number the desk could not do it at all. */
  readonly mayBeOff: boolean;
  readonly help: string;
}

const ACCOUNT = ["desk", "exchange"] as const;
const OWN = ["desk", "exchange", "person", "strategy"] as const;

// prettier-ignore
export const RULES = [
  { name: "order",         unit: "share",   initial: "10%",  most: 100,    scopes: OWN,     mayBeOff: true,  help: "the most that one entry may cost" },
  { name: "day",           unit: "share",   initial: "50%",  most: 1_000,  scopes: OWN,     mayBeOff: true,  help: "the most that a person's or a strategy's entries may cost in a day" },
  { name: "exposure",      unit: "share",   initial: "100%", most: 1_000,  scopes: ACCOUNT, mayBeOff: true,  help: "the most that open positions and working entries may be worth" },
  { name: "four-eyes",     unit: "share",   initial: "5%",   most: 100,    scopes: ACCOUNT, mayBeOff: true,  help: "above it another person must approve, where two may" },
  { name: "daily-loss",    unit: "percent", initial: "3%",   most: 100,    scopes: ACCOUNT, mayBeOff: true,  help: "a loss since 00:00 that halts entries until the next day" },
  { name: "drawdown",      unit: "percent", initial: "10%",  most: 100,    scopes: ACCOUNT, mayBeOff: true,  help: "a fall from the peak that halts entries" },
  { name: "slippage",      unit: "percent", initial: "0.5%", most: 50,     scopes: ACCOUNT, mayBeOff: true,  help: "how far an entry may move the price by itself" },
  { name: "collar",        unit: "percent", initial: "3%",   most: 50,     scopes: ACCOUNT, mayBeOff: true,  help: "how far beyond the market a limit price may lie" },
  { name: "quote-age",     unit: "seconds", initial: "5",    most: 86_400, scopes: ACCOUNT, mayBeOff: true,  help: "how old a price may be, in market time" },
  { name: "open-orders",   unit: "count",   initial: "100",  most: 10_000, scopes: ACCOUNT, mayBeOff: true,  help: "orders at work on one account" },
  { name: "orders",        unit: "count",   initial: "20",   most: 10_000, scopes: ACCOUNT, mayBeOff: true,  help: "orders sent in a minute to one account" },
  { name: "cancels",       unit: "count",   initial: "60",   most: 10_000, scopes: ACCOUNT, mayBeOff: true,  help: "cancels sent in a minute to one account" },
  { name: "refusals",      unit: "count",   initial: "3",    most: 1_000,  scopes: ACCOUNT, mayBeOff: true,  help: "a strategy's entries on a pair that the exchange refuses in a minute: then it is halted there" },
  { name: "duplicate",     unit: "seconds", initial: "10",   most: 86_400, scopes: ACCOUNT, mayBeOff: true,  help: "the same line typed again so soon asks first" },
  { name: "own-orders",    unit: "switch",  initial: "on",   most: null,   scopes: ACCOUNT, mayBeOff: true,  help: "an entry that would meet an own resting order is refused" },
  { name: "proposal",      unit: "seconds", initial: "300",  most: 86_400, scopes: ACCOUNT, mayBeOff: false, help: "how long a proposal waits for a yes" },
  { name: "leverage",      unit: "count",   initial: "3",    most: 20,     scopes: ACCOUNT, mayBeOff: false, help: "of perpetuals: a position's worth for each unit of its margin" },
  { name: "band",          unit: "percent", initial: "0.5%", most: 50,     scopes: ACCOUNT, mayBeOff: false, help: "how far the market may move from a proposal's price" },
] as const satisfies readonly Rule[];

export type RuleName = (typeof RULES)[number]["name"];

export function findRule(name: string): Rule | undefined {
  return RULES.find((rule) => rule.name === name);
}

/** What a limit is set to. As text: `10%`, `$2000`, `5`, `on`. */
export type Setting =
  | { readonly kind: "percent"; readonly percent: Decimal }
  | { readonly kind: "money"; readonly amount: Decimal }
  | { readonly kind: "number"; readonly number: Decimal }
  | { readonly kind: "on" };

/** How a number among them is spelt. */
export const SETTING = /^(\$?)(\d{1,15}(?:\.\d{1,8})?)(%?)$/;

/** Null where the word is none. */
export function readSetting(word: string): Setting | null {
  if (word === "on") return { kind: "on" };
  const [, dollar, digits, percent] = SETTING.exec(word) ?? [];
  if (digits === undefined || (dollar !== "" && percent !== "")) return null;
  const value = from(digits);
  if (dollar !== "") return { kind: "money", amount: value };
  return percent === "" ? { kind: "number", number: value } : { kind: "percent", percent: value };
}

export function settingText(setting: Setting): string {
  switch (setting.kind) {
    case "percent":
      return `${text(setting.percent)}%`;
    case "money":
      return `$${text(setting.amount)}`;
    case "number":
      return text(setting.number);
    case "on":
      return "on";
  }
}

const TAKES: Readonly<Record<Unit, { readonly kinds: readonly Setting["kind"][]; readonly example: string }>> = {
  share: { kinds: ["percent", "money"], example: "10% (of equity) or $2000" },
  percent: { kinds: ["percent"], example: "0.5%" },
  count: { kinds: ["number"], example: "20" },
  seconds: { kinds: ["number"], example: "5 (seconds)" },
  switch: { kinds: ["on"], example: "on" },
};

/** Throws a Refusal where the rule takes no such value. */
export function checkSetting(rule: Rule, setting: Setting): void {
  const { kinds } = TAKES[rule.unit];
  const isWhole = setting.kind !== "number" || setting.number.places === 0;
  if (!kinds.includes(setting.kind) || !isWhole || isNothing(setting)) throw new Refusal("grammar", takes(rule));
  if (isBeyond(rule, setting))
    throw new Refusal("grammar", `${rule.name} takes at most ${rule.most}${SIGNS[rule.unit]}${orOff(rule)}.`);
}

export function takes(rule: Rule): string {
  return `${rule.name} takes a value like ${TAKES[rule.unit].example}${orOff(rule)}.`;
}

const orOff = ({ mayBeOff }: Rule): string => (mayBeOff ? ", or off" : "");

const SIGNS: Readonly<Record<Unit, string>> = { share: "%", percent: "%", count: "", seconds: " seconds", switch: "" };

/** Money has no highest amount: it is the account's. */
function isBeyond({ most }: Rule, setting: Setting): boolean {
  if (most === null || setting.kind === "money" || setting.kind === "on") return false;
  return less(from(most), setting.kind === "percent" ? setting.percent : setting.number);
}

function isNothing(setting: Setting): boolean {
  switch (setting.kind) {
    case "percent":
      return isZero(setting.percent);
    case "money":
      return isZero(setting.amount);
    case "number":
      return isZero(setting.number);
    case "on":
      return false;
  }
}
