/** A random story, played on a real desk and on the plain model at once; after each event the two are compared. */
import { expect } from "vitest";

import type { Pair } from "../../src/domain/ids.ts";
import { from, text } from "../../src/domain/money.ts";
import type { VenueFill } from "../../src/exchange/gateway.ts";
import { Halt } from "../../src/models/halt.ts";
import { standingHalts } from "../../src/models/halt.ts";
import { Order } from "../../src/models/order.ts";
import { lapseDue } from "../../src/trading/lapse.ts";
import { reconcile } from "../../src/trading/reconcile.ts";
import { sendDue } from "../../src/trading/send.ts";
import { wrongInAudit, wrongInBooks } from "./books-check.ts";
import { NOW } from "./database.ts";
import { type Event, QUIET } from "./events.ts";
import { PlainDesk } from "./plain-desk.ts";
import { baseOf, Exact, onStep, type PlainOrder } from "./plain-order.ts";
import type { Trader } from "./trader.ts";
import { testMarket, TestVenue } from "./venue.ts";

export interface Tally {
  stories: number;
  events: number;
  readonly states: Map<string, number>;
}

export const newTally = (): Tally => ({ stories: 0, events: 0, states: new Map() });

export function told({ stories: played, events, states }: Tally): string {
  const ends = [...states].map(([state, count]) => `${count} ${state}`).join(", ");
  return `${played} stories, ${events} events; orders ended ${ends}`;
}

export async function play(trader: Trader, story: readonly Event[], tally: Tally): Promise<void> {
  const venue = new TestVenue(NOW, [
    testMarket(),
    testMarket({ pair: "ETH/USDT" as Pair, base: "ETH" }),
    testMarket({ pair: "BNB/USDT" as Pair, base: "BNB" }),
  ]);
  await trader.startOver(venue);
  const player = new Player(trader, new PlainDesk());
  for (const each of story) await player.step(each);
  for (const each of QUIET) await player.step(each);
  await player.checkRest();
  tally.stories += 1;
  tally.events += story.length + QUIET.length;
  for (const { state } of player.plain.orders) tally.states.set(state, (tally.states.get(state) ?? 0) + 1);
}

class Player {
  readonly plain: PlainDesk;
  readonly #trader: Trader;
  /** Happens in the middle of the next look. */
  #midLook: (() => void) | null = null;
  #lastFill: VenueFill | null = null;
  #lastId = 0;

  constructor(trader: Trader, plain: PlainDesk) {
    this.#trader = trader;
    this.plain = plain;
  }

  async step(event: Event): Promise<void> {
    this.#pass(10);
    await this.#happen(event);
    await this.#compare(event);
  }

  async #happen(event: Event): Promise<void> {
    const { plain, venue } = this;
    switch (event.do) {
      case "buy":
      case "sell":
        return this.#propose(event);
      case "close":
        return this.#expectNew(`/close ${event.pair}`, (id) => plain.close(id, event.pair));
      case "approve":
        return this.#about(event.which, (order) => this.#approve(order, event.how));
      case "reject":
        return this.#about(event.which, (order) => this.#expectSaid(`/reject ${order.id} no`, plain.reject(order)));
      case "cancel":
        return this.#about(event.which, (order) => this.#expectSaid(`/cancel ${order.id}`, plain.cancel(order)));
      case "wait":
        return this.#pass(event.ms);
      case "price":
        venue.price = event.price;
        plain.price = new Exact(event.price);
        return;
      case "send":
        return this.#send();
      case "reconcile":
        return this.#reconcile();
      case "restart":
        plain.restart();
        return this.#trader.restart();
      case "fault":
        venue.faults.push(event.fault);
        return void plain.faults.push(event.fault);
      case "fill":
        return this.#fill(event);
      case "end":
        return this.#about(event.which, async (order) => this.#end(order, event.status), isOpenThere);
      case "late arrival":
        return this.#about(event.which, async (order) => this.#arrive(order), mayArrive);
      case "repeat":
        if (this.#lastFill !== null) venue.repeat(this.#lastFill);
        return;
      case "list":
        venue.releaseFills();
        for (const fill of plain.fills) fill.isWithheld = false;
        return;
      case "down":
      case "up":
        venue.isDown = plain.isDown = event.do === "down";
        return;
      case "money":
        venue.move(event.asset, event.amount);
        return void plain.venue.set(event.asset, new Exact(event.amount).plus(plain.venue.get(event.asset) ?? 0));
      case "halt":
        plain.halt(event.scope, event.keep);
        return this.#expectSaid(`/halt ${event.scope} ${event.keep ? "keep" : "odd"}`, true);
      case "resume":
        return this.#expectSaid(`/resume ${await this.#newestHalt()}`, plain.resume());
    }
  }

  get venue(): TestVenue {
    return this.#trader.venue;
  }

  async #newestHalt(): Promise<number> {
    return (await standingHalts(this.#trader.desk.db.reader)).at(-1)?.id ?? 1;
  }

  #pass(ms: number): void {
    this.plain.now += ms;
    this.#trader.desk.clock.advance(ms);
    this.venue.advance(1_000);
  }

  /** The order that is meant, of those that are fit for it. */
  async #about(
    which: number,
    act: (order: PlainOrder) => Promise<void>,
    isFit: (order: PlainOrder) => boolean = () => true,
  ): Promise<void> {
    const fit = this.plain.orders.filter(isFit);
    const order = fit.at(-1 - (which % Math.max(fit.length, 1)));
    if (order !== undefined) await act(order);
  }

  async #propose(event: Event & { readonly do: "buy" | "sell" }): Promise<void> {
    const [amount, limitPrice] = [new Exact(event.quantity.text), event.limit === null ? null : new Exact(event.limit)];
    const line = `/${event.do} ${event.pair} ${event.quantity.text}${event.limit === null ? "" : ` price=${event.limit}`}`;
    await this.#expectNew(line, (id) => this.plain[event.do](id, event.pair, amount, limitPrice));
  }

  async #approve(order: PlainOrder, half: "all" | "half" | "old card"): Promise<void> {
    const { id } = await this.#trader.order(order.id);
    const pressed = half === "old card" ? { order: id, version: order.version - 1 } : null;
    const isTaken = this.plain.approve(order, half === "half", half === "old card");
    await this.#expectSaid(`/approve ${order.id}${half === "half" ? " half" : ""}`, isTaken, pressed);
  }

  async #expectSaid(line: string, isTaken: boolean, pressed: Parameters<Trader["ask"]>[1] = null): Promise<void> {
    const { said, isRefused } = await this.#trader.ask(line, pressed);
    expect(isRefused, `${line} was answered: ${said}`).toBe(!isTaken);
  }

  /** The model learns the number of the new order from the desk, and nothing else. */
  async #expectNew(line: string, propose: (id: () => number) => boolean): Promise<void> {
    const { said, isRefused } = await this.#trader.ask(line);
    const newest = await Order.query(this.#trader.desk.db.reader).where("id", ">", this.#lastId).orderBy("id");
    expect(newest.length, `${line} was answered: ${said}`).toBe(isRefused ? 0 : 1);
    const id = newest[0]?.id ?? 0;
    this.#lastId = Math.max(this.#lastId, id);
    expect(
      propose(() => id),
      `${line} was answered: ${said}`,
    ).toBe(!isRefused);
  }

  async #send(): Promise<void> {
    const forbidden = this.plain.orders.filter(
      (order) => order.side === "BUY" && order.sendCount === 0 && this.plain.isHaltedFor(order.pair),
    );
    const lives = this.plain.send();
    const sending = sendDue(this.#trader.app, this.#trader.venue);
    if (lives) await sending;
    else {
      await expect(sending).rejects.toThrow();
      this.plain.restart();
      await this.#trader.restart();
      await lapseDue(this.#trader.app, this.#trader.venue.exchange); // it runs beside the sending, and may not have come to its end
    }
    for (const order of forbidden) expect(this.venue.orders.has(await this.#trader.clientId(order.id))).toBe(false);
  }

  async #reconcile(): Promise<void> {
    const happens = this.#midLook;
    this.#midLook = null;
    const looking = reconcile(this.#trader.app, this.#trader.venue);
    if (this.plain.isDown) {
      await expect(looking).rejects.toThrow("ECONNREFUSED");
    } else await looking;
    this.plain.reconcile(happens);
  }

  async #fill(event: Event & { readonly do: "fill" }): Promise<void> {
    await this.#about(event.which, (order) => this.#fillOrder(order, event), mayFill);
  }

  async #fillOrder(order: PlainOrder, event: Event & { readonly do: "fill" }): Promise<void> {
    const { plain, venue } = this;
    const left = order.quantity.minus(order.atVenue?.filled ?? 0);
    const isTooMuch = event.part === "too much" || !left.isPositive() || left.isZero();
    const some = event.part === "some" ? onStep(left.times("0.4")) : Exact.max(left.minus("0.0001"), 0);
    const amount = isTooMuch ? Exact.max(left, 0).plus("0.0007") : event.part === "rest" || some.isZero() ? left : some;
    const { price } = plain;
    const [feeAsset, taken] = feeOf(event.fee, order, amount.times(price), amount);
    const clientId = await this.#trader.clientId(order.id);
    await this.#arrive(order);
    const isWithheld = event.how === "withheld" && isOpenThere(order) && LIVE.has(order.state);
    const happen = (): void => {
      const options = { price: price.toFixed(), quantity: amount.toFixed(), fee: taken.toFixed(), feeAsset };
      this.#lastFill = venue.fill(clientId, feeAsset === "BNB" ? { ...options, feeQuote: "0.37" } : options);
      if (isWithheld) venue.withhold(this.#lastFill);
    };
    const happenHere = (): void => plain.fill({ order, quantity: amount, price, fee: taken, feeAsset, isWithheld });
    if (!event.how.startsWith("after") || plain.isDown || this.#midLook !== null) {
      happen();
      return happenHere();
    }
    venue.during(event.how === "after balances" ? "balances" : "openOrders", happen);
    this.#midLook = happenHere;
    await this.#reconcile();
  }

  async #end(order: PlainOrder, status: "canceled" | "expired" | "refused"): Promise<void> {
    this.venue.end(await this.#trader.clientId(order.id), status);
    if (order.atVenue !== null) order.atVenue.status = status;
  }

  /** The exchange has it after all: its request was late. */
  async #arrive(order: PlainOrder): Promise<void> {
    if (order.atVenue !== null) return;
    const { clientOrderId, tradingPair, side, quantity: wanted } = await this.#trader.order(order.id);
    this.venue.plant(clientOrderId, { pair: tradingPair, side, quantity: wanted });
    order.atVenue = { status: "open", filled: new Exact(0) };
  }

  async #compare(event: Event): Promise<void> {
    const { reader } = this.#trader.desk.db;
    const rows = await Order.query(reader).orderBy("id");
    const told = rows.map((row) => [
      row.id,
      row.state,
      row.version,
      text(row.quantity),
      text(row.filledQuantity),
      row.sendCount,
    ]);
    const expected = this.plain.orders.map((o) => [
      o.id,
      o.state,
      o.version,
      o.quantity.toFixed(),
      o.filled.toFixed(),
      o.sendCount,
    ]);
    expect(told, `after ${JSON.stringify(event)}`).toEqual(expected);
    const halts = await Halt.query(reader).where({ released_at: null });
    const [byPeople = [], byDesk = []] = [true, false].map((isPerson) =>
      halts.filter(({ personId }) => (personId !== null) === isPerson),
    );
    expect([...new Set(byDesk.map((halt) => halt.tradingPair))].toSorted(), `after ${JSON.stringify(event)}`).toEqual(
      [...this.plain.haltedPairs].toSorted(),
    );
    const named = byPeople.map((halt) => halt.strategyId ?? halt.tradingPair ?? halt.exchange ?? "all");
    expect(named.toSorted(), `after ${JSON.stringify(event)}`).toEqual([...this.plain.halts.keys()].toSorted());
    if (event.do !== "reconcile" && event.do !== "fill") return;
    for (const [asset, total] of this.plain.wallets)
      expect([asset, await this.#trader.total(asset)], `after ${JSON.stringify(event)}`).toEqual([
        asset,
        total.toFixed(),
      ]);
  }

  async checkRest(): Promise<void> {
    const { reader } = this.#trader.desk.db;
    const rows = await Order.query(reader);
    expect(await wrongInBooks(reader)).toEqual([]);
    expect(await wrongInAudit(reader, rows)).toEqual([]);
    const clientIds = [...this.venue.orders.keys()];
    expect(
      clientIds.every((id) => rows.filter((row) => row.clientOrderId === id && row.sendCount === 1).length === 1),
    ).toBe(true);
    for (const { state, cancelWishedAt } of this.plain.orders) {
      expect(["sending", "unknown", "canceling"]).not.toContain(state);
      if (cancelWishedAt !== null) expect(["open", "partial"]).not.toContain(state);
    }
    if (this.plain.haltedPairs.size > 0) return; // a drift waits for a person
    for (const asset of this.plain.venue.keys())
      expect([asset, await this.#trader.total(asset)]).toEqual([asset, text(from(this.venue.total(asset)))]);
  }
}

const LIVE: ReadonlySet<string> = new Set(["unknown", "open", "partial", "canceling"]);
const isOpenThere = ({ atVenue }: PlainOrder): boolean => atVenue?.status === "open";
const mayArrive = ({ atVenue, state }: PlainOrder): boolean =>
  atVenue === null && ["unknown", "not_placed", "refused"].includes(state);
/** Late ones too: after its end, after it was given up, and one too many. */
const mayFill = (order: PlainOrder): boolean => order.atVenue !== null || mayArrive(order);

function feeOf(
  kind: string,
  order: PlainOrder,
  cost: PlainOrder["price"],
  amount: PlainOrder["price"],
): [string, PlainOrder["price"]] {
  switch (kind) {
    case "base":
      return [baseOf(order.pair), order.side === "BUY" ? amount.times("0.001") : new Exact(0)];
    case "quote":
      return ["USDT", cost.times("0.001")];
    case "BNB":
      return ["BNB", new Exact("0.00061728")];
    case "rebate":
      return ["USDT", cost.times("-0.0001")];
    default:
      return ["USDT", new Exact(0)];
  }
}
