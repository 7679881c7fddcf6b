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
  by: Leg | null;
}

const CLOSED_BY: Readonly<Record<Leg, string>> = { stop: "stop", target: "target", close: "rule" };
const NOTHING: Legs = { quantity: ZERO, cost: ZERO };

export class TradeLog {
  readonly #market: Pick<Market, "tick" | "quote">;
  readonly #rows: string[][] = [];
  #left = 0;
  #heard: Intent | null = null;
  #reason: Intent | null = null;
  #open: OpenTrade | null = null;

  constructor(market: Pick<Market, "tick" | "quote">) {
    this.#market = market;
  }

  /** The same strategy, whose decisions are heard here as well. */
  hearing(configured: Configured): Configured {
    return {
      ...configured,
      on: (candles) => {
        const reading = configured.on(candles);
        return { decide: (index, held) => (this.#heard = reading.decide(index, held)) };
      },
    };
  }

  take(effect: Effect): void {
    if (effect.kind === "placed" && effect.order.leg === null) this.#reason = this.#heard;
    if (effect.kind === "filled") this.#fill(effect);
    if (effect.kind === "left") this.#close(effect.at);
  }

  /** `openProfit`: what is open at the end has brought so far, in quote. */
  file(openProfit: Decimal): TradeFile {
    if (this.#open !== null) this.#add(this.#open, null, openProfit);
    return { csv: csvOf([headOf(this.#market), ...this.#rows]), rows: this.#rows.length, left: this.#left };
  }

  #fill({ at, order, fill }: Extract<Effect, { kind: "filled" }>): void {
    const { fee, realized } = fill;
    const trade = (this.#open ??= {
      ...{ side: sideOpenedBy(order.working.side), openedAt: at, reason: this.#reason },
      ...{ entry: NOTHING, exit: NOTHING, fees: ZERO, profit: ZERO, by: null },
    });
    trade.fees = add(trade.fees, fee);
    trade.profit = add(trade.profit, realized ?? neg(fee));
    if (order.leg === null) trade.entry = grown(trade.entry, fill);
    else [trade.exit, trade.by] = [grown(trade.exit, fill), order.leg];
    if (isZero(sub(trade.entry.quantity, trade.exit.quantity))) this.#close(at);
  }

  #close(at: number): void {
    if (this.#open === null) return;
    this.#add(this.#open, at, this.#open.profit);
    this.#open = null;
  }

  #add(trade: OpenTrade, closedAt: number | null, profit: Decimal): void {
    if (this.#rows.length >= MOST_ROWS) this.#left += 1;
    else this.#rows.push(rowOf(trade, closedAt, profit, this.#market.tick.places + FINER));
  }
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

function closedBy(closedAt: number | null, by: Leg | null): string {
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
