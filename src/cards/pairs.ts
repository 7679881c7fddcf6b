/** /pairs: what can be traded on an account, what it costs and how finely. */
import { type Decimal, isZero } from "../domain/money.ts";
import type { Line, Reply } from "../domain/reply.ts";
import { type Page, pageButtons, span } from "./pages.ts";
import { CHANGE, number, pairName, price, quantity } from "./values.ts";
import { type Account, buttons, counted, venue } from "./words.ts";

export interface PairRow {
  readonly pair: string;
  readonly base: string;
  readonly quote: string;
  /** Null without a price. */
  readonly last: Decimal | null;
  /** Percent; null where the history is younger than a day. */
  readonly dayChange: Decimal | null;
  readonly tick: Decimal;
  /** Base currency. */
  readonly minAmount: Decimal;
  /** Quote currency. */
  readonly minCost: Decimal;
}

export interface PairsFacts extends Account {
  /** Of this page. */
  readonly rows: readonly PairRow[];
  readonly page: Page;
  /** The list's own line. */
  readonly line: string;
}

export function pairsCard(facts: PairsFacts): Reply {
  const { rows, page, line } = facts;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`${counted(page.total, "pair", "pairs")} · ${venue(facts)}${span(page)}`] },
      {
        kind: "table",
        columns: [
          { title: "Pair", align: "left" },
          { title: "Last", align: "right" },
          { title: "24 h %", align: "right" },
          { title: "Tick", align: "right" },
          { title: "Minimum", align: "right" },
        ],
        rows: rows.map(cells),
      },
      ...buttons(...pageButtons(page, line)),
    ],
  };
}

const PERCENT_PLACES = 2;

function cells(row: PairRow): Line[] {
  const { tick } = row;
  return [
    [pairName(row.pair)],
    [row.last === null ? "n/a" : price(row.last, tick.places)],
    [row.dayChange === null ? "n/a" : number(row.dayChange, PERCENT_PLACES, CHANGE)],
    [price(tick, tick.places)],
    minimum(row),
  ];
}

/** `0.0001 BTC, 5 USDT`: an order is no smaller than either. */
function minimum({ minAmount, minCost, base, quote }: PairRow): Line {
  const amount = quantity(minAmount, base);
  return isZero(minCost) ? [amount] : [amount, ", ", quantity(minCost, quote)];
}
