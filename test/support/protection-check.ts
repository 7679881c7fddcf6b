/** What must hold of every position whenever the desk has nothing left to do. */
import { compare, equal, sub, sum, text, ZERO } from "../../src/domain/money.ts";
import { isClosable, roundAmount } from "../../src/domain/market.ts";
import type { Gateway } from "../../src/exchange/gateway.ts";
import { marketOf } from "../../src/market/rules.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { Wallet } from "../../src/models/wallet.ts";
import { wrongInBooks } from "./books-check.ts";
import type { TestDesk } from "./database.ts";

/** Gives what is wrong, in words. */
export async function protectionFaults({ db }: TestDesk, venue: Gateway): Promise<string[]> {
  const open = await Position.query(db.reader).where({ closed_time: null });
  const faults: string[] = [];
  for (const position of open) faults.push(...(await faultsOf(db.reader, position)));
  return [
    ...faults,
    ...(await strays(db.reader)),
    ...(await wrongInBooks(db.reader)),
    ...(await venueFaults(db.reader, venue)),
    ...(await heldFaults(db.reader, venue)),
  ];
}

type Reader = TestDesk["db"]["reader"];

async function faultsOf(db: Reader, position: Position): Promise<string[]> {
  const { id, exchange, tradingPair, quantity, stopLoss, closingReason } = position;
  const market = await marketOf(db, exchange, tradingPair);
  const held = roundAmount(market, quantity);
  const out = await Order.query(db).where({ position_id: id, purpose: "exit" }).whereIn("state", ["open", "partial"]);
  const tooMuch = out.filter((order) => compare(sub(order.quantity, order.filledQuantity), quantity) > 0);
  const faults = tooMuch.map((order) => `#${order.id} sells ${text(order.quantity)} of ${text(quantity)}`);
  const isProtectable = stopLoss !== null && isClosable(market, held, stopLoss);
  if (!isProtectable) return faults;
  // Where the venue does not link them, what another exit sells is not the guard's to sell; a target that is tried stands for it.
  const guard = closingReason === null ? "stop" : "close";
  const leftOf = (order: Order) => sub(order.quantity, order.filledQuantity);
  const others = out.filter(({ leg, link }) => link === null && leg === null);
  const guards = out.filter(({ leg, link }) => leg === guard || (leg === "target" && link === null));
  const covered = sum([...guards, ...others].map(leftOf));
  const isSmall = !isClosable(market, sub(held, sum(others.map(leftOf))), stopLoss);
  if (!isSmall && (guards.length !== 1 || text(covered) !== text(held)))
    faults.push(
      `held ${text(held)}, ${guard}s ${guards.length} for ${text(covered)}: ${(await lifeOf(db, id)).join("; ")}`,
    );
  return faults;
}

/** The newest legs of a position, for a failure. */
async function lifeOf(db: Reader, id: number): Promise<string[]> {
  const legs = await Order.query(db).where({ position_id: id, purpose: "exit" }).orderBy("id", "desc").limit(4);
  return legs.map(
    (row) =>
      `#${row.id} ${row.leg ?? "sale"} ${row.state} ${text(row.quantity)} ${row.refusal ?? ""} ${row.reason ?? ""} due ${row.dueAt ?? "never"}`,
  );
}

/** A leg at the exchange that belongs to nothing that is open. */
async function strays(db: Reader): Promise<string[]> {
  const legs = await Order.query(db).whereNotNull("leg").whereIn("state", ["open", "partial", "sending"]);
  const closed = await Position.query(db).whereNotNull("closed_time");
  const over = new Set(closed.map(({ id }) => id));
  return legs
    .filter(({ positionId }) => positionId === null || over.has(positionId))
    .map(({ id }) => `#${id} is a stray leg`);
}

/** What the venue holds of perpetuals, against the book. */
async function heldFaults(db: Reader, venue: Gateway): Promise<string[]> {
  const open = (await Position.query(db).where({ closed_time: null })).filter(({ tradingPair }) =>
    tradingPair.includes(":"),
  );
  const ours = open.map(({ tradingPair, side, quantity }) => `${tradingPair} ${side} ${text(quantity)}`);
  const theirs = (await venue.positions()).map(({ pair, side, quantity }) => `${pair} ${side} ${text(quantity)}`);
  return ours.join() === theirs.join() ? [] : [`held ${ours.join()}, at the venue ${theirs.join()}`];
}

/** What the venue holds, to the last digit. */
async function venueFaults(db: Reader, venue: Gateway): Promise<string[]> {
  const wallets = new Map((await Wallet.query(db)).map(({ asset, totalBalance }) => [asset, totalBalance]));
  const balances = new Map((await venue.balances()).map(({ asset, total }) => [asset, total]));
  return [...new Set([...wallets.keys(), ...balances.keys()])].flatMap((asset) => {
    const [ours, theirs] = [wallets.get(asset) ?? ZERO, balances.get(asset) ?? ZERO];
    return equal(ours, theirs) ? [] : [`${asset}: wallet ${text(ours)}, venue ${text(theirs)}`];
  });
}
