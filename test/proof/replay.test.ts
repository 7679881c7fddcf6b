/**
 * The main job on real candles: a replay is traded from chat, and every fill is compared with the file by a reader that
 * shares no line of code with the desk. `OUTCRY_PROOF_CANDLES=/absolute/file.csv npm run proof`.
 */
import { join } from "node:path";

import Database from "better-sqlite3";
import { Decimal as Oracle } from "decimal.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type Bar, MINUTE_MS, readBars } from "../support/bars.ts";
import { readBooks } from "../support/books.ts";
import type { Message } from "../support/chat.ts";
import { withoutLimits } from "../support/no-limits.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";

const Exact = Oracle.clone({ precision: 100 });
type Exact = InstanceType<typeof Exact>;

const FILE = process.env["OUTCRY_PROOF_CANDLES"];
const PATIENCE_MS = 180_000;
const TICK = "0.1";
/** Half of a spread of 0.02 %, and a slippage of 0.01 %. */
const HALF_SPREAD = "0.0001";
const SLIPPAGE = "0.0001";
const FEE = "0.001";
const OPENING_USDT = "10000";
/** Bars that may pass between the quote that an order was typed on and its coming to the venue. */
const SLACK: Readonly<Record<string, number>> = { "600": 3, max: 2_000 };

interface Fill {
  readonly id: number;
  readonly side: "BUY" | "SELL";
  readonly limit: string | null;
  /** Market time of the quote that it was typed on. */
  readonly quoteAt: number;
  readonly quantity: string;
  readonly price: string;
  readonly cost: string;
  readonly fee: string;
  readonly at: number;
}

function fillsOf(dataDir: string): Fill[] {
  const db = new Database(join(dataDir, "outcry.db"), { readonly: true });
  try {
    return db
      .prepare(
        `select o.id, o.side, o.price as "limit", o.quote_at as quoteAt, t.quantity, t.price, t.cost, t.fee,
          t.timestamp as at from trades t join orders o on o.id = t.order_id order by t.id`,
      )
      .all() as Fill[];
  } finally {
    db.close();
  }
}

/** A taker pays the half spread and the slippage on top of the open, rounded to the tick against himself. */
function takerPrice(side: Fill["side"], open: Exact): Exact {
  const worse = new Exact(HALF_SPREAD).plus(SLIPPAGE);
  return side === "BUY"
    ? open.times(worse.plus(1)).toNearest(TICK, Oracle.ROUND_UP)
    : open.times(new Exact(1).minus(worse)).toNearest(TICK, Oracle.ROUND_DOWN);
}

const isBetter = (side: Fill["side"], price: Exact, than: Exact): boolean =>
  side === "BUY" ? price.lt(than) : price.gt(than);

/** What an order that comes in before bar `first` gets, and in which bar; null where the file never gives it. */
function expected(bars: readonly Bar[], { side, limit }: Fill, first: number): { index: number; price: Exact } | null {
  for (let index = first; index < bars.length; index++) {
    const bar = bars[index];
    if (bar === undefined) break;
    const taken = takerPrice(side, bar.open);
    if (limit === null) return { index, price: taken };
    const wanted = new Exact(limit);
    if (index === first && !isBetter(side, wanted, taken)) return { index, price: taken };
    if (index > first && isBetter(side, bar.open, wanted)) return { index, price: bar.open };
    if (isBetter(side, side === "BUY" ? bar.low : bar.high, wanted)) return { index, price: wanted };
  }
  return null;
}

/** How many bars passed between the quote and the venue, by the file; null where no number of bars explains the fill. */
function barsBetween(bars: readonly Bar[], fill: Fill, slack: number): number | null {
  const quoted = bars.findIndex((bar) => bar.at + MINUTE_MS === fill.quoteAt);
  const filled = bars.findIndex((bar) => bar.at + MINUTE_MS === fill.at);
  for (let passed = 0; passed <= slack; passed++) {
    const should = expected(bars, fill, quoted + 1 + passed);
    if (should?.index === filled && should.price.eq(fill.price)) return passed;
  }
  return null;
}

/** The last trade as `/price` tells it. */
async function marketOf(desk: DeskProcess): Promise<Exact> {
  const { text } = await desk.ask("/price BTC/USDT");
  const [, price = ""] = /^BTC\/USDT ([\d,.]+) USDT/.exec(text) ?? [];
  return new Exact(price.replaceAll(",", ""));
}

const at = (price: Exact, percent: string): string =>
  price.times(new Exact(percent).div(100).plus(1)).toDecimalPlaces(1, Oracle.ROUND_HALF_EVEN).toFixed(1);

/** The answer is a card: gives its number. */
async function typed(desk: DeskProcess, line: string): Promise<number> {
  const { text } = await desk.ask(line);
  const [, id] = /#(\d+)$/.exec(text.split("\n")[0] ?? "") ?? [];
  if (id === undefined) throw new Error(`${line}: ${text}`);
  return Number(id);
}

const filled = (desk: DeskProcess, order: number, word: string): Promise<Message> =>
  desk.card(order, new RegExp(`^✅ ${word} 0\\.01 BTC/USDT`), PATIENCE_MS);

async function trade(desk: DeskProcess): Promise<void> {
  const first = await typed(desk, "/buy BTC/USDT 0.01");
  await desk.press("Approve");
  await filled(desk, first, "BOUGHT");
  const second = await typed(desk, `/buy BTC/USDT 0.01 price=${at(await marketOf(desk), "-0.03")}`);
  await desk.press("Approve");
  await filled(desk, second, "BOUGHT");
  const third = await typed(desk, "/sell BTC/USDT 0.01");
  await filled(desk, third, "SOLD");
  const fourth = await typed(desk, `/sell BTC/USDT 0.01 price=${at(await marketOf(desk), "0.03")}`);
  await filled(desk, fourth, "SOLD");
}

/** What the account must hold after these fills, from their prices alone. */
function holdingsAfter(fills: readonly Fill[]): { BTC: string; USDT: string } {
  let [btc, usdt] = [new Exact(0), new Exact(OPENING_USDT)];
  for (const { side, quantity, price, cost, fee } of fills) {
    const worth = new Exact(quantity).times(price);
    const paid = worth.times(FEE).toDecimalPlaces(8, Oracle.ROUND_DOWN);
    expect([cost, fee]).toEqual([worth.toFixed(), paid.toFixed()]);
    btc = side === "BUY" ? btc.plus(quantity) : btc.minus(quantity);
    usdt = (side === "BUY" ? usdt.minus(worth) : usdt.plus(worth)).minus(paid);
  }
  return { BTC: btc.toFixed(), USDT: usdt.toFixed() };
}

if (FILE === undefined)
  console.log("No real candles here: OUTCRY_PROOF_CANDLES names none, and this proof is skipped.");

describe.skipIf(FILE === undefined)("orders from chat on a replay of real candles", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await withoutLimits(temporaryDir());
  });
  afterEach(() => {
    removeDir(dataDir);
  });

  it.each(["600", "max"])("fill at the prices that the file gives, at @%s", async (speed) => {
    const desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: `replay:${FILE}@${speed}` } });
    await trade(desk);
    expect(await desk.stop()).toBe(0);

    const bars = readBars(FILE ?? "");
    const fills = fillsOf(dataDir);
    expect(fills.map(({ side, limit }) => `${side} ${limit === null ? "market" : "limit"}`)).toEqual([
      "BUY market",
      "BUY limit",
      "SELL market",
      "SELL limit",
    ]);
    const passed = fills.map((fill) => barsBetween(bars, fill, SLACK[speed] ?? 0));
    const told = fills.map(
      (fill, index) =>
        `#${fill.id} ${fill.side} ${fill.limit ?? "market"} → ${fill.price} at ${new Date(fill.at).toISOString()}` +
        `, ${passed[index] ?? "unexplained"} bars after its quote at the venue`,
    );
    console.log(`${bars.length} bars, @${speed}:\n${told.join("\n")}`);
    expect(passed, told.join("\n")).not.toContain(null);

    const books = readBooks(dataDir);
    const holdings: Readonly<Record<string, string>> = holdingsAfter(fills);
    for (const { asset, wallet, ledger, venue } of books.totals)
      expect([wallet, ledger, venue], asset).toEqual(Array(3).fill(holdings[asset] ?? "0"));
    expect(books.totals.map(({ asset }) => asset)).toEqual(expect.arrayContaining(["BTC", "USDT"]));
    expect(books.unbalanced).toEqual([]);
    expect(books.placed).toHaveLength(4);
  });
});
