/** /balance: what the exchange holds for us, coin by coin, to the last digit. */
import { type Decimal, isZero } from "../domain/money.ts";
import type { Block, Line, Reply } from "../domain/reply.ts";
import { exact, money } from "./values.ts";
import { type Page, pageButtons, rowsOf, span } from "./pages.ts";
import { type Account, buttons, venue } from "./words.ts";

export interface BalanceFacts {
  /** The desk's currency, in which equity is told. */
  readonly currency: string;
  readonly accounts: readonly AccountFacts[];
  /** Of `balanceRows`. */
  readonly page: Page;
  /** The list's own line. */
  readonly line: string;
}

export interface AccountFacts extends Account {
  readonly coins: readonly CoinRow[];
  /** Null where a coin has no price. */
  readonly equity: Decimal | null;
  /** Coins without a price. */
  readonly unpriced: readonly string[];
}

export interface CoinRow {
  readonly asset: string;
  readonly total: Decimal;
  readonly available: Decimal;
  readonly locked: Decimal;
}

interface Row {
  readonly account: AccountFacts;
  /** Null for an account that holds nothing. */
  readonly coin: CoinRow | null;
}

/** What the pages count: the coins of all accounts, and those accounts that hold none. */
export function balanceRows(accounts: readonly AccountFacts[]): Row[] {
  return accounts.flatMap((account) =>
    (account.coins.length === 0 ? [null] : account.coins).map((coin) => ({ account, coin })),
  );
}

export function balanceCard({ accounts, currency, page, line }: BalanceFacts): Reply {
  const shown = Map.groupBy(rowsOf(balanceRows(accounts), page), ({ account }) => account);
  const blocks = [...shown].flatMap(([account, rows], index) => {
    const coins = rows.flatMap(({ coin }) => coin ?? []);
    return accountBlocks(account, coins, currency, index === 0 ? span(page) : "");
  });
  return { outcome: "done", blocks: [...blocks, ...buttons(...pageButtons(page, line))] };
}

/** Equity is of the whole account, whichever of its coins are shown. */
function accountBlocks(account: AccountFacts, coins: readonly CoinRow[], currency: string, which: string): Block[] {
  const line: Line = [`Balance · ${venue(account)}${which}`];
  if (coins.length === 0)
    return [
      { kind: "headline", line },
      { kind: "text", line: ["Nothing is held there yet."] },
    ];
  return [{ kind: "headline", line }, table(coins), { kind: "text", line: equity(account, currency) }];
}

/** Where nothing is locked, what is there and what is available are one column. */
function table(coins: readonly CoinRow[]): Block {
  const locked = coins.some((coin) => !isZero(coin.locked));
  const columns = ["Available", ...(locked ? ["Locked", "Total"] : [])];
  return {
    kind: "table",
    columns: [{ title: "Coin", align: "left" }, ...columns.map((title) => ({ title, align: "right" }) as const)],
    rows: coins.map((coin): Line[] => [
      [coin.asset],
      [exact(coin.available, coin.asset)],
      ...(locked ? [[exact(coin.locked, coin.asset)], [exact(coin.total, coin.asset)]] : []),
    ]),
  };
}

function equity(account: AccountFacts, currency: string): Line {
  if (account.equity !== null) return ["Equity ", money(account.equity, currency)];
  return [`Equity n/a: no price for ${account.unpriced.join(", ")}`];
}
