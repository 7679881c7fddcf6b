/** What an account has lost, today and from its peak: open profit in, money that came or went out of it. */
import { add, compare, type Decimal, div, HUNDRED, max, mul, sign, sub, ZERO } from "../money.ts";
import { type Limits, numberOf } from "./limits.ts";

/** Where an account stands against its peak and the start of its day. */
export interface Standing {
  /** The highest equity, moved with what flowed in or out. Null before its first figure. */
  readonly peak: Decimal | null;
  /** The desk's day, in market time: 2022-01-04. */
  readonly day: string;
  /** Equity when the day began. Null before its first figure. */
  readonly dayStart: Decimal | null;
  /** Moved in since then (below zero: out). */
  readonly flows: Decimal;
  /** The last equity that was known: what the next day begins with. Null before the first figure. */
  readonly known: Decimal | null;
}

export interface Look {
  /** Null while a coin has no price: the standing then waits. */
  readonly equity: Decimal | null;
  readonly day: string;
  /** Moved in since the last look. */
  readonly flows: Decimal;
  /** A person has looked at the fall from the peak: it is counted anew from here. */
  readonly isRebased: boolean;
}

export type LastLook = Standing & Pick<Look, "equity">;

const PLACES = 18;

export function nextStanding(last: Standing | null, look: Look): Standing {
  const { equity, day } = look;
  const isNewDay = last?.day !== day;
  const flows = isNewDay ? look.flows : add(last.flows, look.flows);
  const dayStart = isNewDay ? (last?.known ?? null) : last.dayStart;
  const peak = look.isRebased ? null : (last?.peak ?? null);
  if (equity === null) return { peak, day, dayStart, flows, known: last?.known ?? null };
  return {
    peak: peak === null ? equity : max(movedWith(peak, equity, look.flows), equity),
    day,
    dayStart: dayStart ?? sub(equity, flows),
    flows,
    known: equity,
  };
}

/** A flow changes no drawdown: the peak grows and shrinks in proportion. */
function movedWith(peak: Decimal, equity: Decimal, flows: Decimal): Decimal {
  if (sign(flows) === 0) return peak;
  const before = sub(equity, flows);
  return sign(before) <= 0 ? equity : div(mul(peak, equity), before, PLACES);
}

/** What the day has given so far, in money and in percent of what it began with; null before its first figure. */
export function todayOf({ equity, dayStart, flows }: LastLook): { change: Decimal; percent: Decimal | null } | null {
  if (equity === null || dayStart === null) return null;
  const begun = add(dayStart, flows);
  const change = sub(equity, begun);
  return { change, percent: sign(begun) > 0 ? div(mul(change, HUNDRED), begun, 2) : null };
}

/** In percent of the peak, ≥ 0; null before its first figure. */
export function drawdownOf({ equity, peak }: LastLook): Decimal | null {
  if (equity === null || peak === null || sign(peak) <= 0) return null;
  return max(div(mul(sub(peak, equity), HUNDRED), peak, 2), ZERO);
}

export interface Breach {
  readonly rule: "daily-loss" | "drawdown";
  /** In money. */
  readonly lost: Decimal;
  /** In percent, as the limit is. */
  readonly percent: Decimal;
  readonly limit: Decimal;
}

/** A limit is reached at its number, not beyond it. */
export function breachesOf(look: LastLook, limits: Limits): Breach[] {
  const { equity, peak, dayStart, flows } = look;
  if (equity === null || peak === null || dayStart === null) return [];
  return [...breach("daily-loss", add(dayStart, flows), equity, limits), ...breach("drawdown", peak, equity, limits)];
}

function breach(rule: Breach["rule"], whole: Decimal, equity: Decimal, limits: Limits): Breach[] {
  const limit = numberOf(limits, rule);
  const lost = sub(whole, equity);
  if (limit === null || sign(whole) <= 0 || compare(mul(lost, HUNDRED), mul(limit, whole)) < 0) return [];
  return [{ rule, lost, percent: div(mul(lost, HUNDRED), whole, 2), limit }];
}
