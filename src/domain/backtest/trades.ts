/** Every round trip of a run, as the rows of a file. Kept where it is asked for alone: the figures need none of it. */
import { csvOf } from "../csv.ts";
import type { BookedFill, Effect } from "../engine/book.ts";
import { type Market, openingSide, type PositionSide, sideOpenedBy } from "../market.ts";
import { add, type Decimal, div, fixed, HUNDRED, isZero, mul, neg, sub, text, ZERO } from "../money.ts";
import type { Leg } from "../order.ts";
import type { Configured, Intent } from "../strategy/strategy.ts";

/** The trades of a run as a file. */
export interface TradeFile {
  readonly csv: string;
  /** Round trips in it, and what is open at the end. */
  readonly rows: number;
  /** How many more there were. */
  readonly left: number;
}

/** Some five megabytes: less than any chat takes as a file. */
const MOST_ROWS = 25_000;
/** Of an average price, beyond those of the tick. */
const FINER = 2;
const PERCENT_PLACES = 4;

interface Legs {
  readonly quantity: Decimal;
  readonly cost: Decimal;
}

interface OpenTrade {
  readonly side: PositionSide;
  readonly openedAt: number;
  /** What it was decided on; null: nobody said. */
  readonly reason: Intent | null;
  entry: Legs;
  exit: Legs;
  fees: Decimal;
  profit: Decimal;
  /** Of the last fill that closed some of it. */
  by: Closing | null;
}

type Closing = Leg | "level";

const CLOSED_BY: Readonly<Record<Closing, string>> = { stop: "stop", target: "target", close: "rule", level: "level" };
const NOTHING: Legs = { quantity: ZERO, cost: ZERO };

export class TradeLog {
  readonly #market: Pick<Market, "tick" | "quote">;
  readonly #rows: string[][] = [];
  #left = 0;
  #heard: Intent | null = null;
  #reason: Intent | null = null;
  /** By rung of a grid; what belongs to none under null. */
  readonly #open = new Map<number | null, OpenTrade>();

  constructor(market: Pick<Market, "tick" | "quote">) {
    this.#market = market;
  }

  /** The same strategy, whose decisions are heard here as well. */
  hearing(configured: Configured): Configured {
    return {
      ...configured,
      on: (candles) => {
        const reading = configured.on(candles);
        return { ...reading, decide: (index, held, laid) => (this.#heard = reading.decide(index, held, laid)) };
      },
    };
  }

  take(effect: Effect): void {
    // A rung is placed again and again by one decision.
    if (effect.kind === "placed" && effect.order.leg === null) this.#reason = this.#heard ?? this.#reason;
    if (effect.kind === "filled") this.#fill(effect);
    if (effect.kind !== "left") return;
    this.#joinRungs();
    this.#close(null, effect.at);
  }

  /** `openProfit`: what is open at the end has brought so far, in quote. */
  file(openProfit: Decimal): TradeFile {
    const open = joined([...this.#open.values()]);
    if (open !== null) this.#add(open, null, openProfit);
    return { csv: csvOf([headOf(this.#market), ...this.#rows]), rows: this.#rows.length, left: this.#left };
  }

  #fill({ at, order, fill }: Extract<Effect, { kind: "filled" }>): void {
    const { rung, leg, working } = order;
    const { fee, realized } = fill;
    if (rung === null) this.#joinRungs();
    const trade = this.#open.get(rung) ?? {
      ...{ side: sideOpenedBy(working.side), openedAt: at, reason: this.#reason },
      ...{ entry: NOTHING, exit: NOTHING, fees: ZERO, profit: ZERO, by: null },
    };
    this.#open.set(rung, trade);
    trade.fees = add(trade.fees, fee);
    trade.profit = add(trade.profit, realized ?? neg(fee));
    if (realized === null) trade.entry = grown(trade.entry, fill);
    else [trade.exit, trade.by] = [grown(trade.exit, fill), leg ?? "level"];
    if (isZero(sub(trade.entry.quantity, trade.exit.quantity))) this.#close(rung, at);
  }

  /** The grid is gone: what its rungs held is closed as one. */
  #joinRungs(): void {
    if ([...this.#open.keys()].every((rung) => rung === null)) return;
    const one = joined([...this.#open.values()]);
    this.#open.clear();
    if (one !== null) this.#open.set(null, one);
  }

  #close(rung: number | null, at: number): void {
    const trade = this.#open.get(rung);
    if (trade === undefined) return;
    this.#add(trade, at, trade.profit);
    this.#open.delete(rung);
  }

  #add(trade: OpenTrade, closedAt: number | null, profit: Decimal): void {
    if (this.#rows.length >= MOST_ROWS) this.#left += 1;
    else this.#rows.push(rowOf(trade, closedAt, profit, this.#market.tick.places + FINER));
  }
}

/** As one trade, since the first of them; null: there is none. */
function joined(trades: readonly OpenTrade[]): OpenTrade | null {
  const [first, ...others] = trades.toSorted((a, b) => a.openedAt - b.openedAt);
  if (first === undefined) return null;
  return others.reduce(
    (all, { entry, exit, fees, profit }) => ({
      ...all,
      ...{ entry: both(all.entry, entry), exit: both(all.exit, exit) },
      ...{ fees: add(all.fees, fees), profit: add(all.profit, profit) },
    }),
    first,
  );
}

function both(a: Legs, b: Legs): Legs {
  return { quantity: add(a.quantity, b.quantity), cost: add(a.cost, b.cost) };
}

function grown({ quantity, cost }: Legs, fill: BookedFill): Legs {
  return { quantity: add(quantity, fill.quantity), cost: add(cost, fill.cost) };
}

function headOf({ quote }: Pick<Market, "quote">): string[] {
  const money = [`fees ${quote}`, `profit ${quote}`, "profit %"];
  const told = ["closed by", "rule", "evidence"];
  return ["opened", "closed", "side", "quantity", "entry price", "exit price", ...money, ...told];
}

function rowOf(
  { side, openedAt, reason, entry, exit, fees, by }: OpenTrade,
  closedAt: number | null,
  profit: Decimal,
  places: number,
): string[] {
  return [
    ...[utc(openedAt), closedAt === null ? "" : utc(closedAt), openingSide(side), text(entry.quantity)],
    ...[average(entry, places), closedAt === null ? "" : average(exit, places), text(fees), text(profit)],
    fixed(div(mul(profit, HUNDRED), entry.cost, PERCENT_PLACES), PERCENT_PLACES),
    closedBy(closedAt, by),
    ...[reason?.rule ?? "", (reason?.values ?? []).map(({ label, value }) => `${label}=${value}`).join(";")],
  ];
}

function closedBy(closedAt: number | null, by: Closing | null): string {
  if (closedAt === null) return "open at the end";
  return by === null ? "too little to sell" : CLOSED_BY[by];
}

/** Empty where there is none: of what was too little to be sold at all. */
function average({ quantity, cost }: Legs, places: number): string {
  return isZero(quantity) ? "" : fixed(div(cost, quantity, places), places);
}

/** `2022-01-04T08:01:00.000Z` */
function utc(at: number): string {
  return new Date(at).toISOString();
}
