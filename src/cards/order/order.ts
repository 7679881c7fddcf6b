/** The one card of an order: which of its faces is shown is its state's business. */
import type { State } from "../../domain/order.ts";
import type { Reply } from "../../domain/reply.ts";
import {
  canceledCard,
  deniedCard,
  lapsedCard,
  notPlacedCard,
  quarantinedCard,
  refusedCard,
  rejectedCard,
} from "./ended.ts";
import { filledCard } from "./filled.ts";
import type { OrderFacts } from "./facts.ts";
import { proposalCard } from "./proposal.ts";
import { armedCard, cancelingCard, restingCard, sendingCard, unknownCard } from "./working.ts";

const FACES: Readonly<Record<State, (facts: OrderFacts) => Reply>> = {
  proposed: proposalCard,
  approved: sendingCard,
  armed: armedCard,
  sending: sendingCard,
  unknown: unknownCard,
  open: restingCard,
  partial: restingCard,
  filled: filledCard,
  canceling: cancelingCard,
  canceled: canceledCard,
  expired: canceledCard,
  refused: refusedCard,
  not_placed: notPlacedCard,
  quarantined: quarantinedCard,
  rejected: rejectedCard,
  lapsed: lapsedCard,
  denied: deniedCard,
};

/** The candles that it was proposed on stay true when it is decided. */
export function orderCard(facts: OrderFacts): Reply {
  const reply = FACES[facts.state](facts);
  return facts.state === "proposed" ? reply : { ...reply, keepsPicture: true };
}
