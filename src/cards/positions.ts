/** /positions: what is held, what it is worth, and who guards it. */
import { moneyPlaces } from "../domain/format.ts";
import type { PositionSide } from "../domain/market.ts";
import { add, type Decimal, ZERO } from "../domain/money.ts";
import type { Block, Line, Reply } from "../domain/reply.ts";
import { CHANGE, command, money, number, pairName, price, quantity } from "./values.ts";
import { type Page, pageButtons, rowsOf, span } from "./pages.ts";
import { type Account, buttons, counted, say } from "./words.ts";

export interface PositionRow extends Account {
  readonly pair: string;
  readonly quote: string;
  readonly strategy: string;
  readonly side: PositionSide;
  /** Of a perpetual, as the exchange last told it. */
  readonly liquidation: Decimal | null;
  /** Base currency. */
  readonly quantity: Decimal;
  readonly entry: Decimal;
  /** Null without a price. */
  readonly mark: Decimal | null;
  readonly pricePlaces: number;
  /** Quote currency; null without a price. */
  readonly unrealized: Decimal | null;
  readonly protection: Line;
}

/** `rows`: all of them; the page shows some, the total counts all. */
export function positionsCard(rows: readonly PositionRow[], page: Page): Reply {
  if (rows.length === 0) return say("done", ["No open position. ", command("/buy BTC/USDT 0.01"), " proposes one."]);
  const shown = rowsOf(rows, page);
  return {
    outcome: "done",
    blocks: [
      headline(rows, page),
      table(shown, hasSeveralOwners(rows)),
      protection(shown),
      ...totals(rows),
      ...buttons(...pageButtons(page, "positions")),
    ],
  };
}

function headline(rows: readonly PositionRow[], page: Page): Block {
  const live = rows.some((row) => row.mode === "live") ? "LIVE · " : "";
  return { kind: "headline", line: [`${live}${counted(rows.length, "open position", "open positions")}${span(page)}`] };
}

function table(rows: readonly PositionRow[], several: boolean): Block {
  return {
    kind: "table",
    columns: [
      { title: "Pair", align: "left" },
      ...(several ? [{ title: "Of", align: "left" } as const] : []),
      { title: "Quantity", align: "right" },
      { title: "Entry", align: "right" },
      { title: "Mark", align: "right" },
      { title: "Open profit", align: "right" },
    ],
    rows: rows.map((row): Line[] => [
      [pairName(row.pair)],
      ...(several ? [[owner(row)]] : []),
      [quantity(row.quantity), ...(row.side === "SHORT" ? [" short"] : [])],
      [price(row.entry, row.pricePlaces)],
      [row.mark === null ? "n/a" : price(row.mark, row.pricePlaces)],
      [row.unrealized === null ? "n/a" : number(row.unrealized, moneyPlaces(row.quote), CHANGE)],
    ]),
  };
}

function hasSeveralOwners(rows: readonly PositionRow[]): boolean {
  return new Set(rows.map(owner)).size > 1;
}

/** Whose it is: one pair may be held on two accounts, and by several strategies. */
function owner(row: PositionRow): string {
  return row.strategy === "manual" ? row.exchange : `${row.exchange} ${row.strategy}`;
}

function totals(rows: readonly PositionRow[]): Block[] {
  const open = new Map<string, Decimal>();
  for (const { quote, unrealized } of rows) {
    if (unrealized !== null) open.set(quote, add(open.get(quote) ?? ZERO, unrealized));
  }
  return [...open].map(([quote, total]) => ({ kind: "text", line: ["Open profit ", money(total, quote, CHANGE)] }));
}

function liquidations(rows: readonly PositionRow[]): { readonly label: string; readonly lines: Line[] }[] {
  const lines = rows.flatMap(({ pair, liquidation, pricePlaces }): Line[] =>
    liquidation === null ? [] : [[`${pair}: near `, price(liquidation, pricePlaces)]],
  );
  return lines.length === 0 ? [] : [{ label: "Liquidation", lines }];
}

function protection(rows: readonly PositionRow[]): Block {
  const lines = new Map<string, { readonly words: Line; readonly pairs: Set<string> }>();
  const several = new Set(rows.map(({ exchange }) => exchange)).size > 1;
  for (const { protection: words, pair: name, exchange } of rows) {
    const key = JSON.stringify(words);
    const pair = several ? `${name} on ${exchange}` : name;
    lines.set(key, { words, pairs: (lines.get(key)?.pairs ?? new Set()).add(pair) });
  }
  return {
    kind: "fields",
    fields: [
      {
        label: "Stops",
        lines: [...lines.values()].map(({ words, pairs }) => [`${[...pairs].join(", ")}: `, ...words]),
      },
      ...liquidations(rows),
    ],
  };
}
