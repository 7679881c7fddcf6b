/** The order of the examples, and how a test reads a card. */
import type { OrderFacts } from "../../src/cards/order/facts.ts";
import { NONE } from "../../src/cards/protection.ts";
import { renderText } from "../../src/chat/text/text.ts";
import { from } from "../../src/domain/money.ts";
import type { Reply } from "../../src/domain/reply.ts";

/** 4 Jan 2022 07:56:14 UTC: 4:58 before the example's proposal ends. */
export const NOW = Date.UTC(2022, 0, 4, 7, 56, 14);
export const ENDS = NOW + 298_000;
export const at = (hours: number, minutes: number, seconds: number): number =>
  Date.UTC(2022, 0, 4, hours, minutes, seconds);

export function orderFacts(changes: Partial<OrderFacts> = {}): OrderFacts {
  return {
    id: 42,
    version: 1,
    state: "proposed",
    purpose: "entry",
    side: "BUY",
    type: "MARKET",
    pair: "BTC/USDT",
    base: "BTC",
    quote: "USDT",
    exchange: "paper",
    mode: "paper",
    pricePlaces: 1,
    quantity: from("0.0125"),
    limit: null,
    quotePrice: from("46249.6"),
    feeEstimate: from("0.57812"),
    slippagePercent: from("0.02"),
    after: { exposureBefore: from("11.6"), exposureAfter: from("17.4"), free: from("8232.60") },
    chart: null,
    proposedBy: "owner",
    evidence: null,
    isAuto: false,
    needsApproval: true,
    fourEyes: null,
    expiresAt: ENDS,
    validPercent: from("0.5"),
    requotedPercent: null,
    offersHalf: true,
    notes: [],
    decided: null,
    reason: null,
    filled: from(0),
    average: null,
    cost: from(0),
    fees: from(0),
    profit: null,
    cancelRequested: false,
    canceledBy: null,
    isClosed: false,
    exits: { stop: null, target: null },
    leg: null,
    trigger: null,
    protection: NONE,
    ...changes,
  };
}

export const approvedByAnn = { by: "Ann", on: "discord", at: at(8, 1, 12) };

export const fillOfExample = {
  filled: from("0.0125"),
  average: from("46251.2"),
  cost: from("578.14"),
  fees: from("0.57814"),
} satisfies Partial<OrderFacts>;

export const limitOrder = {
  type: "LIMIT",
  limit: from("46240"),
  slippagePercent: null,
  validPercent: null,
} satisfies Partial<OrderFacts>;

/** Read in UTC, at the example's moment. */
export const read = (reply: Reply, width?: number): string[] =>
  renderText(reply, { zone: "UTC", now: NOW, ...(width === undefined ? {} : { width }) }).split("\n");

/** What the buttons run, by label. */
export function runs(reply: Reply): Record<string, string> {
  const all = reply.blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return Object.fromEntries(all.map(({ label, run }) => [label, run]));
}
