/** How much may be risked: by one order, by one person in a day, by an account in all. And what needs a second person. */
import { Refusal } from "../errors.ts";
import { formatMoney } from "../format.ts";
import { add, compare, type Decimal, div, less, max, min, mul, sub, text, ZERO } from "../money.ts";
import { type Limit, type Limits, shareOf } from "./limits.ts";
import { type AccountFacts, checkKnown, type WorthFacts } from "./look.ts";
import type { RuleName, Setting } from "./rules.ts";
import { offers, passing, passingWords, type Terms } from "./terms.ts";

export interface SizeFacts extends WorthFacts {
  readonly limits: Limits;
  /** Of the same owner's entries today, in quote currency. */
  readonly spentToday: Decimal;
  /** Of open positions and working entries, in quote currency; null where a position has no price. */
  readonly exposure: Decimal | null;
}

export function checkOrderSize(facts: SizeFacts): void {
  checkMost(facts, "order", ZERO, (worth, most) => `order of ${worth} is above ${most} per order`);
}

export function checkDay(facts: SizeFacts): void {
  checkMost(
    facts,
    "day",
    facts.spentToday,
    (worth, most) => `with this order, entries of ${worth} today are above ${most} a day`,
  );
}

export function checkExposure(facts: SizeFacts): void {
  if (facts.limits.of("exposure").length === 0) return;
  if (facts.exposure === null)
    throw new Refusal(
      "equity",
      `Refused: a position on ${facts.terms.market.exchange} has no price, so its exposure is unknown. Entries wait until it has one (/positions).`,
      ["/positions"],
    );
  checkMost(
    facts,
    "exposure",
    facts.exposure,
    (worth, most) => `with this order, exposure of ${worth} is above ${most}`,
  );
}

/** Above the four-eyes limit, or where that is unknown, a person's entry needs the yes of another one. */
export function needsAnother(facts: Omit<SizeFacts, "spentToday" | "exposure">): boolean {
  const [limit] = facts.limits.of("four-eyes");
  if (limit === undefined) return false;
  const amount = knownAmount(facts, limit.setting);
  return amount === null || compare(worthOf(facts.terms), amount) > 0;
}

/** The most that one entry may cost, in the account's currency; null without a limit, or while what it is a share of is unknown. */
export function mostPerOrder(limits: Limits, account: Pick<AccountFacts, "equity">): Decimal | null {
  const amounts = limits.of("order").flatMap(({ setting }) => inMoney(account, setting) ?? []);
  return amounts.length === 0 ? null : amounts.reduce((least, one) => min(least, one));
}

/** `5 % of equity`, `2,000.00 USDT` */
export function settingWords(setting: Setting, currency: string): string {
  if (setting.kind === "money") return formatMoney(setting.amount, currency);
  return setting.kind === "percent" ? `${text(setting.percent)} % of equity` : "its limit";
}

interface Most {
  readonly limit: Limit;
  readonly amount: Decimal;
}

/** `used` beside the order counts to the same limit. */
function checkMost(
  facts: SizeFacts,
  rule: RuleName,
  used: Decimal,
  sentence: (worth: string, most: string) => string,
): void {
  const { terms, limits } = facts;
  const narrowest = limits
    .of(rule)
    .map((limit): Most => ({ limit, amount: amountOf(facts, limit) }))
    .reduce<Most | null>((least, one) => (least === null || less(one.amount, least.amount) ? one : least), null);
  const total = add(used, worthOf(terms));
  if (narrowest === null || compare(total, narrowest.amount) <= 0) return;
  const { quote } = terms.market;
  const size = passing(terms, div(max(sub(narrowest.amount, used), ZERO), terms.price, PLACES, "down"));
  const said = sentence(formatMoney(total, quote), limitWords(narrowest, quote));
  throw new Refusal(
    rule,
    `Refused: ${said} (${partOf(narrowest)}/limits).${passingWords(terms, size)}`,
    offers(terms, size),
  );
}

const PLACES = 18;

const worthOf = ({ quantity, price }: Terms): Decimal => mul(quantity, price);

function limitWords({ limit, amount }: Most, currency: string): string {
  return `${limit.whose === "own" ? "your" : "the"} limit of ${formatMoney(amount, currency)}`;
}

function partOf({ limit: { setting } }: Most): string {
  return setting.kind === "percent" ? `${text(setting.percent)} % of equity, ` : "";
}

/** In the quote currency of the order. Throws a Refusal where what the account is worth, or that in this currency, is unknown. */
function amountOf(facts: WorthFacts, { setting }: Limit): Decimal {
  const amount = knownAmount(facts, setting);
  if (amount !== null) return amount;
  checkKnown(facts);
  const { account, terms } = facts;
  throw new Refusal(
    "equity",
    `Refused: limits are counted in ${account?.currency} and this costs ${terms.market.quote}: what it is worth is unknown (/limits).`,
    ["/limits"],
  );
}

function knownAmount({ terms, account }: WorthFacts, setting: Setting): Decimal | null {
  return account?.currency === terms.market.quote ? inMoney(account, setting) : null;
}

function inMoney({ equity }: Pick<AccountFacts, "equity">, setting: Setting): Decimal | null {
  if (setting.kind === "money") return setting.amount;
  if (setting.kind !== "percent") throw new Error("a share is percent or money");
  return equity === null ? null : shareOf(setting.percent, equity);
}
