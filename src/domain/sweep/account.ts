/**
 * One pair on spot in doubles: what the engine's book is, without rows, orders and the desk's limits of money. The rules are
 * those of `domain/engine` and `domain/matching`; a property test holds both to the same fills.
 */
import type { CandleColumns } from "../candle-columns.ts";
import { UNIT_PLACES } from "../matching/fee.ts";
import type { Held } from "../strategy/strategy.ts";
import type { NumberTerms } from "./terms.ts";

const UNITS = 10 ** UNIT_PLACES;
/** A fee that is a whole number of units must not lose one to noise. */
const NOISE = 1e-6;

/** none: nothing is at the venue · resting: at its level · taking: at market, until all is sold */
type Exit = "none" | "resting" | "taking";

export class NumberAccount implements Held {
  readonly side = "LONG";
  readonly #terms: NumberTerms;
  readonly #bars: CandleColumns;
  cash: number;
  /** Base currency: what the strategy holds, and what could not be sold. */
  quantity = 0;
  dust = 0;
  /** Asked for at the last close, with the worst price; 0: nothing. */
  wanted = 0;
  worst = 0;
  stop = 0;
  /** Infinite: none. */
  target = 0;
  fills = 0;
  trips = 0;
  wins = 0;
  #cost = 0;
  #profit = 0;
  #stopIs: Exit = "none";
  /** It has lived through a bar: then it is met at its own price. */
  #isTargetResting = false;
  #isClosing = false;

  constructor(terms: NumberTerms, bars: CandleColumns) {
    [this.#terms, this.#bars, this.cash] = [terms, bars, terms.capital];
  }

  get entry(): number {
    return this.#cost / this.quantity;
  }

  /** Nothing is held and nothing is asked for. */
  isIdle(): boolean {
    return this.quantity === 0 && this.wanted === 0;
  }

  /** Whether this bar may do something to it. */
  isConcernedBy(low: number, high: number): boolean {
    if (this.quantity === 0) return this.wanted > 0;
    return this.#stopIs !== "resting" || !this.#isTargetResting || low <= this.stop || high > this.target;
  }

  enter(quantity: number, worst: number, stop: number, target: number): void {
    [this.wanted, this.worst, this.stop, this.target] = [quantity, worst, stop, target];
  }

  close(): void {
    if (this.quantity > 0) [this.#isClosing, this.#stopIs] = [true, "none"];
  }

  meet(bar: number): void {
    if (this.wanted > 0) this.#buy(bar);
    else if (this.#isClosing) this.#sell(this.#taken(Number(this.#bars.open[bar])), this.#terms.taker, this.#most(bar));
    else this.#exit(bar);
    this.#protect(bar);
  }

  #buy(bar: number): void {
    const { tick, worse, taker } = this.#terms;
    const price = tick.ceil(Number(this.#bars.open[bar]) * (1 + worse));
    const quantity = price > this.worst ? 0 : Math.min(this.wanted, this.#most(bar));
    this.wanted = 0;
    if (quantity === 0) return;
    const cost = quantity * price;
    const fee = feeOf(cost, taker);
    this.cash -= cost + fee;
    [this.quantity, this.#cost, this.#profit] = [quantity, cost, -fee];
    this.fills += 1;
  }

  /** Of one bar the stop before the target, but for a target that the bar opens beyond. */
  #exit(bar: number): void {
    const { open, low, high } = this.#bars;
    const [begin, bottom, top] = [Number(open[bar]), Number(low[bar]), Number(high[bar])];
    const isFirst = this.#isTargetResting ? begin > this.target : this.#taken(begin) >= this.target;
    const most = this.#most(bar);
    if (isFirst) this.#meetTarget(begin, top, most);
    const wasTaking = this.#stopIs === "taking";
    if (this.quantity > 0 && (wasTaking || bottom <= this.stop)) {
      const touched = wasTaking || begin <= this.stop ? begin : this.stop;
      this.#stopIs = "taking";
      this.#sell(this.#taken(touched), this.#terms.taker, most);
      // What is linked with a stop that is touched waits for the next bar: nobody knows whether the price came back.
      if (!wasTaking) return;
    }
    if (!isFirst && this.quantity > 0) this.#meetTarget(begin, top, most);
  }

  #meetTarget(open: number, high: number, most: number): void {
    const { tick, taker, maker } = this.#terms;
    const arrives = !this.#isTargetResting;
    this.#isTargetResting = true;
    if (arrives && this.#taken(open) >= this.target) return this.#sell(this.#taken(open), taker, most);
    if (high > this.target) this.#sell(!arrives && open > this.target ? tick.floor(open) : this.target, maker, most);
  }

  #sell(price: number, rate: number, most: number): void {
    const asked = this.#terms.step.floor(this.quantity);
    const quantity = Math.min(asked, most);
    if (quantity === 0) return;
    const proceeds = quantity * price;
    const fee = feeOf(proceeds, rate);
    this.cash += proceeds - fee;
    const share = quantity === this.quantity ? this.#cost : (this.#cost * quantity) / this.quantity;
    this.#profit += proceeds - share - fee;
    this.#cost -= share;
    this.quantity = quantity === this.quantity ? 0 : this.#terms.step.floor(this.quantity - quantity);
    this.fills += 1;
    if (this.quantity === 0) this.#end();
  }

  #end(): void {
    this.trips += 1;
    if (this.#profit > 0) this.wins += 1;
    [this.quantity, this.#cost, this.#stopIs, this.#isTargetResting, this.#isClosing] = [0, 0, "none", false, false];
  }

  /** After a bar: what the exchange would not take is a coin from now on; a stop that the close has passed closes all. */
  #protect(bar: number): void {
    if (this.quantity === 0) return;
    const { minAmount, minCost } = this.#terms;
    const lowest = Math.min(this.stop, this.target, this.entry);
    if (this.quantity < minAmount || this.quantity * lowest < minCost) {
      this.dust += this.quantity;
      return this.#end();
    }
    if (this.#isClosing || this.#stopIs !== "none") return;
    if (Number(this.#bars.close[bar]) <= this.stop) this.#isClosing = true;
    else this.#stopIs = "resting";
  }

  /** What a taker gets who sells at this price. */
  #taken(price: number): number {
    return this.#terms.tick.floor(price * (1 - this.#terms.worse));
  }

  #most(bar: number): number {
    const { share, step } = this.#terms;
    return share === Number.POSITIVE_INFINITY ? share : step.floor(Number(this.#bars.volume[bar]) * share);
  }
}

function feeOf(amount: number, rate: number): number {
  return Math.floor(amount * rate * UNITS + NOISE) / UNITS;
}
