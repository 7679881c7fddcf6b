/** An order that ended otherwise than filled: by whom or why, and that nothing (or how much) came of it. */
import { isZero, text } from "../../domain/money.ts";
import type { Block, Inline, Line, Mark, Outcome, Reply } from "../../domain/reply.ts";
import { fillLine, partFilledCard } from "./filled.ts";
import type { Canceler, OrderFacts } from "./facts.ts";
import { clock, command, quantity } from "../values.ts";
import { by, idOf, live, quoted, sentence, whatAndWhere } from "../words.ts";

/** Canceled or expired, with or without a part that was filled. */
export function canceledCard(facts: OrderFacts): Reply {
  const word = facts.state === "expired" ? "expired" : "was canceled";
  if (!isZero(facts.filled)) return partFilledCard(facts, `the rest ${word}`, cancelLines(facts));
  const nothing = facts.side === "BUY" ? "nothing was bought" : "nothing was sold";
  const headline: Line = [facts.state === "expired" ? "EXPIRED: " : "CANCELED: ", ...whatAndWhere(facts)];
  const asked = facts.cancelRequested;
  const why = facts.reason === null ? "" : `: ${facts.reason}`;
  return ended(facts, asked ? "done" : "refused", asked ? "done" : "lapsed", headline, [
    [`${nothing}${why}`],
    ...cancelLines(facts),
  ]);
}

const THROUGH: Readonly<Record<Canceler["through"], string>> = {
  word: "",
  halt: "the halt of ",
  panic: "the panic of ",
};

/** `canceled by the halt of Ann, 08:14:02: "exchange looks odd"` */
function cancelLines({ canceledBy }: OrderFacts): Line[] {
  if (canceledBy === null) return [];
  const { by: whom, at, through, reason } = canceledBy;
  return [[`canceled by ${THROUGH[through]}${whom}, `, clock(at), quoted(reason)]];
}

export function rejectedCard(facts: OrderFacts): Reply {
  const who: Inline[] = facts.decided === null ? [] : [" ", ...by(facts.decided)];
  const headline: Line = [...live(facts), "Rejected", ...who, quoted(facts.reason)];
  return ended(facts, "done", "refused", headline, [whatAndWhere(facts), ["Nothing was sent."]]);
}

export function lapsedCard(facts: OrderFacts): Reply {
  const when: Inline[] = facts.expiresAt === null ? [] : [" at ", clock(facts.expiresAt)];
  return ended(
    facts,
    "refused",
    "lapsed",
    [...live(facts), "Lapsed", ...when, ", nothing was sent"],
    [whatAndWhere(facts)],
  );
}

export function deniedCard(facts: OrderFacts): Reply {
  const why = facts.reason ?? "a rule forbids it";
  const refusal = why.startsWith("Refused") ? why : `Refused: ${why}`;
  return ended(
    facts,
    "refused",
    "refused",
    [...live(facts), sentence(refusal)],
    [whatAndWhere(facts), ["Nothing was sent."]],
  );
}

export function refusedCard(facts: OrderFacts): Reply {
  const why: Line = [
    facts.reason === null ? `${facts.exchange} gave no reason.` : `${facts.exchange} says: ${sentence(facts.reason)}`,
  ];
  return ended(
    facts,
    "refused",
    "refused",
    ["REFUSED by the exchange: ", ...whatAndWhere(facts)],
    [why, whatCame(facts)],
  );
}

export function notPlacedCard(facts: OrderFacts): Reply {
  const again: Line = ["To try again: ", command(typed(facts))];
  return ended(
    facts,
    "refused",
    "refused",
    ["NOT PLACED: ", ...whatAndWhere(facts)],
    [[`${facts.exchange} answered that it never got this order. `, ...whatCame(facts)], again],
  );
}

export function quarantinedCard(facts: OrderFacts): Reply {
  const why = facts.reason === null ? "." : `: ${sentence(facts.reason)}`;
  const filled = isZero(facts.filled)
    ? []
    : [["booked so far: ", quantity(facts.filled, facts.base), " ", ...fillLine(facts)]];
  return ended(
    facts,
    "open",
    "attention",
    ["QUARANTINED: ", ...whatAndWhere(facts)],
    [
      [`The exchange reported what cannot be${why}`],
      ...filled,
      [`New entries on ${facts.pair} are halted until a person has looked; closing orders still pass.`],
    ],
  );
}

function ended(facts: OrderFacts, outcome: Outcome, mark: Mark, line: Line, lines: readonly Line[]): Reply {
  const told: Block[] = lines.map((each) => ({ kind: "text", line: each }));
  return { outcome, blocks: [{ kind: "headline", mark, line, aside: idOf(facts) }, ...told] };
}

function whatCame(facts: OrderFacts): Line {
  if (!isZero(facts.filled)) return ["Booked: ", quantity(facts.filled, facts.base), " ", ...fillLine(facts)];
  return [facts.side === "BUY" ? "Nothing was bought." : "Nothing was sold."];
}

function typed(facts: OrderFacts): string {
  const price = facts.limit === null ? "" : ` price=${text(facts.limit)}`;
  return `/${facts.side.toLowerCase()} ${facts.pair} ${text(facts.quantity)}${price}`;
}
