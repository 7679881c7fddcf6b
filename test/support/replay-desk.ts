/** A desk on the paper venue itself, whose market goes on an event at a time: what a pump does, without waiting for anything. */
import type { App } from "../../src/app.ts";
import type { MarketSource } from "../../src/exchange/market-source.ts";
import { refreshMarkets } from "../../src/market/rules.ts";
import type { PaperSettings } from "../../src/models/exchange.ts";
import { reconcile } from "../../src/trading/reconcile.ts";
import { sendDue } from "../../src/trading/send.ts";
import { createDecider, type Decider } from "../../src/trading/strategies/decider.ts";
import type { Client } from "./database.ts";
import { closeFloors, type Floor, openFloor } from "./paper-venue.ts";
import { Trader } from "./trader.ts";

const MOST_ROUNDS = 200;

export class ReplayDesk {
  readonly trader: Trader;
  #floor: Floor;
  #isTouched = true;
  /** Strategies decide too. */
  isTicking = false;
  #decider: { readonly app: App; readonly decider: Decider } | null = null;

  private constructor(trader: Trader, floor: Floor) {
    this.trader = trader;
    this.#floor = floor;
    for (const loop of ["send", "reconcile"] as const) trader.desk.bell.listen(loop, () => (this.#isTouched = true));
  }

  static async open(
    source: MarketSource,
    account: Partial<PaperSettings> = {},
    client: Client = "sqlite",
  ): Promise<ReplayDesk> {
    const trader = await Trader.open(client);
    const desk = new ReplayDesk(trader, await openFloor(source, { account, wall: trader.desk.clock.now }));
    await desk.#begin();
    return desk;
  }

  /** On the same database, emptied of all trading, with a new account on another market. */
  async startOver(source: MarketSource, account: Partial<PaperSettings> = {}): Promise<void> {
    await closeFloors();
    await this.trader.forget();
    this.#floor = await openFloor(source, { account, wall: this.trader.desk.clock.now });
    await this.#begin();
  }

  /** As after a stop of the process, venue and all. `meanwhile`: events that the market goes on without a desk. */
  async restart(meanwhile = 0): Promise<void> {
    for (let event = 0; event < meanwhile; event += 1) await this.#floor.step();
    this.#floor = await this.#floor.restart();
    await this.trader.restart();
    await this.#begin();
  }

  get floor(): Floor {
    return this.#floor;
  }

  /** The account is another one than the trader's: its markets and its balance are taken over. */
  async #begin(): Promise<void> {
    const { venue } = this.#floor;
    this.trader.app = { ...this.trader.app, gateways: new Map([[venue.exchange, venue]]) };
    venue.onChange(() => (this.#isTouched = true));
    await refreshMarkets(this.trader.desk, venue);
    await this.touch();
  }

  async close(): Promise<void> {
    await closeFloors();
    await this.trader.close();
  }

  /** The next event, and all that it made due. False at the end of the market. */
  async step(): Promise<boolean> {
    await this.settle();
    if (!(await this.floor.step())) return false;
    await Promise.resolve(); // the venue tells of a change in a microtask
    if (this.isTicking) this.#isTouched = true; // a candle may have closed
    await this.settle();
    return true;
  }

  /** A turn of the clock: what became due with time alone. */
  async touch(): Promise<void> {
    this.#isTouched = true;
    await this.settle();
  }

  /** One a start of the desk: it remembers what it has looked at. */
  #deciding(): Decider {
    const { app } = this.trader;
    if (this.#decider?.app !== app) this.#decider = { app, decider: createDecider(app, this.floor.venue) };
    return this.#decider.decider;
  }

  /** The loops, until none of them has anything to do. */
  async settle(): Promise<void> {
    let rounds = 0;
    while (this.#isTouched) {
      rounds += 1;
      if (rounds > MOST_ROUNDS) throw new Error("the desk does not come to rest");
      this.#isTouched = false;
      this.trader.desk.clock.advance(1); // what was read in one millisecond is older than what happens in the next
      await sendDue(this.trader.app, this.floor.venue);
      await reconcile(this.trader.app, this.floor.venue);
      if (this.isTicking) await this.#deciding().round();
    }
  }
}
