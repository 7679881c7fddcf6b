/** Coins that go astray: positions of two strategies on one coin, and a person who answers what /drift asks. */
import { transact } from "../../src/db/transact.ts";
import { type Decimal, sum, text } from "../../src/domain/money.ts";
import type { StrategyId } from "../../src/domain/ids.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { firstBreak } from "./audit.ts";
import { wrongInBooks } from "./books-check.ts";
import type { Trader } from "./trader.ts";

export const TREND = "trend" as StrategyId;

/** So long that no order was just at work. */
export function rest(trader: Trader): void {
  trader.desk.clock.advance(6_000);
}

/** Held by this strategy, after a while. */
export async function hold(trader: Trader, quantity: string, strategyId?: StrategyId): Promise<void> {
  await trader.buy(quantity);
  const id = await trader.newest();
  if (strategyId !== undefined) await transact(trader.desk, (tx) => Order.query(tx).findById(id).patch({ strategyId }));
  await trader.type(`/approve ${id}`);
  await trader.turn();
  trader.venue.fill(await trader.clientId(id), { price: trader.venue.price });
  await trader.turn();
  rest(trader);
}

/** The line that the question's only button runs. */
export async function yesOf(trader: Trader, line: string): Promise<string> {
  const { blocks, outcome } = await trader.reply(line);
  const [yes] = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  if (outcome !== "asks" || yes === undefined) throw new Error(`no question: ${await trader.type(line)}`);
  return `/${yes.run}`;
}

/** Says yes to what the line asks. */
export async function sayYes(trader: Trader, line: string): Promise<string> {
  return trader.type(await yesOf(trader, line));
}

/** `manual 0.01`, by strategy. */
export async function held(trader: Trader): Promise<string[]> {
  const open = await Position.query(trader.desk.db.reader).where({ closed_time: null }).orderBy("strategy_id");
  return open.map(({ strategyId, quantity }) => `${strategyId} ${text(quantity)}`);
}

export async function heldTogether(trader: Trader): Promise<Decimal> {
  const open = await Position.query(trader.desk.db.reader).where({ closed_time: null });
  return sum(open.map(({ quantity }) => quantity));
}

export async function realized(trader: Trader): Promise<string> {
  return text(sum((await Position.query(trader.desk.db.reader)).map(({ realizedPnl }) => realizedPnl)));
}

/** Where the book is not the exchange's, to the last digit; and what else is wrong in it. */
export async function wrongIn(trader: Trader): Promise<string[]> {
  const { reader } = trader.desk.db;
  const wrong = await wrongInBooks(reader);
  for (const asset of trader.venue.assets()) {
    const [ours, theirs] = [await trader.total(asset), trader.venue.total(asset)];
    if (ours !== theirs) wrong.push(`${asset}: ${ours} in the book, ${theirs} at the exchange`);
  }
  const broken = firstBreak(await AuditRow.query(reader).orderBy("seq"));
  return broken === null ? wrong : [...wrong, JSON.stringify(broken)];
}
