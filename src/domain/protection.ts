/**
 * What a position is to be protected by, what stands for it, and the steps that lead from one to the other (EXECUTION §6).
 * Pure: asked again about what its steps led to, it has nothing left to do.
 */
import type { OrderId } from "./ids.ts";
import { closingSide, openingSide, type PositionSide } from "./market.ts";
import { isTouched } from "./matching/stop.ts";
import { compare, type Decimal, equal, isZero } from "./money.ts";
import type { Leg } from "./order.ts";

/** What a venue does by itself, as far as it matters here. */
export interface Abilities {
  readonly stops: boolean;
  readonly links: boolean;
  readonly amends: boolean;
  /** Exits lock nothing and can only shrink the position: a new one may go out before the old one is canceled. */
  readonly overlaps: boolean;
}

export interface StandingLeg {
  readonly id: OrderId;
  readonly leg: Leg;
  /** armed: a row alone · going: on its way there or back · standing: at the venue */
  readonly stand: "armed" | "going" | "standing";
  /** Something was asked of it that is not done yet. */
  readonly isBusy: boolean;
  /** Of an armed one: it is to be sent. */
  readonly isDue: boolean;
  /** Base currency that it still sells. */
  readonly left: Decimal;
  /** Its trigger or limit; null: at market. */
  readonly level: Decimal | null;
  /** Of a trailing stop; null for one that stands still. */
  readonly trail: Decimal | null;
  /** How long it stands at the venue, in ms of market time. */
  readonly standsMs: number;
}

export interface Holding {
  readonly side: PositionSide;
  /** What the exits are to close, on the market's step; zero where that is too little for an order. */
  readonly cover: Decimal;
  /** An exit that rests, which people asked for, holds the rest of it: its stop cannot rest beside that, so the bot watches it. */
  readonly isLocked: boolean;
  readonly stop: Decimal | null;
  readonly trail: Decimal | null;
  readonly target: Decimal | null;
  /** A rule closes it at market. */
  readonly isClosing: boolean;
  readonly legs: readonly StandingLeg[];
  readonly can: Abilities;
  /** The price that its levels are held against; null where the market tells none. */
  readonly last: Decimal | null;
}

/** How a leg is to be. */
export interface WantedLeg {
  readonly quantity: Decimal;
  readonly level: Decimal | null;
  readonly trail: Decimal | null;
  /** At the venue; else it waits as a row. */
  readonly isDue: boolean;
}

export type Step =
  | ({ readonly do: "arm"; readonly leg: Leg } & WantedLeg)
  /** A row alone is changed. */
  | ({ readonly do: "set"; readonly id: OrderId } & WantedLeg)
  /** The venue is asked to change it: what it still sells, and its level. */
  | ({ readonly do: "move"; readonly id: OrderId } & WantedLeg)
  | { readonly do: "cancel"; readonly id: OrderId };

/** A watched target that is touched and not filled within so much of market time makes way for the stop again. */
export const TARGET_MS = 10_000;

export function planProtection(holding: Holding): readonly Step[] {
  const wanted = wantedLegs(holding);
  return (["stop", "target", "close"] as const).flatMap((leg) =>
    stepsOf(
      leg,
      wanted[leg] ?? null,
      holding.legs.filter((each) => each.leg === leg),
      holding.can,
    ),
  );
}

/** True where a stop that the bot watches is touched: the position is to be closed at market. */
export function isStopTouched({ side, stop, last, can, isClosing, isLocked, cover }: Holding): boolean {
  const isWatched = !isClosing && (isLocked || (!can.stops && !isZero(cover)));
  return isWatched && stop !== null && last !== null && isTouched(closingSide(side), stop, last);
}

function wantedLegs(holding: Holding): Partial<Record<Leg, WantedLeg>> {
  const { cover, stop, trail, target, isClosing, can } = holding;
  if (isZero(cover)) return {};
  if (isClosing) {
    const isFree = can.links || holding.legs.every(({ leg, stand }) => leg === "close" || stand === "armed");
    return { close: { quantity: cover, level: null, trail: null, isDue: isFree } };
  }
  const targetGoes = can.links || isTargetOut(holding);
  const stopGoes = can.stops && (can.links || !targetGoes);
  const isStopGone = holding.legs.every(({ leg, stand }) => leg !== "stop" || stand === "armed");
  return {
    ...(stop === null ? {} : { stop: { quantity: cover, level: stop, trail, isDue: stopGoes } }),
    ...(target === null
      ? {}
      : { target: { quantity: cover, level: target, trail: null, isDue: targetGoes && (can.links || isStopGone) } }),
  };
}

/** Without links only one of both can rest: the target goes out when it is touched, for a while. */
function isTargetOut({ side, legs, target, last, stop }: Holding): boolean {
  if (target === null) return false;
  if (stop === null) return true;
  const out = legs.find(({ leg, stand, isDue }) => leg === "target" && (stand !== "armed" || isDue));
  if (out !== undefined) return out.standsMs < TARGET_MS;
  // From the side of its gain: as a stop that opens.
  return last !== null && isTouched(openingSide(side), target, last);
}

function stepsOf(leg: Leg, wanted: WantedLeg | null, legs: readonly StandingLeg[], can: Abilities): Step[] {
  if (wanted !== null && can.overlaps && !can.amends) return replacing(leg, wanted, legs);
  const keeper = wanted === null ? undefined : keeperOf(legs);
  const others = legs.filter((each) => each !== keeper && each.stand !== "going" && !each.isBusy);
  const ended = others.map(({ id }): Step => ({ do: "cancel", id }));
  if (wanted === null) return ended;
  if (keeper === undefined) return [...ended, { do: "arm", leg, ...wanted }];
  return [...ended, ...stepsTo(keeper, wanted, can)];
}

/** The new one first; what it replaces is canceled once it stands (EXECUTION §6, Moving it). */
function replacing(leg: Leg, wanted: WantedLeg, legs: readonly StandingLeg[]): Step[] {
  const right = legs.findLast((each) => isAs(each, wanted) && !each.isBusy);
  const isDone = right !== undefined && (right.stand !== "armed" || right.isDue === wanted.isDue);
  const armed = legs.find(({ stand }) => stand === "armed");
  if (!isDone) {
    if (armed !== undefined) return [{ do: "set", id: armed.id, ...wanted }];
    return legs.some(({ stand }) => stand === "going") ? [] : [{ do: "arm", leg, ...wanted }];
  }
  if (right.stand !== "standing") return [];
  const replaced = legs.filter((each) => each !== right && each.stand !== "going" && !each.isBusy);
  return replaced.map(({ id }) => ({ do: "cancel", id }));
}

/** What is at the venue before what is a row alone; the newest of its kind. */
function keeperOf(legs: readonly StandingLeg[]): StandingLeg | undefined {
  const rank = { standing: 2, going: 1, armed: 0 } as const;
  return legs.toSorted((a, b) => rank[b.stand] - rank[a.stand] || b.id - a.id)[0];
}

function stepsTo(keeper: StandingLeg, wanted: WantedLeg, can: Abilities): Step[] {
  const { id, stand, isBusy } = keeper;
  if (stand === "going" || isBusy) return [];
  if (stand === "armed")
    return isAs(keeper, wanted) && keeper.isDue === wanted.isDue ? [] : [{ do: "set", id, ...wanted }];
  if (!wanted.isDue) return [{ do: "cancel", id }];
  if (isAs(keeper, wanted)) return [];
  const isSameKind = (keeper.trail === null) === (wanted.trail === null);
  return can.amends && isSameKind ? [{ do: "move", id, ...wanted }] : [{ do: "cancel", id }];
}

function isAs(keeper: StandingLeg, wanted: WantedLeg): boolean {
  return (
    equal(keeper.left, wanted.quantity) && isSame(keeper.level, wanted.level) && isSame(keeper.trail, wanted.trail)
  );
}

function isSame(a: Decimal | null, b: Decimal | null): boolean {
  return a === null || b === null ? a === b : equal(a, b);
}

/** Who guards a position, as far as cards have words for it. */
export type Guarded = "exchange" | "bot" | "previous level" | "nobody" | "not asked for";

export function guardedBy({ stop, legs, can, cover, isClosing }: Holding): Guarded {
  if (stop === null && !isClosing) return "not asked for";
  const whole = legs.filter(
    ({ leg, stand, left }) => leg === "stop" && stand === "standing" && compare(left, cover) >= 0,
  );
  if (whole.length > 0) return whole.some(({ level }) => isSame(level, stop)) ? "exchange" : "previous level";
  // A watched target that was touched stands in the stop's place for a while.
  const isTargetTried = !can.links && legs.some(({ leg, stand }) => leg === "target" && stand !== "armed");
  return (can.stops || isClosing) && !isTargetTried ? "nobody" : "bot";
}
