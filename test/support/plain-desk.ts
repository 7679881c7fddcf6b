/**
 * The desk as a plain model: what EXECUTION says becomes of orders and money, in bare objects and another arithmetic.
 * Written apart from src/trading, for the random stories that are played on both.
 */
import type { Decimal as Oracle } from "decimal.js";

import type { State } from "../../src/domain/order.ts";
import { NOW } from "./database.ts";
import {
  averageOf,
  baseOf,
  Exact,
  hasRisen,
  isBehind,
  isClosable,
  moveMoney,
  onStep,
  type PlainFill,
  type PlainOrder,
  type PlainPosition,
  ZERO,
} from "./plain-order.ts";
import type { Fault } from "./venue.ts";

const PROPOSAL_MS = 300_000;
const LIVE: readonly State[] = ["sending", "unknown", "open", "partial", "canceling"];
const WORKING: readonly State[] = ["approved", "sending", "unknown", "open", "partial"];
const WORKS: readonly State[] = ["approved", "sending", "unknown", "open", "partial", "canceling"];
const OVER: readonly State[] = [
  "filled",
  "canceled",
  "expired",
  "refused",
  "not_placed",
  "rejected",
  "lapsed",
  "denied",
];

const isIn = (scope: string, pair: string): boolean => !scope.includes("/") || scope === pair;

export class PlainDesk {
  now = NOW;
  price = new Exact(46250);
  isDown = false;
  isCompared = true;
  /** What people halted: "all", an account, a strategy or a pair, and whether its resting entries are kept. */
  readonly halts = new Map<string, { keeps: boolean }>();
  /** What the desk halted by itself. */
  readonly haltedPairs = new Set<string>();
  readonly orders: PlainOrder[] = [];
  readonly fills: PlainFill[] = [];
  readonly faults: Fault[] = [];
  readonly venue = new Map([["USDT", new Exact(100_000)]]);
  readonly wallets = new Map(this.venue);
  /** The open ones, by their pair. */
  readonly positions = new Map<string, PlainPosition>();
  #available = new Map<string, Oracle>();
  #comparedAt = NOW;

  // What people do. False: refused, nothing changed.

  buy(id: () => number, pair: string, quantity: Oracle, limit: Oracle | null): boolean {
    if (this.#mayNotEnter(pair)) return false;
    this.#propose(id(), pair, "BUY", quantity, limit);
    return true;
  }

  sell(id: () => number, pair: string, asked: Oracle, limit: Oracle | null): boolean {
    const held = this.#heldOf(pair);
    const leavesDust = asked.lt(held) && !isClosable(held.minus(asked), limit ?? this.price);
    return this.#exit(id, pair, leavesDust ? onStep(held) : asked, limit);
  }

  close(id: () => number, pair: string): boolean {
    const quantity = onStep(Exact.min(this.#heldOf(pair), this.#free(baseOf(pair))));
    return !quantity.isZero() && this.#exit(id, pair, quantity, null);
  }

  approve(order: PlainOrder, half: boolean, isOldCard: boolean): boolean {
    if (order.state !== "proposed" || this.now >= order.expiresAt || isOldCard) return false;
    if (this.isHaltedFor(order.pair)) return false;
    if (order.isMarket && this.price.div(order.price).minus(1).abs().gt("0.005")) {
      order.price = this.price;
      order.expiresAt = this.now + PROPOSAL_MS;
      this.#move(order, "proposed");
      return true;
    }
    if (this.#mayNotEnter(order.pair)) return false;
    if (half) order.quantity = onStep(order.quantity.div(2));
    this.#move(order, "approved");
    return true;
  }

  reject(order: PlainOrder): boolean {
    if (order.state !== "proposed" || this.now >= order.expiresAt) return false;
    this.#move(order, "rejected");
    return true;
  }

  cancel(order: PlainOrder): boolean {
    if (order.state === "proposed") return this.reject(order);
    if (OVER.includes(order.state) || order.state === "quarantined") return false;
    if (order.state === "approved") this.#move(order, "canceled");
    else order.cancelWishedAt ??= this.now;
    return true;
  }

  halt(scope: string, keep: boolean): void {
    const standing = this.halts.get(scope);
    this.halts.set(scope, { keeps: keep && (standing?.keeps ?? true) });
    if (!keep) this.#cancelUnder(scope);
  }

  /** Everything is on one account and by hand: those scopes cover all of it. */
  isHaltedFor(pair: string): boolean {
    return this.haltedPairs.has(pair) || [...this.halts.keys()].some((scope) => isIn(scope, pair));
  }

  #cancelUnder(scope: string): void {
    const rests = (order: PlainOrder): boolean => order.side === "BUY" && WORKING.includes(order.state);
    for (const order of this.orders) if (rests(order) && isIn(scope, order.pair)) this.cancel(order);
  }

  resume(): boolean {
    const wasHalted = this.halts.size > 0 || this.haltedPairs.size > 0;
    this.halts.clear();
    this.haltedPairs.clear();
    return wasHalted;
  }

  // What the loops do.

  /** Gives false where the process dies on the way. */
  send(): boolean {
    for (const order of this.orders)
      if (["proposed", "approved"].includes(order.state) && this.now >= order.expiresAt) this.#move(order, "lapsed");
    if (!this.isCompared) return true;
    for (const order of this.orders) if (["open", "partial"].includes(order.state)) this.#carryOutCancel(order);
    const approved = this.orders.filter(({ state }) => state === "approved");
    const exitsFirst = approved.toSorted((a, b) => Number(a.side === "BUY") - Number(b.side === "BUY"));
    return exitsFirst.every((order) => this.#sendOne(order));
  }

  restart(): void {
    this.isCompared = false;
    for (const order of this.orders) if (order.state === "sending") this.#move(order, "unknown");
  }

  /** `happens` between its answers: it is seen by none of them, or by the later ones. Gives false where nobody answers. */
  reconcile(happens: (() => void) | null = null): boolean {
    if (this.isDown) return false;
    const live = this.orders.filter((order) => LIVE.includes(order.state) || hasRisen(order));
    const balances = new Map(this.venue);
    const available = new Map([...balances].map(([asset, total]) => [asset, total.minus(this.#locked(asset))]));
    happens?.();
    for (const fill of this.fills) if (!fill.isBooked && !fill.isWithheld) this.#book(fill);
    for (const order of live) this.#takeReport(order);
    for (const [scope, { keeps }] of this.halts) if (!keeps) this.#cancelUnder(scope);
    if (!live.some(isBehind)) this.#compare(balances);
    this.#available = available;
    this.#comparedAt = this.now;
    this.isCompared = true;
    return true;
  }

  /** What the exchange does: money moves there at once, here when it is booked. */
  fill(fill: Omit<PlainFill, "isBooked">): void {
    this.fills.push({ ...fill, isBooked: false });
    moveMoney(this.venue, fill);
    const order = (fill.order.atVenue ??= { status: "open", filled: ZERO });
    order.filled = order.filled.plus(fill.quantity);
    if (order.status === "open" && order.filled.gte(fill.order.quantity)) order.status = "filled";
  }

  #mayNotEnter(pair: string): boolean {
    const hasUnknown = this.orders.some((o) => o.state === "unknown" && o.pair === pair && o.side === "BUY");
    return this.isHaltedFor(pair) || hasUnknown;
  }

  #exit(id: () => number, pair: string, quantity: Oracle, limit: Oracle | null): boolean {
    const price = limit ?? this.price;
    if (!isClosable(quantity, price) || quantity.gt(this.#free(baseOf(pair)))) return false;
    this.#move(this.#propose(id(), pair, "SELL", quantity, limit), "approved");
    return true;
  }

  #propose(id: number, pair: string, side: "BUY" | "SELL", quantity: Oracle, limit: Oracle | null): PlainOrder {
    const order: PlainOrder = {
      id,
      pair,
      side,
      isMarket: limit === null,
      quantity,
      price: limit ?? this.price,
      state: "proposed",
      version: 1,
      filled: ZERO,
      sendCount: 0,
      expiresAt: side === "BUY" ? this.now + PROPOSAL_MS : Infinity,
      updatedAt: this.now,
      sentAt: 0,
      cancelWishedAt: null,
      position: null,
      atVenue: null,
    };
    this.orders.push(order);
    return order;
  }

  #move(order: PlainOrder, to: State): void {
    order.state = to;
    order.version += 1;
    order.updatedAt = this.now;
  }

  #sendOne(order: PlainOrder): boolean {
    const isForbidden =
      order.side === "BUY" ? this.#mayNotEnter(order.pair) : order.quantity.gt(this.#free(baseOf(order.pair), order));
    if (isForbidden) {
      this.#move(order, "denied");
      return true;
    }
    this.#move(order, "sending");
    order.sendCount = 1;
    order.sentAt = this.now;
    const fault = this.faults.shift();
    const arrives = fault !== "refuse" && fault !== "lost before" && fault !== "dies before" && !this.isDown;
    if (arrives) order.atVenue = { status: "open", filled: ZERO };
    if (fault === "dies before" || fault === "dies after") return false;
    if (fault === "refuse") this.#move(order, "refused");
    else this.#move(order, fault === undefined && arrives ? "open" : "unknown");
    return true;
  }

  #carryOutCancel(order: PlainOrder): void {
    if (order.cancelWishedAt === null) return;
    this.#move(order, "canceling");
    this.#askToCancel(order);
  }

  #askToCancel(order: PlainOrder): void {
    if (!this.isDown && order.atVenue?.status === "open") order.atVenue.status = "canceled";
  }

  #book(fill: PlainFill): void {
    const { order } = fill;
    fill.isBooked = true;
    moveMoney(this.wallets, fill);
    this.#fold(fill);
    order.filled = order.filled.plus(fill.quantity);
    const comesFromTheDead = ["refused", "not_placed"].includes(order.state);
    if (order.state === "quarantined") order.updatedAt = this.now;
    else if (order.filled.gt(order.quantity)) this.#alarm(order, "quarantined");
    else {
      const staysOver = ["canceling", "canceled", "expired"].includes(order.state);
      const to = order.filled.eq(order.quantity) ? "filled" : staysOver ? order.state : "partial";
      if (comesFromTheDead) this.#alarm(order, to);
      else this.#move(order, to);
    }
    this.#dropDust(order, fill.price);
  }

  #alarm(order: PlainOrder, to: State): void {
    this.#move(order, to);
    this.haltedPairs.add(order.pair);
  }

  #fold({ order, quantity, fee, feeAsset }: PlainFill): void {
    const feeBase = feeAsset === baseOf(order.pair) ? fee : ZERO;
    const held = this.#heldOf(order.pair);
    const after =
      order.side === "BUY" ? held.plus(quantity).minus(feeBase) : Exact.max(held.minus(quantity).minus(feeBase), 0);
    if (order.side === "SELL" && held.isZero()) return;
    const position = this.positions.get(order.pair) ?? { pair: order.pair, quantity: ZERO };
    order.position = position;
    this.#hold(position, after);
  }

  #hold(position: PlainPosition, quantity: Oracle): void {
    position.quantity = quantity;
    if (quantity.isZero()) this.positions.delete(position.pair);
    else this.positions.set(position.pair, position);
  }

  /** An order that is over leaves nothing behind that could not be sold, unless another one still works on the pair. */
  #dropDust({ pair, state, position }: PlainOrder, price: Oracle): void {
    if (!OVER.includes(state) || position === null) return;
    if (this.orders.some((order) => order.pair === pair && WORKS.includes(order.state))) return;
    if (!position.quantity.isZero() && !isClosable(position.quantity, price)) this.#hold(position, ZERO);
  }

  #takeReport(order: PlainOrder): void {
    const report = order.atVenue;
    if (report === null) {
      if (order.state === "unknown" && this.now >= order.updatedAt + 1_000) this.#move(order, "not_placed");
      return;
    }
    if (hasRisen(order) && !isBehind(order)) this.#alarm(order, "open");
    if (!LIVE.includes(order.state) || report.status === "filled" || isBehind(order)) return;
    const working = order.filled.isZero() ? "open" : "partial";
    if (report.status !== "open") this.#end(order, report.status);
    else if (order.state !== "canceling") {
      if (order.state !== working) this.#move(order, working);
    } else this.#cancelAgain(order);
  }

  /** It shows no effect: after 5 s, and then ever more slowly. */
  #cancelAgain(order: PlainOrder): void {
    const asked = Math.max(order.cancelWishedAt ?? 0, order.updatedAt);
    const waitMs = Math.min(Math.max(5_000, asked - order.updatedAt), 60_000);
    if (this.now < asked + waitMs) return;
    order.cancelWishedAt = this.now;
    this.#askToCancel(order);
  }

  #end(order: PlainOrder, to: "canceled" | "expired" | "refused"): void {
    const isImpossible = to === "refused" && (order.state === "partial" || order.state === "canceling");
    if (isImpossible) this.#alarm(order, "quarantined");
    else this.#move(order, to);
    this.#dropDust(order, averageOf(this.fills.filter((fill) => fill.order === order && fill.isBooked)));
  }

  #compare(balances: ReadonlyMap<string, Oracle>): void {
    const isTouched = this.orders.some((order) => order.updatedAt > this.now - 5_000);
    for (const [asset, total] of balances) {
      const difference = total.minus(this.wallets.get(asset) ?? 0);
      if (difference.isZero() || isTouched) continue;
      const backed = [...this.positions.keys()].find((pair) => baseOf(pair) === asset);
      if (backed !== undefined && difference.isNegative()) this.haltedPairs.add(backed);
      else this.wallets.set(asset, total);
    }
  }

  #free(asset: string, except?: PlainOrder): Oracle {
    let free = this.#available.get(asset) ?? ZERO;
    for (const order of this.orders) {
      const isComing =
        ["approved", "sending", "unknown"].includes(order.state) ||
        (["open", "partial", "canceling"].includes(order.state) && order.sentAt >= this.#comparedAt);
      if (order !== except && order.side === "SELL" && baseOf(order.pair) === asset && isComing)
        free = free.minus(order.quantity);
    }
    return Exact.max(free, 0);
  }

  #locked(asset: string): Oracle {
    let locked = ZERO;
    for (const { side, pair, quantity, atVenue } of this.orders)
      if (side === "SELL" && baseOf(pair) === asset && atVenue?.status === "open")
        locked = locked.plus(quantity.minus(atVenue.filled));
    return Exact.min(locked, Exact.max(this.venue.get(asset) ?? 0, 0));
  }

  #heldOf(pair: string): Oracle {
    return this.positions.get(pair)?.quantity ?? ZERO;
  }
}
