/** What a run has done, as it is told: its round trips, all orders and fills as integers for its fingerprint, refusals by rule. */
import { createHash } from "node:crypto";

import type { Effect } from "../engine/book.ts";
import type { OrderId } from "../ids.ts";
import type { Market } from "../market.ts";
import { UNIT_PLACES } from "../matching/fee.ts";
import { add, type Decimal, isZero, neg, sub, sum, toNumber, ZERO } from "../money.ts";
import type { RoundTrip } from "../performance/round-trips.ts";
import type { Breach } from "../risk/loss.ts";

export interface Refused {
  readonly rule: string;
  readonly count: number;
  /** Of the first one. */
  readonly sentence: string;
}

/** From flat on, until it is flat again or what is left is too little to be sold. */
interface OpenTrip {
  readonly openedAt: number;
  quantity: Decimal;
  profit: Decimal;
}

type Filled = Extract<Effect, { kind: "filled" }>;

export class BacktestLedger {
  readonly trips: RoundTrip[] = [];
  /** When each entry filled at first, ms UTC: several may be of one trip. */
  readonly entries: number[] = [];
  #entry: OrderId | null = null;
  fills = 0;
  #open: OpenTrip | null = null;
  /** Of a grid, by rung. */
  readonly #rungs = new Map<number, OpenTrip>();
  readonly #cells = new Cells();
  readonly #refused = new Map<string, Refused>();
  readonly #step: number;
  readonly #tick: number;
  readonly #first: number;
  fees: Decimal = ZERO;
  halted: { readonly rule: Breach["rule"]; readonly at: number } | null = null;

  /** `first`: the minute that the run begins at, from which its minutes are counted. */
  constructor({ step, tick }: Pick<Market, "step" | "tick">, first: number) {
    [this.#step, this.#tick, this.#first] = [toNumber(step), toNumber(tick), first];
  }

  take(effect: Effect, minute: number): void {
    switch (effect.kind) {
      case "placed":
        return this.#note(effect.order, minute, KIND.placed, effect.order.working.remaining, effect.order.level, ZERO);
      case "ended":
        return this.#note(effect.order, minute, KIND.ended, effect.order.working.remaining, null, ZERO);
      case "filled":
        return this.#fill(effect, minute);
      case "left":
        this.#joinRungs();
        return this.#close(effect.at);
      case "refused":
        return this.#refuse(effect);
      case "halted":
        this.halted = { rule: effect.rule, at: effect.at };
    }
  }

  /** sha256 over all orders and fills, each as eight integers, in hexadecimal. */
  fingerprint(): string {
    return createHash("sha256").update(this.#cells.bytes()).digest("hex");
  }

  refusals(): readonly Refused[] {
    return [...this.#refused.values()];
  }

  #fill(effect: Filled, minute: number): void {
    const { at, order, fill } = effect;
    const { quantity, price, fee, realized } = fill;
    this.fills += 1;
    this.fees = add(this.fees, fee);
    this.#note(order, minute, KIND.filled, quantity, price, fee);
    if (realized === null && order.id !== this.#entry) {
      this.#entry = order.id;
      this.entries.push(at);
    }
    if (order.rung !== null) return this.#fillRung(order.rung, effect);
    this.#joinRungs();
    const trip = (this.#open ??= { openedAt: at, quantity: ZERO, profit: ZERO });
    trip.profit = add(trip.profit, realized ?? neg(fee));
    trip.quantity = order.leg === null ? add(trip.quantity, quantity) : sub(trip.quantity, quantity);
    if (isZero(trip.quantity)) this.#close(at);
  }

  /** In a grid a level's fill with its counter-fill is a round trip (METRICS §1). */
  #fillRung(rung: number, { at, order, fill }: Filled): void {
    const { quantity, fee, realized } = fill;
    const { openedAt, ...trip } = this.#rungs.get(rung) ?? { openedAt: at, quantity: ZERO, profit: ZERO };
    const profit = add(trip.profit, realized ?? neg(fee));
    const left = order.working.side === "BUY" ? add(trip.quantity, quantity) : sub(trip.quantity, quantity);
    this.#rungs.set(rung, { openedAt, quantity: left, profit });
    if (!isZero(left)) return;
    this.#rungs.delete(rung);
    this.trips.push({ openedAt, closedAt: at, profit });
  }

  /** The grid is gone: what its rungs held is closed as one. */
  #joinRungs(): void {
    if (this.#rungs.size === 0) return;
    const rungs = [...this.#rungs.values()];
    this.#rungs.clear();
    this.#open = {
      openedAt: Math.min(...rungs.map(({ openedAt }) => openedAt)),
      quantity: sum(rungs.map(({ quantity }) => quantity)),
      profit: sum(rungs.map(({ profit }) => profit)),
    };
  }

  #close(closedAt: number): void {
    if (this.#open === null) return;
    const { openedAt, profit } = this.#open;
    this.trips.push({ openedAt, closedAt, profit });
    this.#open = null;
  }

  /** When what is held was first bought, ms UTC; null: nothing is held. */
  openedAt(): number | null {
    const all = [...this.#rungs.values(), ...(this.#open === null ? [] : [this.#open])];
    return all.length === 0 ? null : Math.min(...all.map(({ openedAt }) => openedAt));
  }

  #refuse({ rule, sentence }: Extract<Effect, { kind: "refused" }>): void {
    const known = this.#refused.get(rule);
    this.#refused.set(rule, { rule, count: (known?.count ?? 0) + 1, sentence: known?.sentence ?? sentence });
  }

  #note(
    { id, leg, working }: Extract<Effect, { kind: "placed" }>["order"],
    minute: number,
    kind: number,
    quantity: Decimal,
    price: Decimal | null,
    fee: Decimal,
  ): void {
    const cells = this.#cells;
    cells.add(id);
    cells.add(minute - this.#first);
    cells.add(kind);
    cells.add(leg === null ? 0 : LEG[leg]);
    cells.add(working.side === "BUY" ? 1 : -1);
    cells.add(Math.round(toNumber(quantity) / this.#step));
    cells.add(price === null ? 0 : Math.round(toNumber(price) / this.#tick));
    cells.add(Math.round(toNumber(fee) * UNITS));
  }
}

/** Numbers in one growing piece of memory. */
class Cells {
  #cells = new Float64Array(1 << 12);
  #length = 0;

  add(value: number): void {
    if (this.#length === this.#cells.length) {
      const grown = new Float64Array(2 * this.#length);
      grown.set(this.#cells);
      this.#cells = grown;
    }
    this.#cells[this.#length] = value;
    this.#length += 1;
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#cells.buffer, 0, this.#length * Float64Array.BYTES_PER_ELEMENT);
  }
}

const KIND = { placed: 1, filled: 2, ended: 3 } as const;
const LEG = { stop: 1, target: 2, close: 3 } as const;
const UNITS = 10 ** UNIT_PLACES;
