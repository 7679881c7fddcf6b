/** An order that is done: what it gave, against what was promised. */
import { type Decimal, div, HUNDRED, isZero, mul, sub } from "../../domain/money.ts";
import type { Block, Inline, Line, Reply } from "../../domain/reply.ts";
import type { OrderFacts } from "./facts.ts";
import { COMING, protectionWords } from "../protection.ts";
import { CHANGE, money, percent, price } from "../values.ts";
import { allowed, amountOfPair, button, buttons, idOf, legPrefix, venue } from "../words.ts";

export function filledCard(facts: OrderFacts): Reply {
  return doneCard(facts, [...amountOfPair(facts), ` · ${venue(facts)}`]);
}

/** What was filled stands, though the order ended early. */
export function partFilledCard(facts: OrderFacts, rest: string, why: readonly Line[]): Reply {
  return doneCard(facts, [...amountOfPair(facts, facts.filled), ` · ${venue(facts)}, ${rest}`], why);
}

/** `at 46,251.2 (+0.003 % against the quote), 578.14 USDT, fee 0.58 USDT` */
export function fillLine(facts: OrderFacts): Line {
  const at: Inline[] =
    facts.average === null
      ? []
      : ["at ", price(facts.average, facts.pricePlaces), ...against(facts, facts.average), ", "];
  return [...at, money(facts.cost, facts.quote), ", fee ", money(facts.fees, facts.quote)];
}

function doneCard(facts: OrderFacts, what: Line, why: readonly Line[] = []): Reply {
  const did = facts.side === "BUY" ? "BOUGHT " : "SOLD ";
  return {
    // Its stop is a moment behind it: who follows this card waits for that.
    outcome: facts.protection === COMING ? "open" : "done",
    blocks: [
      { kind: "headline", mark: "done", line: [...legPrefix(facts), did, ...what], aside: idOf(facts) },
      { kind: "text", line: fillLine(facts) },
      ...profit(facts),
      { kind: "text", line: [...allowed(facts), ...protection(facts)] },
      ...why.map((line): Block => ({ kind: "text", line })),
      ...next(facts),
    ],
  };
}

const DRIFT_PLACES = 3;

function against(facts: OrderFacts, average: Decimal): Inline[] {
  if (facts.limit !== null) return [" (limit ", price(facts.limit, facts.pricePlaces), ")"];
  if (isZero(facts.quotePrice)) return [];
  const drift = div(mul(sub(average, facts.quotePrice), HUNDRED), facts.quotePrice, DRIFT_PLACES);
  return [" (", percent(drift, { ...CHANGE, places: DRIFT_PLACES }), " against the quote)"];
}

function profit({ profit, quote }: OrderFacts): Block[] {
  if (profit === null) return [];
  const what = profit.isRoundTrip
    ? ", the whole round trip net of all fees"
    : " net of the fee of this exit, the entry's fee not counted";
  return [{ kind: "text", line: ["realised ", money(profit.amount, quote, CHANGE), what] }];
}

/** An exit leaves nothing behind that it would have to speak for. */
function protection(facts: OrderFacts): Inline[] {
  if (facts.purpose === "exit" || facts.protection.length === 0) return [];
  return [" · ", ...protectionWords(facts.protection)];
}

function next(facts: OrderFacts): Block[] {
  const position = button("Position", `position ${facts.pair}`);
  const why = button("Why", `why ${facts.id}`);
  if (facts.purpose === "exit" || facts.isClosed) return buttons(position, why);
  return buttons(position, why, button("Close position", `close ${facts.pair}`));
}
