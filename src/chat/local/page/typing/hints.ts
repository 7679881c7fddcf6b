/** What is said beside a word or a field while it is typed, from what the page knows of the desk. Pure. */
import { formatMoney, formatValue } from "../../../../domain/format.ts";
import { from, roundTo, text } from "../../../../domain/money.ts";
import type { DeclaredArg, PriceView } from "../../protocol.ts";
import { type Estimate, estimate, type Market } from "./estimate.ts";
import { type Form, wordOf } from "../form.ts";
import { accountOf, type State } from "../state.ts";

export interface Hint {
  readonly text: string;
  readonly isAbove: boolean;
}

/** Null where nothing can be worked out: then the argument's help stands there. */
export function amountHint(state: State, form: Form): Hint | null {
  const { name, args } = form.command;
  if (name !== "buy" && name !== "sell") return null;
  const amount = args.find((arg) => arg.placeholder === "AMOUNT");
  const word = amount === undefined ? null : wordOf(form, amount);
  const found = marketOf(state, form.values["pair"] ?? "", form.values["exchange"]);
  if (word === null || found === null) return null;
  const side = name === "buy" ? "BUY" : "SELL";
  const estimated = estimate(side, word, form.values["price"] ?? "", found);
  return estimated === null ? null : hintOf(estimated, word, found);
}

/** Beside a suggestion: what the word comes to, else what its argument is for. */
export function suggestionHelp(state: State, arg: DeclaredArg | null, word: string): string {
  const [command = "", pair = ""] = state.composer.text.split(" ");
  if (arg?.placeholder === "AMOUNT" && /^\/(?:buy|sell)$/i.test(command)) {
    const found = marketOf(state, pair.toUpperCase(), undefined);
    const side = /buy/i.test(command) ? "BUY" : "SELL";
    const estimated = found === null ? null : estimate(side, word, "", found);
    if (estimated !== null && found !== null) return hintOf(estimated, word, found).text;
  }
  const price = state.desk?.prices.find((each) => each.pair === word);
  if (price !== undefined)
    return `${formatValue({ type: "price", price: price.last, places: price.places }, NOBODY)} ${price.quote}`;
  const order = state.desk?.waiting.find((each) => String(each.order) === word);
  if (order !== undefined) return `${order.side} ${order.quantity} ${order.pair} by ${order.by}`;
  return arg?.help ?? "";
}

/** Nothing here depends on whose eyes: no time is told. */
const NOBODY = { zone: "UTC", now: 0 };

function hintOf(estimated: Estimate, word: string, { price, account }: Market): Hint {
  const { quantity, cost, equityPercent, isAboveLimit } = estimated;
  const isInBase = !/^\$|%$/.test(word);
  const coin = `${text(roundTo(quantity, from(price.step), "down"))} ${price.base}`;
  const worth = `≈ ${formatMoney(cost, price.quote)}`;
  const share =
    equityPercent === null
      ? []
      : [`${formatValue({ type: "percent", percent: text(equityPercent), places: 1 }, NOBODY)} of equity`];
  return {
    text: [
      isInBase ? worth : `≈ ${coin}, ${worth.slice(2)}`,
      ...share,
      ...limit(account.orderLimit, isAboveLimit, price),
    ].join(" · "),
    isAbove: isAboveLimit,
  };
}

function limit(most: string | null, isAbove: boolean, { quote }: PriceView): string[] {
  if (most === null) return [];
  const words = formatMoney(from(most), quote);
  return [isAbove ? `above your limit of ${words}` : `limit ${words}`];
}

function marketOf(state: State, pair: string, exchange: string | undefined): Market | null {
  const name = exchange ?? accountOf(state)?.exchange;
  const account = state.desk?.accounts.find((each) => each.exchange === name);
  const price = state.desk?.prices.find((each) => each.exchange === name && each.pair === pair);
  if (account === undefined || price === undefined) return null;
  const positions = state.desk?.positions.filter((each) => each.exchange === name) ?? [];
  return { price, account, positions };
}
