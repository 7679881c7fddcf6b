/** /trades: the last fills, newest first. */
import { moneyPlaces } from "../domain/format.ts";
import { type Decimal, sum } from "../domain/money.ts";
import type { Side } from "../domain/market.ts";
import type { Block, Line, Reply } from "../domain/reply.ts";
import { CHANGE, command, money, moment, number, orderNumber, pairName, price, quantity } from "./values.ts";
import { type Page, pageButtons, rowsOf, span } from "./pages.ts";
import { buttons, counted, say } from "./words.ts";

export interface TradeRow {
  readonly order: number;
  readonly side: Side;
  readonly exchange: string;
  readonly pair: string;
  readonly quote: string;
  /** Base currency. */
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly pricePlaces: number;
  /** The whole fee in quote currency. */
  readonly feeQuote: Decimal;
  /** Of a position, net of its own fee, in quote currency: what opens or raises one realises its fee. */
  readonly realized: Decimal;
  /** It lowered or closed a position. */
  readonly isExit: boolean;
  /** Market time, ms UTC. */
  readonly at: number;
}

export interface TradesFacts {
  /** All that are counted, the newest first: the page shows some of them. */
  readonly rows: readonly TradeRow[];
  /** The account that is meant where none is named. */
  readonly first: string;
  readonly page: Page;
  /** There are older ones, which are neither shown nor counted. */
  readonly hasOlder: boolean;
  /** The list's own line. */
  readonly line: string;
}

export function tradesCard({ rows, first, page, hasOlder, line }: TradesFacts): Reply {
  if (rows.length === 0) return say("done", ["No trade yet. ", command("/buy BTC/USDT 0.01"), " proposes an order."]);
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        line: [`${hasOlder ? "The newest " : ""}${counted(rows.length, "trade", "trades")}${span(page)}`],
      },
      table(
        rowsOf(rows, page),
        rows.some(({ exchange }) => exchange !== first),
      ),
      ...totals(rows, hasOlder),
      ...buttons(...pageButtons(page, line)),
    ],
  };
}

function table(rows: readonly TradeRow[], isNamed: boolean): Block {
  return {
    kind: "table",
    columns: [
      { title: "#", align: "left" },
      { title: "Trade", align: "left" },
      ...(isNamed ? [{ title: "On", align: "left" } as const] : []),
      { title: "Quantity", align: "right" },
      { title: "Price", align: "right" },
      { title: "Fee", align: "right" },
      { title: "At", align: "left" },
    ],
    rows: rows.map((row): Line[] => [
      [orderNumber(row.order)],
      [row.side === "BUY" ? "bought " : "sold ", pairName(row.pair)],
      ...(isNamed ? [[row.exchange]] : []),
      [quantity(row.quantity)],
      [price(row.price, row.pricePlaces)],
      [number(row.feeQuote, moneyPlaces(row.quote))],
      [moment(row.at)],
    ]),
  };
}

/** Round trips add up to their profit where none of them is cut off; until something was closed there is none to tell. */
function totals(rows: readonly TradeRow[], hasOlder: boolean): Block[] {
  return [...Map.groupBy(rows, (row) => row.quote)].map(([quote, own]) => {
    const fees = sum(own.map((row) => row.feeQuote));
    const realized = sum(own.map((row) => row.realized));
    const isTold = !hasOlder && own.some(({ isExit }) => isExit);
    const profit: Line = isTold ? [" · realised ", money(realized, quote, CHANGE), " net of them"] : [];
    return { kind: "text", line: ["Fees ", money(fees, quote), ...profit] };
  });
}
