/** An order on its way or at the exchange: what has happened to it, and that it can be taken back. */
import { div, HUNDRED, isZero, mul, sub, text } from "../../domain/money.ts";
import type { Block, Inline, Line, Mark, Progress, Reply } from "../../domain/reply.ts";
import type { OrderFacts } from "./facts.ts";
import { ESTIMATE, money, price, quantity } from "../values.ts";
import { allowed, amountOfPair, button, buttons, idOf, legPrefix, terms, venue, whatAndWhere } from "../words.ts";
import { fillLine } from "./filled.ts";

export function sendingCard(facts: OrderFacts): Reply {
  const where = facts.state === "approved" ? `on its way to ${facts.exchange}` : `sent to ${facts.exchange}`;
  const card = working(facts, "waiting", beingDone(facts), [
    [...worth(facts), `, ${where}`],
    allowed(facts),
    ...facts.notes,
    ...cancelAsked(facts),
  ]);
  return { ...card, progress: progress(facts, facts.state === "approved" ? 1 : 2) };
}

export function armedCard(facts: OrderFacts): Reply {
  return working(facts, "waiting", beingDone(facts), [[...worth(facts), ", waits for its trigger, nothing sent yet"]]);
}

export function unknownCard(facts: OrderFacts): Reply {
  const entries = facts.purpose === "entry" ? ` New entries on ${facts.pair} wait until then.` : "";
  return working(
    facts,
    "attention",
    ["UNKNOWN: ", ...whatAndWhere(facts)],
    [
      [`The exchange did not answer; the order may or may not be placed. I am checking and will tell you.${entries}`],
      ...(facts.cancelRequested ? [["It is canceled as soon as it is found."]] : []),
    ],
  );
}

/** Open or partly filled. */
export function restingCard(facts: OrderFacts): Reply {
  return { ...(isZero(facts.filled) ? untouchedCard(facts) : partCard(facts)), progress: progress(facts, 2) };
}

function untouchedCard(facts: OrderFacts): Reply {
  return working(facts, "waiting", beingDone(facts), [rests(facts), allowed(facts), ...cancelAsked(facts)]);
}

function partCard(facts: OrderFacts): Reply {
  const rest = sub(facts.quantity, facts.filled);
  return working(facts, "waiting", partDone(facts), [
    fillLine(facts),
    [
      "the other ",
      quantity(rest, facts.base),
      ...(facts.limit === null ? [" is being filled"] : [" rests", ...terms(facts)]),
    ],
    ...cancelAsked(facts),
  ]);
}

export function cancelingCard(facts: OrderFacts): Reply {
  const filled = isZero(facts.filled) ? [] : [["so far ", quantity(facts.filled, facts.base), " ", ...fillLine(facts)]];
  return working(
    facts,
    "waiting",
    ["CANCELING ", ...whatAndWhere(facts)],
    [...filled, [`${facts.exchange} has been asked to cancel it and has not confirmed it yet`]],
  );
}

function working(facts: OrderFacts, mark: Mark, line: Line, lines: readonly Line[]): Reply {
  const told: Block[] = lines.map((each) => ({ kind: "text", line: each }));
  const canCancel = !facts.cancelRequested && facts.state !== "canceling" && facts.state !== "approved";
  return {
    outcome: "open",
    binds: { order: facts.id, version: facts.version },
    blocks: [
      { kind: "headline", mark, line, aside: idOf(facts) },
      ...told,
      ...buttons(...(canCancel ? [button("Cancel", `cancel ${facts.id}`)] : [])),
    ],
  };
}

const PERCENT_PLACES = 2;

/** Nobody approved an exit: it was asked for. */
function progress({ purpose, filled, quantity: whole }: OrderFacts, done: number): Progress {
  const steps = [purpose === "exit" ? "asked" : "approved", "sent", "filled"];
  if (isZero(filled)) return { steps, done };
  return { steps, done, percent: text(div(mul(filled, HUNDRED), whole, PERCENT_PLACES)) };
}

function beingDone(facts: OrderFacts): Inline[] {
  return [
    ...legPrefix(facts),
    facts.side === "BUY" ? "BUYING " : "SELLING ",
    ...amountOfPair(facts),
    ` · ${venue(facts)}`,
  ];
}

function partDone(facts: OrderFacts): Inline[] {
  return [
    ...legPrefix(facts),
    facts.side === "BUY" ? "BOUGHT " : "SOLD ",
    ...amountOfPair(facts, facts.filled),
    ` · ${venue(facts)}`,
  ];
}

function worth(facts: OrderFacts): Inline[] {
  const amount = mul(facts.quantity, facts.limit ?? facts.quotePrice);
  return [money(amount, facts.quote, facts.limit === null ? ESTIMATE : {}), ...terms(facts)];
}

function rests(facts: OrderFacts): Line {
  const { trigger, limit } = facts;
  if (trigger !== null && limit === null) {
    const amount = money(mul(facts.quantity, trigger), facts.quote, ESTIMATE);
    return [
      amount,
      " at market once the price touches ",
      price(trigger, facts.pricePlaces),
      `, rests at ${facts.exchange}`,
    ];
  }
  return [...worth(facts), facts.limit === null ? ", being filled" : `, rests at ${facts.exchange}`];
}

function cancelAsked(facts: OrderFacts): Line[] {
  return facts.cancelRequested ? [["its cancel has been asked for"]] : [];
}
