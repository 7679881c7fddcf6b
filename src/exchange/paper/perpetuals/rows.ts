/** Positions in perpetuals of a paper account, row by row, with the leverage of each pair and the funding that was paid. */
import type { Database } from "better-sqlite3";

import type { ExchangeName, Pair } from "../../../domain/ids.ts";
import { type Decimal, from, isZero, text } from "../../../domain/money.ts";
import type { VenueFunding } from "../../gateway.ts";
import { type BookPosition, positionOf } from "../entries.ts";
import { type FundingRow, type PositionRow, toFunding, toPosition } from "../rows.ts";

export interface MarginRows {
  /** None that is flat. They are held in memory, so that an event that ends none of them reads no row. */
  positions(): readonly BookPosition[];
  position(pair: Pair): BookPosition | null;
  /** A flat one is gone. */
  setPosition(position: Parameters<typeof positionOf>[0]): void;
  /** Of the next position, and of the one that there is. */
  leverage(pair: Pair): Decimal;
  setLeverage(pair: Pair, leverage: Decimal): void;
  isPaid(pair: Pair, at: number): boolean;
  addFunding(payment: VenueFunding): void;
  /** As `Book.fills`. */
  funding(since: number, now: number): VenueFunding[];
  /** What was written since the last commit did not happen. */
  reread(): void;
}

/** A fresh account's, as at a large exchange: who wants less has to say so. */
const FRESH_LEVERAGE = from(20);

export function marginRows(db: Database, exchange: ExchangeName): MarginRows {
  const selectPositions = db.prepare<unknown[], PositionRow>(
    "select * from positions where exchange = ? order by pair",
  );
  const setPosition = db.prepare(`insert into positions (exchange, pair, side, quantity, cost, margin)
    values (?, ?, ?, ?, ?, ?) on conflict (exchange, pair) do update
    set side = excluded.side, quantity = excluded.quantity, cost = excluded.cost, margin = excluded.margin`);
  const dropPosition = db.prepare("delete from positions where exchange = ? and pair = ?");
  const selectLeverage = db.prepare<unknown[], { readonly leverage: string }>(
    "select leverage from leverages where exchange = ? and pair = ?",
  );
  const setLeverage = db.prepare(`insert into leverages (exchange, pair, leverage) values (?, ?, ?)
    on conflict (exchange, pair) do update set leverage = excluded.leverage`);
  const selectPaid = db.prepare("select 1 from funding where exchange = ? and pair = ? and at = ?");
  const addFunding = db.prepare(`insert into funding (exchange, pair, at, asset, amount, rate)
    values (?, ?, ?, ?, ?, ?)`);
  const selectFunding = db.prepare<unknown[], FundingRow>(
    "select * from funding where exchange = ? and at >= ? order by id",
  );
  const selectFundingOfSource = db.prepare<unknown[], FundingRow>(`select * from funding where exchange = @exchange
    and (at >= ? or id > (select earlier_funding_id from accounts where exchange = @exchange)) order by id`);

  const readPositions = (): Map<Pair, BookPosition> =>
    new Map(selectPositions.all(exchange).map((row) => [row.pair, toPosition(row)]));
  let positions = readPositions();
  return {
    positions: () => [...positions.values()],
    position: (pair) => positions.get(pair) ?? null,
    setPosition: (position) => {
      const { pair, side, quantity, cost, margin } = position;
      if (isZero(quantity)) {
        dropPosition.run(exchange, pair);
        positions.delete(pair);
        return;
      }
      setPosition.run(exchange, pair, side, text(quantity), text(cost), text(margin));
      positions.set(pair, positionOf(position));
    },
    leverage: (pair) => {
      const row = selectLeverage.get(exchange, pair);
      return row === undefined ? FRESH_LEVERAGE : from(row.leverage);
    },
    setLeverage: (pair, leverage) => void setLeverage.run(exchange, pair, text(leverage)),
    isPaid: (pair, at) => selectPaid.get(exchange, pair, at) !== undefined,
    addFunding: ({ pair, at, asset, amount, rate }) =>
      void addFunding.run(exchange, pair, at, asset, text(amount), text(rate)),
    funding: (since, now) =>
      (since > now ? selectFundingOfSource.all({ exchange }, since) : selectFunding.all(exchange, since)).map(
        toFunding,
      ),
    reread: () => {
      positions = readPositions();
    },
  };
}
