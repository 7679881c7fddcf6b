/** A desk whose paper venue does not behave: it trades on, and at the end its books are held against the venue's. */
import { compare, sum, text } from "../../src/domain/money.ts";
import { isOver } from "../../src/domain/order.ts";
import { randomFrom } from "../../src/exchange/random.ts";
import type { PaperSettings } from "../../src/models/exchange.ts";
import { Order } from "../../src/models/order.ts";
import { Trade } from "../../src/models/trade.ts";
import { reconcile } from "../../src/trading/reconcile.ts";
import { sendDue } from "../../src/trading/send.ts";
import { renderText } from "../../src/chat/text/text.ts";
import { wrongInAudit } from "./books-check.ts";
import { barsOf, BTC, candles } from "./paper-venue.ts";
import { protectionFaults } from "./protection-check.ts";
import { ReplayDesk } from "./replay-desk.ts";

const BARS_OF_AN_ORDER = 3;
const ROUNDS = 2;
const ROUND_MS = 1_000;
const MOST_TO_END = 400;

export interface Traded {
  /** In words; empty where all is as it must be. */
  readonly wrong: readonly string[];
  /** How many orders are in which state. */
  readonly states: Readonly<Record<string, number>>;
}

/** So many lines of somebody who buys, brackets, rests, sells and closes, whatever the venue does. */
export async function tradeOn(account: Partial<PaperSettings>, orders: number): Promise<Traded> {
  const desk = await ReplayDesk.open(barsOf(walk((orders + MOST_TO_END) * BARS_OF_AN_ORDER)), account);
  await desk.trader.desk.db.writer.raw("pragma synchronous = off"); // nothing is killed here: speed
  await desk.trader.desk.db.writer("limits").where({ rule: "quote-age" }).delete(); // stale quotes are to be seen
  const faulty = new FaultyDesk(desk);
  try {
    for (let n = 0; n < orders; n++) await faulty.act(n);
    await faulty.comeToRest();
    return { wrong: await faulty.wrong(), states: await faulty.states() };
  } finally {
    await desk.close();
  }
}

class FaultyDesk {
  readonly #desk: ReplayDesk;
  readonly #failures: string[] = [];

  constructor(desk: ReplayDesk) {
    this.#desk = desk;
  }

  async act(n: number): Promise<void> {
    const { trader } = this.#desk;
    const { said, isRefused } = await trader.ask(lineOf(n));
    if (!isRefused && said.includes("[ Approve ]")) await trader.type(`/approve ${await trader.newest()}`);
    for (let bar = 0; bar < BARS_OF_AN_ORDER; bar++) await this.#minute();
  }

  /** Until nothing is on its way and all has been compared. */
  async comeToRest(): Promise<void> {
    await this.#desk.trader.type("/close BTC/USDT");
    for (let minute = 0; minute < MOST_TO_END; minute++) {
      await this.#minute();
      if ((await this.#atSea()) === 0 && (await this.#isCompared())) return;
    }
    throw new Error("the desk does not come to rest");
  }

  async wrong(): Promise<string[]> {
    const { trader, floor } = this.#desk;
    const rows = await Order.query(trader.desk.db.reader);
    const strange = this.#failures.filter((message) => !/does not answer|not everything that is due/.test(message));
    return [
      ...strange,
      ...(await protectionFaults(trader.desk, floor.venue)),
      ...(await wrongInAudit(trader.desk.db.reader, rows)),
      ...(await this.#unlikeVenue(rows)),
      ...(await this.#untold(rows)),
    ];
  }

  async states(): Promise<Record<string, number>> {
    const rows = await Order.query(this.#desk.trader.desk.db.reader);
    const byState = Map.groupBy(rows, ({ state }) => state);
    return Object.fromEntries(Array.from(byState, ([state, of]) => [state, of.length]));
  }

  /** The venue knows each order once at most, and of each fill there is one trade. */
  async #unlikeVenue(rows: readonly Order[]): Promise<string[]> {
    const { venue } = this.#desk.floor;
    const wrong: string[] = [];
    for (const { id, state, clientOrderId, filledQuantity, sendCount } of rows) {
      const report = await venue.find(BTC, clientOrderId);
      const isThere = report !== null;
      if (isThere && sendCount !== 1) wrong.push(`#${id} is at the venue and was sent ${sendCount} times`);
      if (isThere && ["refused", "not_placed", "denied"].includes(state)) wrong.push(`#${id} is ${state} and there`);
      if (isThere && compare(report.filled, filledQuantity) !== 0)
        wrong.push(`#${id} filled ${text(filledQuantity)}, at the venue ${text(report.filled)}`);
    }
    const fills = await venue.fills(0);
    const trades = await Trade.query(this.#desk.trader.desk.db.reader);
    const [theirs, ours] = [sum(fills.map(({ quantity }) => quantity)), sum(trades.map(({ quantity }) => quantity))];
    if (fills.length !== trades.length || compare(theirs, ours) !== 0)
      wrong.push(`${trades.length} trades of ${text(ours)}, ${fills.length} fills of ${text(theirs)}`);
    return wrong;
  }

  /** The card of each order that was refused, lost or is over says so. */
  async #untold(rows: readonly Order[]): Promise<string[]> {
    const { trader } = this.#desk;
    const told = {
      refused: /^.*REFUSED by the exchange/,
      not_placed: /^.*NOT PLACED/,
      filled: /^.*(Bought|Sold)/i,
    } as const;
    const wrong: string[] = [];
    for (const { id, state, leg, alertId } of rows) {
      if (leg !== null || alertId === null || !(state in told)) continue;
      const card = renderText(await trader.card(id), { zone: "UTC", now: trader.desk.clock.now() });
      if (!told[state as keyof typeof told].test(card)) wrong.push(`#${id} is ${state}, and its card: ${card}`);
    }
    return wrong;
  }

  async #minute(): Promise<void> {
    await this.#desk.floor.step();
    const { app, desk } = this.#desk.trader;
    for (let round = 0; round < ROUNDS; round++) {
      desk.clock.advance(ROUND_MS);
      await this.#orNote(sendDue(app, this.#desk.floor.venue));
      await this.#orNote(reconcile(app, this.#desk.floor.venue));
    }
  }

  async #orNote(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => this.#failures.push(error instanceof Error ? error.message : String(error)));
  }

  async #atSea(): Promise<number> {
    const rows = await Order.query(this.#desk.trader.desk.db.reader);
    const rests = ({ state, dueAt }: Order) =>
      isOver(state) || state === "open" || state === "proposed" || (state === "armed" && dueAt === null);
    return rows.filter((order) => !rests(order)).length;
  }

  async #isCompared(): Promise<boolean> {
    const before = this.#failures.length;
    await this.#orNote(reconcile(this.#desk.trader.app, this.#desk.floor.venue));
    return this.#failures.length === before;
  }
}

function lineOf(n: number): string {
  switch (n % 5) {
    case 0:
      return "/buy BTC/USDT $200";
    case 1:
      return "/buy BTC/USDT $150 sl=-1% tp=+1%";
    case 2:
      return "/buy BTC/USDT $100 price=-0.2%";
    case 3:
      return "/sell BTC/USDT 30%";
    default:
      return n % 10 === 9 ? "/close BTC/USDT" : "/buy BTC/USDT $120";
  }
}

/** Minutes of a market that wanders, the same every time. */
function walk(minutes: number) {
  const random = randomFrom(7);
  let price = 40_000;
  const lines = Array.from({ length: minutes }, () => {
    const open = price;
    price = Math.round(price * (1 + random.normal() * 0.001));
    const [low, high] = [Math.min(open, price) - 10, Math.max(open, price) + 10];
    return `${open} ${high} ${low} ${price} 40`;
  });
  return candles(...lines);
}
