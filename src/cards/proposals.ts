/** /proposals: what waits for a yes. */
import type { Decimal } from "../domain/money.ts";
import type { Side } from "../domain/market.ts";
import type { Line, Reply } from "../domain/reply.ts";
import { command, ESTIMATE, money, orderNumber, pairName, quantity } from "./values.ts";
import { type Page, pageButtons, span } from "./pages.ts";
import { button, buttons, counted, say, timeLeft } from "./words.ts";

export interface ProposalRow {
  readonly id: number;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly pair: string;
  readonly quote: string;
  /** Quantity at the price shown, quote currency. */
  readonly cost: Decimal;
  readonly expiresAt: number | null;
}

/** Each proposal of the page has a line of its own, with a button that shows its card. */
export function proposalsCard(rows: readonly ProposalRow[], page: Page): Reply {
  if (rows.length === 0)
    return say("done", ["Nothing waits for you. ", command("/buy BTC/USDT 0.01"), " proposes an order."]);
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        mark: "waiting",
        line: [`${counted(page.total, "proposal waits", "proposals wait")} for a yes${span(page)}`],
      },
      ...rows.map((row) => ({ kind: "text", line: proposalLine(row) }) as const),
      ...buttons(...rows.map((row) => button(`Show #${row.id}`, `order ${row.id}`)), ...pageButtons(page, "proposals")),
    ],
  };
}

function proposalLine(row: ProposalRow): Line {
  const cost = money(row.cost, row.quote, ESTIMATE);
  return [
    orderNumber(row.id),
    ` ${row.side} `,
    quantity(row.quantity),
    " ",
    pairName(row.pair),
    ", ",
    cost,
    ...timeLeft(row.expiresAt),
  ];
}
