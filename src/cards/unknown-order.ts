/** The loud message when an order has stayed unknown: its card says so too, but may be out of sight. */
import type { Purpose } from "../domain/order.ts";
import type { Reply } from "../domain/reply.ts";
import type { Side } from "../domain/market.ts";
import type { Decimal } from "../domain/money.ts";
import { clock, orderNumber, pairName, quantity } from "./values.ts";
import { type Account, button, buttons, venue } from "./words.ts";

/**
 * unanswered: nobody knows whether it was placed · vanished: it was acknowledged and is no longer found · behind: more is
 * filled than the trades show · not canceled: a cancel shows no effect
 */
export type Doubt = "unanswered" | "vanished" | "behind" | "not canceled";

export interface UnknownOrderFacts extends Account {
  readonly id: number;
  readonly purpose: Purpose;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly pair: string;
  /** When it was sent, people's time, ms UTC. */
  readonly since: number;
  readonly doubt: Doubt;
}

const WORDS: Readonly<Record<Doubt, string>> = {
  unanswered: "UNKNOWN",
  vanished: "NOT FOUND",
  behind: "FILLS MISSING",
  "not canceled": "NOT CANCELED",
};

const SENTENCES: Readonly<Record<Doubt, string>> = {
  unanswered: "; the exchange did not answer and the order may or may not be placed. I am checking and will tell you.",
  vanished: "; the exchange took the order and now does not find it. I keep looking and will tell you.",
  behind: "; the exchange says that more is filled than its trades show. What it shows is booked, and I keep asking.",
  "not canceled": "; the exchange was asked to cancel it and still has it open. I keep asking.",
};

export function unknownOrderCard(facts: UnknownOrderFacts): Reply {
  const waits = facts.doubt === "unanswered" && facts.purpose === "entry";
  const entries = waits ? ` New entries on ${facts.pair} wait until then.` : "";
  return {
    outcome: "open",
    blocks: [
      {
        kind: "headline",
        mark: "attention",
        line: [
          `${WORDS[facts.doubt]}: ${facts.side} `,
          quantity(facts.quantity),
          " ",
          pairName(facts.pair),
          ` · ${venue(facts)}`,
        ],
        aside: [orderNumber(facts.id)],
      },
      { kind: "text", line: ["Sent at ", clock(facts.since), `${SENTENCES[facts.doubt]}${entries}`] },
      ...buttons(button("Order", `order ${facts.id}`)),
    ],
  };
}
