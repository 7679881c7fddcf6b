/** /assets: the coins that the desk knows, what is held of each over all accounts, and its worth. */
import { type Decimal, sum } from "../domain/money.ts";
import type { Line, Reply } from "../domain/reply.ts";
import { type Page, pageButtons, rowsOf, span } from "./pages.ts";
import { exact, money } from "./values.ts";
import { type Account, buttons, counted, live } from "./words.ts";

export interface AssetRow {
  readonly symbol: string;
  /** Decimal places. */
  readonly places: number;
  /** On all accounts of the mode together. */
  readonly held: Decimal;
  /** In the desk's currency; null where it has no price. */
  readonly worth: Decimal | null;
}

export interface AssetsFacts extends Pick<Account, "mode"> {
  /** All of them; the page shows some, the total counts all. */
  readonly rows: readonly AssetRow[];
  readonly currency: string;
  readonly page: Page;
}

export function assetsCard({ rows, mode, currency, page }: AssetsFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [...live({ mode }), `${counted(rows.length, "coin", "coins")}${span(page)}`] },
      {
        kind: "table",
        columns: [
          { title: "Coin", align: "left" },
          { title: "Places", align: "right" },
          { title: "Held", align: "right" },
          { title: "Worth", align: "right" },
        ],
        rows: rowsOf(rows, page).map((row) => cells(row, currency)),
      },
      { kind: "text", line: total(rows, mode, currency) },
      ...buttons(...pageButtons(page, "assets")),
    ],
  };
}

function cells({ symbol, places, held, worth }: AssetRow, currency: string): Line[] {
  return [[symbol], [String(places)], [exact(held, symbol)], [worth === null ? "n/a" : money(worth, currency)]];
}

function total(rows: readonly AssetRow[], mode: Account["mode"], currency: string): Line {
  const unpriced = rows.filter(({ worth }) => worth === null).map(({ symbol }) => symbol);
  const worth = sum(rows.flatMap((row) => row.worth ?? []));
  const rest = unpriced.length === 0 ? "" : `, without ${unpriced.join(", ")}: no price`;
  return [`On all ${mode} accounts `, money(worth, currency), rest];
}
