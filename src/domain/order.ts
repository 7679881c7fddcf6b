/**
 * The life of an order as data: which state may follow which, and what the public status of each is.
 * A proposal is an order in its first state. Everything that changes a state walks this table.
 */
import type { ClientOrderId, Pair } from "./ids.ts";
import { opposite, type PositionSide, type Side, sideOpenedBy } from "./market.ts";
import type { Decimal } from "./money.ts";

export const STATES = [
  "proposed",
  "approved",
  "armed",
  "sending",
  "unknown",
  "open",
  "partial",
  "filled",
  "canceling",
  "canceled",
  "expired",
  "refused",
  "not_placed",
  "quarantined",
  "rejected",
  "lapsed",
  "denied",
] as const;
export type State = (typeof STATES)[number];

/** alarm: the real world did what it should not; people are told and the pair is halted. */
export type Note = "usual" | "alarm";
type Row = readonly [from: State, to: State, note: Note];

// prettier-ignore
export const TRANSITIONS: readonly Row[] = [
  ["proposed",    "proposed",    "usual"], // re-quoted: the next version
  ["proposed",    "approved",    "usual"],
  ["proposed",    "rejected",    "usual"],
  ["proposed",    "lapsed",      "usual"],
  ["proposed",    "denied",      "usual"],

  ["approved",    "armed",       "usual"],
  ["approved",    "sending",     "usual"],
  ["approved",    "denied",      "usual"],
  ["approved",    "lapsed",      "usual"],
  ["approved",    "canceled",    "usual"],

  ["armed",       "armed",       "usual"], // moved, resized
  ["armed",       "sending",     "usual"],
  ["armed",       "canceled",    "usual"],
  ["armed",       "denied",      "usual"], // entries only: a guard or a halt when touched
  ["armed",       "lapsed",      "usual"], // entries only: an exit never lapses

  ["sending",     "open",        "usual"],
  ["sending",     "partial",     "usual"],
  ["sending",     "filled",      "usual"],
  ["sending",     "canceled",    "usual"],
  ["sending",     "expired",     "usual"],
  ["sending",     "refused",     "usual"],
  ["sending",     "unknown",     "usual"],
  ["sending",     "quarantined", "alarm"],

  ["unknown",     "open",        "usual"],
  ["unknown",     "partial",     "usual"],
  ["unknown",     "filled",      "usual"],
  ["unknown",     "canceled",    "usual"],
  ["unknown",     "expired",     "usual"],
  ["unknown",     "refused",     "usual"], // found so
  ["unknown",     "not_placed",  "usual"], // proven absent
  ["unknown",     "quarantined", "alarm"],

  ["open",        "open",        "usual"], // amended, triggered
  ["open",        "partial",     "usual"],
  ["open",        "filled",      "usual"],
  ["open",        "canceling",   "usual"],
  ["open",        "canceled",    "usual"],
  ["open",        "expired",     "usual"],
  ["open",        "refused",     "usual"], // acknowledged, then rejected: it happens
  ["open",        "quarantined", "alarm"],

  ["partial",     "partial",     "usual"],
  ["partial",     "filled",      "usual"],
  ["partial",     "canceling",   "usual"],
  ["partial",     "canceled",    "usual"],
  ["partial",     "expired",     "usual"],
  ["partial",     "quarantined", "alarm"],

  ["canceling",   "canceling",   "usual"],
  ["canceling",   "open",        "usual"], // the cancel was refused
  ["canceling",   "partial",     "usual"], // likewise
  ["canceling",   "filled",      "usual"],
  ["canceling",   "canceled",    "usual"],
  ["canceling",   "expired",     "usual"],
  ["canceling",   "quarantined", "alarm"],

  ["canceled",    "canceled",    "usual"], // a late fill, booked
  ["canceled",    "filled",      "usual"],
  ["canceled",    "quarantined", "alarm"],
  ["expired",     "expired",     "usual"], // a late fill, booked
  ["expired",     "filled",      "usual"],
  ["expired",     "quarantined", "alarm"],

  ["refused",     "open",        "alarm"],
  ["refused",     "partial",     "alarm"],
  ["refused",     "filled",      "alarm"],
  ["refused",     "canceled",    "alarm"],
  ["refused",     "quarantined", "alarm"],
  ["not_placed",  "open",        "alarm"],
  ["not_placed",  "partial",     "alarm"],
  ["not_placed",  "filled",      "alarm"],
  ["not_placed",  "canceled",    "alarm"],
  ["not_placed",  "quarantined", "alarm"],

  ["filled",      "quarantined", "alarm"], // a fill too many

  ["quarantined", "open",        "usual"],
  ["quarantined", "partial",     "usual"],
  ["quarantined", "filled",      "usual"],
  ["quarantined", "canceled",    "usual"],
  ["quarantined", "not_placed",  "usual"],
];

const NOTES = new Map(TRANSITIONS.map(([from, to, note]) => [`${from}>${to}`, note]));

/** The note of a legal transition, undefined for an illegal one. */
export function transition(from: State, to: State): Note | undefined {
  return NOTES.get(`${from}>${to}`);
}

export type PublicStatus =
  | Uppercase<Exclude<State, "approved" | "sending" | "partial" | "refused" | "rejected" | "canceling">>
  | "PENDING"
  | "PARTIALLY_FILLED"
  | "REJECTED"
  | "DECLINED";

/** The seed's status: a projection of the state; `canceling` shows what it was before, `filled` its filled part. */
export function publicStatus(state: State, hasFills: boolean): PublicStatus {
  switch (state) {
    case "approved":
    case "sending":
      return "PENDING";
    case "partial":
      return "PARTIALLY_FILLED";
    case "canceling":
      return hasFills ? "PARTIALLY_FILLED" : "OPEN";
    case "refused":
      return "REJECTED";
    case "rejected":
      return "DECLINED";
    default:
      return state.toUpperCase() as Uppercase<typeof state>;
  }
}

/** At the exchange, or perhaps there. */
export const LIVE_STATES = ["sending", "unknown", "open", "partial", "canceling"] as const satisfies readonly State[];
/** Approved and on its way: it can still be taken back. */
export const CANCELABLE_STATES = [
  "approved",
  "sending",
  "unknown",
  "open",
  "partial",
] as const satisfies readonly State[];
/** Approved and not over: it may still fill. */
export const WORKING_STATES = [...CANCELABLE_STATES, "canceling"] as const satisfies readonly State[];
/** Waits or works: not over. */
export const PENDING_STATES = [
  "proposed",
  "approved",
  "armed",
  ...LIVE_STATES,
  "quarantined",
] as const satisfies readonly State[];

export function isOver(state: State): boolean {
  return !(PENDING_STATES as readonly State[]).includes(state);
}

/** entry: can raise exposure · exit: can only shrink a position (or sell inventory). They obey different rules. */
export type Purpose = "entry" | "exit";
/** Of the position that an order opens or adds to, or closes. */
export function positionSideOf({ side, purpose }: { readonly side: Side; readonly purpose: Purpose }): PositionSide {
  return sideOpenedBy(purpose === "entry" ? side : opposite(side));
}

/** What an exit is to its position: stop and target protect it, close ends it by a rule. */
export const LEGS = ["stop", "target", "close"] as const;
export type Leg = (typeof LEGS)[number];
/** STOP: at market once its trigger is touched · STOP_LIMIT: at its limit then · TRAILING_STOP: a STOP whose trigger follows. */
export const ORDER_TYPES = ["MARKET", "LIMIT", "STOP", "STOP_LIMIT", "TRAILING_STOP"] as const;
export type OrderType = (typeof ORDER_TYPES)[number];
/** GTC: rests · IOC: takes what there is at once, the rest expires · FOK: all of it at once, or nothing. */
export const TIMES_IN_FORCE = ["GTC", "IOC", "FOK"] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

/** How an order is to be filled, in an exchange's terms. */
export interface Execution {
  readonly type: OrderType;
  /** Of LIMIT and STOP_LIMIT: no fill lies beyond it. Null: at whatever the market gives. */
  readonly limit: Decimal | null;
  /** Of the three stops: where it becomes an order; of TRAILING_STOP where it stands now. */
  readonly trigger: Decimal | null;
  /** Of TRAILING_STOP: how far the trigger stays behind the best price since, in quote currency. */
  readonly trail: Decimal | null;
  readonly timeInForce: TimeInForce;
  /** Refused rather than filled on arrival: it is to be a maker. */
  readonly postOnly: boolean;
}

/**
 * What the exchange is sent. Only `sendable` makes one, from the state `sending` alone, which only the claim in
 * trading/send reaches: an unapproved order is of another type and cannot be placed.
 */
export type Sendable = Readonly<
  Execution & {
    clientOrderId: ClientOrderId;
    pair: Pair;
    side: Side;
    /** Base currency, on the market's step. */
    quantity: Decimal;
    /** It may shrink a position and never open or turn one: for perpetuals; a spot venue reads it and needs it not. */
    reduceOnly: boolean;
    /** Exits of one holding share it (see `Capabilities.links`); null: it stands alone. */
    link: string | null;
  }
> & { readonly __claimed: true };

export function sendable(state: State, order: Omit<Sendable, "__claimed">): Sendable {
  if (state !== "sending") throw new Error(`an order in state ${state} must not be sent`);
  return { ...order, __claimed: true };
}
