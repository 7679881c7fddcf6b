/** The loud message when an order has stayed unknown: its card says so too, but may be out of sight. */
import type { Purpose } from "../domain/order.ts";
import type { Reply } from "../domain/reply.ts";
import type { Side } from "../domain/market.ts";
import type { Decimal } from "../domain/money.ts";
import { clock, orderNumber, pairName, quantity } from "./values.ts";
import { type Account, button, buttons, venue } from "./words.ts";

export interface UnknownOrderFacts extends Account {
  readonly id: number;
  readonly purpose: Purpose;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly pair: string;
  /** When it was sent, people's time, ms UTC. */
  readonly since: number;
}

export function unknownOrderCard(facts: UnknownOrderFacts): Reply {
  const entries = facts.purpose === "entry" ? ` New entries on ${facts.pair} wait until then.` : "";
  return {
    outcome: "open",
    blocks: [
      {
        kind: "headline",
        mark: "attention",
        line: [`UNKNOWN: ${facts.side} `, quantity(facts.quantity), " ", pairName(facts.pair), ` · ${venue(facts)}`],
        aside: [orderNumber(facts.id)],
      },
      {
        kind: "text",
        line: [
          "Sent at ",
          clock(facts.since),
          `; the exchange did not answer and the order may or may not be placed. I am checking and will tell you.${entries}`,
        ],
      },
      ...buttons(button("Order", `order ${facts.id}`)),
    ],
  };
}
