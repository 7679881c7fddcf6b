/** A desk on the paper venue itself, whose market goes on an event at a time: what a pump does, without waiting for anything. */
import type { MarketSource } from "../../src/exchange/market-source.ts";
import type { PaperSettings } from "../../src/models/exchange.ts";
import { reconcile } from "../../src/trading/reconcile.ts";
import { sendDue } from "../../src/trading/send.ts";
import { closeFloors, type Floor, openFloor } from "./paper-venue.ts";
import { Trader } from "./trader.ts";

const MOST_ROUNDS = 200;

export class ReplayDesk {
  readonly trader: Trader;
  readonly floor: Floor;
  #isTouched = true;

  private constructor(trader: Trader, floor: Floor) {
    this.trader = trader;
    this.floor = floor;
    floor.venue.onChange(() => (this.#isTouched = true));
    for (const loop of ["send", "reconcile"] as const) trader.app.bell.listen(loop, () => (this.#isTouched = true));
  }

  static async open(source: MarketSource, account: Partial<PaperSettings> = {}): Promise<ReplayDesk> {
    const trader = await Trader.open();
    const floor = await openFloor(source, { account });
    trader.app = { ...trader.app, gateways: new Map([[floor.venue.exchange, floor.venue]]) };
    const desk = new ReplayDesk(trader, floor);
    await desk.settle(); // the account is another one than the trader's: its balance is taken over
    return desk;
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
    await this.settle();
    return true;
  }

  /** A turn of the clock: what became due with time alone. */
  async touch(): Promise<void> {
    this.#isTouched = true;
    await this.settle();
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
    }
  }
}
