/** A trader in perpetuals: enters, waits until nothing moves, and says in few words what is held and what guards it. */
import { text } from "../../src/domain/money.ts";
import type { Capabilities } from "../../src/exchange/gateway.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { type Client, NOW } from "./database.ts";
import { protectionFaults } from "./protection-check.ts";
import { Trader } from "./trader.ts";
import { BTC_PERPETUAL, testMarket, TestVenue } from "./venue.ts";

export const ALL: Capabilities = { stops: true, trailing: true, links: true, amends: true };
export const NO_LINKS: Capabilities = { ...ALL, links: false, amends: false };
export const NOTHING: Capabilities = { stops: false, trailing: false, links: false, amends: false };

export async function perpetualDesk(client: Client) {
  const trader = await Trader.open(client);
  const { reader } = trader.desk.db;

  /** A new account at a venue that does so much by itself. */
  async function begin(can: Capabilities = ALL): Promise<void> {
    const perpetual = testMarket({ pair: BTC_PERPETUAL, settle: "USDT" });
    const venue = new TestVenue(NOW, [testMarket(), perpetual]);
    venue.can = can;
    await trader.startOver(venue);
  }

  const newest = async (): Promise<Position> => Position.query(reader).orderBy("id", "desc").first().throwIfNotFound();

  /** `SELL stop open 0.01 at 45000` */
  async function legs(): Promise<string[]> {
    const rows = await Order.query(reader).whereNotNull("leg").orderBy("id");
    return rows.map(({ side, leg, state, quantity, filledQuantity, triggerPrice, price }) => {
      const level = triggerPrice ?? price;
      const filled = text(filledQuantity) === "0" ? "" : ` (${text(filledQuantity)})`;
      return `${side} ${leg} ${state} ${text(quantity)}${filled} at ${level === null ? "market" : text(level)}`;
    });
  }

  /** `SHORT 0.01 for 462.5, realised -0.46` */
  async function held(): Promise<string> {
    const { side, quantity, cost, realizedPnl, closedTime } = await newest();
    const what = closedTime === null ? `${side} ${text(quantity)} for ${text(cost)}` : `${side} closed`;
    return `${what}, realised ${text(realizedPnl)}`;
  }

  async function rest(): Promise<void> {
    for (let round = 0; round < 6; round += 1) await trader.turn();
  }

  /** Asked for, approved and filled. */
  async function enter(line: string, fee = "0"): Promise<number> {
    await trader.type(line);
    const entries = await Order.query(reader).where({ purpose: "entry" }).orderBy("id", "desc");
    const id = entries[0]?.id ?? 0;
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price: trader.venue.price, fee });
    await rest();
    return id;
  }

  /** The entry of a bracket, by any of its orders. */
  const groupOf = async (id: number): Promise<number> => (await trader.order(id)).groupId ?? id;

  const clientOf = async (leg: string): Promise<string> => {
    const rows = await Order.query(reader).where({ leg }).orderBy("id", "desc");
    return rows[0]?.clientOrderId ?? "";
  };

  /** Of everything that the desk keeps and the venue holds, what does not agree. */
  const faults = (): Promise<string[]> => protectionFaults(trader.desk, trader.venue);

  return { trader, reader, begin, newest, legs, held, rest, enter, groupOf, clientOf, faults };
}
