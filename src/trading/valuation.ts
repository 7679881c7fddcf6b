/** What an account is worth: its coins at the marks of the latest quotes, in the desk's currency. */
import type { Knex } from "knex";

import type { App } from "../app.ts";
import type { Tx } from "../db/transact.ts";
import type { ExchangeName } from "../domain/ids.ts";
import { assetsOf } from "../domain/market.ts";
import { add, type Decimal, isZero, mul, sum, ZERO } from "../domain/money.ts";
import { unrealizedPnl } from "../domain/position.ts";
import type { Gateway } from "../exchange/gateway.ts";
import type { EquityRow } from "../models/equity.ts";
import { type Flow, flowsSince, newestLine } from "../models/ledger-line.ts";
import { openPositionsOf, type Position } from "../models/position.ts";
import { walletsOf } from "../models/wallet.ts";
import { type Prices, pricesOf } from "./prices.ts";

export interface Equity {
  /** In the desk's currency; null when an asset has no price. */
  readonly equity: Decimal | null;
  readonly unpriced: readonly string[];
}

export async function equityOf(app: App, gateway: Gateway): Promise<Equity> {
  const { total, unpriced } = await heldOf(app.db.reader, gateway.exchange, await pricesOf(app, gateway));
  return { equity: unpriced.length === 0 ? total : null, unpriced };
}

type Worth = Pick<EquityRow, "equity" | "unpriced" | "ledgerId" | "flows">;

/**
 * Its equity, and what flowed since the last look, both at these prices. Where a price is missing neither counts: a flow
 * without its worth would be taken for a loss, so it waits in the ledger for the first look that can price it.
 */
export async function worthNow(
  db: Knex | Tx,
  exchange: ExchangeName,
  prices: Prices,
  last: Pick<EquityRow, "ledgerId"> | null,
): Promise<Worth> {
  const newest = await newestLine(db, exchange);
  const held = await heldOf(db, exchange, prices);
  const moved = valueOf(last === null ? [] : netOf(await flowsSince(db, exchange, last.ledgerId)), prices);
  const unpriced = [...held.unpriced, ...moved.unpriced][0] ?? null;
  if (unpriced !== null) return { equity: null, unpriced, ledgerId: last?.ledgerId ?? newest, flows: ZERO };
  return { equity: held.total, unpriced, ledgerId: newest, flows: moved.total };
}

export interface Holding {
  readonly held: Decimal;
  /** In the desk's currency; null where it has no price. */
  readonly worth: Decimal | null;
}

/** By asset: what these accounts hold of it together, each at its own price. */
export async function holdingsOf(app: App, gateways: readonly Gateway[]): Promise<(asset: string) => Holding> {
  const accounts = await Promise.all(
    gateways.map(async (gateway) => ({
      prices: await pricesOf(app, gateway),
      wallets: await walletsOf(app.db.reader, gateway.exchange),
    })),
  );
  return (asset) => {
    const parts = accounts.map(({ prices, wallets }) => {
      const held = sum(wallets.filter((wallet) => wallet.asset === asset).map(({ totalBalance }) => totalBalance));
      const { total, unpriced } = valueOf([[asset, held]], prices);
      return { held, worth: unpriced.length === 0 ? total : null };
    });
    const worths = parts.flatMap(({ worth }) => worth ?? []);
    return { held: sum(parts.map(({ held }) => held)), worth: worths.length === parts.length ? sum(worths) : null };
  };
}

/** What open positions are worth together, in the desk's currency; null where one has no price. */
export function exposureFrom(positions: readonly Position[], prices: Prices): Decimal | null {
  const values = positions.map(({ tradingPair, quantity }) => {
    const { base, settle } = assetsOf(tradingPair);
    const price = settle === null ? prices.ofAsset(base) : prices.ofPair(tradingPair);
    return price === null ? null : mul(price, quantity);
  });
  return values.includes(null) ? null : sum(values.filter((value) => value !== null));
}

/** Its coins, and what its perpetuals would give or cost if they were closed. */
async function heldOf(db: Knex | Tx, exchange: ExchangeName, prices: Prices): Promise<Value> {
  const wallets = await walletsOf(db, exchange);
  const coins = valueOf(
    wallets.map(({ asset, totalBalance }) => [asset, totalBalance]),
    prices,
  );
  const open = await openPositionsOf(db, exchange);
  return open.reduce((value, position) => withPerpetual(value, position, prices), coins);
}

function withPerpetual({ total, unpriced }: Value, position: Position, prices: Prices): Value {
  const { settle } = assetsOf(position.tradingPair);
  if (settle === null) return { total, unpriced };
  const [mark, rate] = [prices.ofPair(position.tradingPair), prices.ofAsset(settle)];
  if (mark === null || rate === null) return { total, unpriced: [...unpriced, position.tradingPair] };
  return { total: add(total, mul(unrealizedPnl(position, mark), rate)), unpriced };
}

/** One amount of each asset: what came and has left again needs no price. */
function netOf(flows: readonly Flow[]): Map<string, Decimal> {
  const net = new Map<string, Decimal>();
  for (const { asset, amount } of flows) net.set(asset, add(net.get(asset) ?? ZERO, amount));
  return net;
}

interface Value {
  /** Of what has a price. */
  readonly total: Decimal;
  readonly unpriced: readonly string[];
}

function valueOf(amounts: Iterable<readonly [asset: string, amount: Decimal]>, prices: Prices): Value {
  let total = ZERO;
  const unpriced: string[] = [];
  for (const [asset, amount] of amounts) {
    if (isZero(amount)) continue;
    const price = prices.ofAsset(asset);
    if (price === null) unpriced.push(asset);
    else total = add(total, mul(price, amount));
  }
  return { total, unpriced };
}
