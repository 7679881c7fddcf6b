/** A position that nobody guards, or that a rule closes: what is held, why, and what people can do. */
import type { Decimal } from "../domain/money.ts";
import type { Block, Inline, Line, Reply } from "../domain/reply.ts";
import type { ExitsFacts } from "./order/facts.ts";
import { CHANGE, clock, money, number, pairName, percent, price, quantity } from "./values.ts";
import { type Account, button, buttons, live, venue } from "./words.ts";

export const PROTECTED: Line = ["protected by the exchange"];
export const WATCHED: Line = ["watched by the bot: no protection while it is down"];
export const PREVIOUS: Line = ["held at the previous level"];
export const COMING: Line = ["its stop is on its way"];
export const CLOSING: Line = ["being closed at market"];
export const NONE: Line = ["none was asked for"];

export function unprotected(since: number): Line {
  return ["UNPROTECTED since ", clock(since)];
}

/** On a position's own line `none was asked for` explains itself; elsewhere it does not. */
export function protectionWords(protection: Line): Line {
  return protection === NONE ? ["no protection was asked for"] : protection;
}

export interface ProtectedFacts extends Account {
  readonly pair: string;
  readonly quantity: Decimal;
  readonly exits: ExitsFacts;
  readonly quote: string;
  readonly pricePlaces: number;
  readonly protection: Line;
}

/** What a position is protected by now, or is to be in a moment. */
export function protectedCard(facts: ProtectedFacts): Reply {
  const words = protectionWords(facts.protection);
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        mark: "done",
        line: [...live(facts), "PROTECTION of ", ...held(facts)],
      },
      ...exitFields(facts),
      { kind: "text", line: words },
      ...buttons(button("Position", `position ${facts.pair}`)),
    ],
  };
}

/** `Stop    45,120.0  −2.44 %   risk 15.26 USDT with fees`; no block where there is neither stop nor target. */
function exitFields({ exits, quote, pricePlaces }: Pick<ProtectedFacts, "exits" | "quote" | "pricePlaces">): Block[] {
  const fields = exitLines({ exits, quote, pricePlaces });
  return fields.length === 0 ? [] : [{ kind: "fields", fields }];
}

type Field = { readonly label: string; readonly lines: readonly Line[] };

export function exitLines({
  exits,
  quote,
  pricePlaces,
}: Pick<ProtectedFacts, "exits" | "quote" | "pricePlaces">): Field[] {
  const { stop, target } = exits;
  return [
    ...(stop === null ? [] : [{ label: "Stop", lines: [stopLine(stop, quote, pricePlaces)] }]),
    ...(target === null ? [] : [{ label: "Target", lines: [targetLine(target, pricePlaces)] }]),
  ];
}

function stopLine(stop: NonNullable<ExitsFacts["stop"]>, quote: string, places: number): Line {
  const follows: Inline[] = stop.trail === null ? [] : [", follows ", price(stop.trail, places), " behind"];
  return [...levelLine(stop, places), ...follows, "  risk ", money(stop.risk, quote), " with fees"];
}

function targetLine(target: NonNullable<ExitsFacts["target"]>, places: number): Line {
  const multiple: Inline[] = target.multiple === null ? [] : ["  ", number(target.multiple, 1), " × risk"];
  return [...levelLine(target, places), ...multiple];
}

function levelLine(level: { readonly price: Decimal; readonly percent: Decimal }, places: number): Inline[] {
  return [price(level.price, places), "  ", percent(level.percent, CHANGE)];
}

export function closingCard(facts: ProtectedFacts, reason: string): Reply {
  return {
    outcome: "open",
    blocks: [
      { kind: "headline", mark: "attention", line: [...live(facts), "CLOSING ", ...held(facts), " at market"] },
      { kind: "text", line: [`${reason}: `, ...levels(facts)] },
      ...buttons(button("Orders", "orders")),
    ],
  };
}

export function unprotectedCard(facts: ProtectedFacts, since: number): Reply {
  return {
    outcome: "open",
    blocks: [
      {
        kind: "headline",
        mark: "attention",
        line: [...live(facts), "UNPROTECTED since ", clock(since), ": ", ...held(facts)],
      },
      { kind: "text", line: ["Nobody knows whether its stop stands: ", ...levels(facts)] },
      {
        kind: "text",
        line: ["It is being looked up. Look at the exchange, and close the position by hand if need be."],
      },
      ...buttons(button("Close position", `close ${facts.pair}`), button("Orders", "orders")),
    ],
  };
}

function held(facts: ProtectedFacts): Inline[] {
  return [quantity(facts.quantity), " ", pairName(facts.pair), ` · ${venue(facts)}`];
}

/** `stop 45,120.0, target 48,500.0` */
function levels({ exits: { stop, target }, pricePlaces }: ProtectedFacts): Inline[] {
  const first: Inline[] = stop === null ? [] : ["stop ", price(stop.price, pricePlaces)];
  return target === null ? first : [...first, ", target ", price(target.price, pricePlaces)];
}
