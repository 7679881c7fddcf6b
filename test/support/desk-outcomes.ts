/** What becomes of a person's order when something comes in between, on a written market: played, and told in a line. */
import { isOver } from "../../src/domain/order.ts";
import { text } from "../../src/domain/money.ts";
import type { MarketSource } from "../../src/exchange/market-source.ts";
import { Alert } from "../../src/models/alert.ts";
import type { PaperSettings } from "../../src/models/exchange.ts";
import { Order } from "../../src/models/order.ts";
import { Position } from "../../src/models/position.ts";
import { barsOf, candles } from "./paper-venue.ts";
import type { Row } from "./outcome-table.ts";
import { quotesOf } from "./quote-market.ts";
import type { ReplayDesk } from "./replay-desk.ts";

/** An event as a bar and as a quote. */
interface Event {
  readonly bars: string;
  readonly quotes: string;
}

const QUIET: Event = { bars: "100", quotes: "100 100×9 | 100×9" };

/** Where the market goes: the part gives an order half of 1, all what it still wants. */
// prettier-ignore
const WAYS = {
  stands: { part: { bars: "100 100 100 100 10", quotes: "100 100×0.5 | 100×0.5" },
            all:  { bars: "100",                quotes: "100 100×9 | 100×9" } },
  falls:  { part: { bars: "98 98 97.9 98 10",   quotes: "98 97.9×0.5 | 97.9×0.5" },
            all:  { bars: "98 98 97.9 98",      quotes: "98 97.9×9 | 97.9×9" } },
  rises:  { part: { bars: "102 102.1 102 102 10", quotes: "102 102.1×0.5 | 102.1×0.5" },
            all:  { bars: "102 102.1 102 102",    quotes: "102 102.1×9 | 102.1×9" } },
} as const satisfies Record<string, { readonly part: Event; readonly all: Event }>;

export type Act = "canceled" | "halted" | "kept" | "restarted";
export type MarketKind = keyof Event;

export interface Typed {
  readonly line: string;
  readonly way: keyof typeof WAYS;
  /** Bought before, at 100. */
  readonly holds?: "1";
  readonly venue?: Partial<PaperSettings>;
  /** Of the exits that the line makes, the one that a person cancels; without it, the order itself. */
  readonly leg?: "stop" | "target" | "close";
  /** Nothing of it fills before the desk has seen the price of one event. */
  readonly isWatched?: boolean;
}

export interface Moment {
  readonly act: Act;
  /** Half of it is filled by then; else nothing. */
  readonly isInPart: boolean;
  /** Of a restart: the market goes on an event while the desk is down. */
  readonly isMissed: boolean;
}

export interface OutcomeCase {
  readonly name: string;
  readonly typed: Typed;
  readonly moment: Moment;
  readonly expected: string;
}

export function marketOf(kind: MarketKind, { way, holds, isWatched = false }: Typed, moment: Moment): MarketSource {
  const { part, all } = WAYS[way];
  const until = moment.isInPart ? [...(isWatched ? [all] : []), part] : [];
  const lines = [QUIET, ...(holds === undefined ? [] : [QUIET]), ...until, all, all, all].map((event) => event[kind]);
  return kind === "bars" ? barsOf(candles(...lines), "replay:outcomes") : quotesOf(...lines);
}

/** On a desk that has started over on such a market: `BUY canceled 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, …`. */
export async function outcome(desk: ReplayDesk, typed: Typed, moment: Moment): Promise<string> {
  if (typed.holds !== undefined) {
    await say(desk, `/buy BTC/USDT ${typed.holds}`);
    await desk.step();
  }
  const [earlier, toldBefore] = [(await ordersOf(desk)).length, (await alertsOf(desk)).length];
  await say(desk, typed.line);
  const events = moment.isInPart ? (typed.isWatched ? 2 : 1) : 0;
  for (let event = 0; event < events; event += 1) await watchedStep(desk, typed);
  const refused = await act(desk, typed, moment);
  while (await watchedStep(desk, typed));
  const orders = (await ordersOf(desk)).slice(earlier);
  const told = (await alertsOf(desk)).slice(toldBefore).map(({ message }) => shortened(message));
  const parts = [...refused, ...orders.map(rowOf), await heldBy(desk), ...(await restingAt(desk))];
  return [...parts, ...(told.length === 0 ? [] : [`told ${told.join(" + ")}`])].join(" · ");
}

/** With the yes that an entry needs, and sent. */
async function say(desk: ReplayDesk, line: string): Promise<void> {
  await desk.trader.type(line);
  const waiting = (await ordersOf(desk)).find(({ state }) => state === "proposed");
  if (waiting !== undefined) await desk.trader.type(`/approve ${waiting.id}`);
  await desk.touch();
}

/** What the desk watches, it looks at after each event. */
async function watchedStep(desk: ReplayDesk, { isWatched = false }: Typed): Promise<boolean> {
  const isGoing = await desk.step();
  if (isWatched) await desk.touch();
  return isGoing;
}

/** Gives what was refused. */
async function act(desk: ReplayDesk, typed: Typed, moment: Moment): Promise<string[]> {
  if (moment.act === "restarted") {
    await desk.restart(moment.isMissed ? 1 : 0);
    return [];
  }
  const line = moment.act === "canceled" ? await cancelOf(desk, typed) : moment.act === "kept" ? "/halt keep" : "/halt";
  const { said, isRefused } = await desk.trader.ask(line);
  await desk.touch();
  return isRefused ? [`refused: ${said.split("\n")[0]?.replace(/^❌ (?:Refused: )?#\d+ /, "") ?? ""}`] : [];
}

/** With the yes to what it asks: to take a stop away is asked about. */
async function cancelOf({ trader }: ReplayDesk, { leg }: Typed): Promise<string> {
  const own = Order.query(trader.desk.db.reader).orderBy("id", "desc");
  const [order] = await (leg === undefined ? own.whereNull("leg") : own.where({ leg }));
  const line = `/cancel ${order?.id}`;
  if (leg !== "stop" || (order !== undefined && isOver(order.state))) return line;
  const { blocks } = await trader.reply(line);
  const [yes] = blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return `/${yes?.run}`;
}

async function ordersOf({ trader }: ReplayDesk): Promise<Order[]> {
  return Order.query(trader.desk.db.reader).orderBy("id");
}

function rowOf({ leg, side, state, filledQuantity, quantity, triggerPrice, price }: Order): string {
  const level = leg === null ? null : (triggerPrice ?? price);
  const at = level === null ? "" : ` at ${text(level)}`;
  return `${leg ?? side} ${state} ${text(filledQuantity)}/${text(quantity)}${at}`;
}

async function heldBy({ trader }: ReplayDesk): Promise<string> {
  const open = await Position.query(trader.desk.db.reader).where({ closed_time: null });
  return open.length === 0 ? "flat" : open.map(({ quantity }) => `holds ${text(quantity)}`).join();
}

async function restingAt({ floor }: ReplayDesk): Promise<string[]> {
  const open = (await floor.venue.openOrders()).map(({ side, quantity, filled, trigger, price }) => {
    const level = trigger ?? price;
    return `${side} ${text(filled)}/${text(quantity)}${level === null ? "" : ` at ${text(level)}`}`;
  });
  return open.length === 0 ? [] : [`rests ${open.join(", ")}`];
}

async function alertsOf({ trader }: ReplayDesk): Promise<Alert[]> {
  return Alert.query(trader.desk.db.reader).orderBy("id");
}

/** The head of a card without what is the same on all; of a halt, what became of the entries. */
function shortened(message: string): string {
  const [head = "", second = ""] = message.split("\n");
  if (head.includes("HALTED")) return second.split(" · ")[0] ?? "";
  return head
    .replace(/^\S+ /, "")
    .replace(/ +#\d+$/, "")
    .replaceAll(/ BTC\/USDT| · paper/g, "");
}

/** The rows of a table as tests on one kind of market. */
export function casesOf(rows: readonly Row[], kind: MarketKind): readonly OutcomeCase[] {
  return rows.flatMap(({ order, tif, typed, ...phases }) =>
    (["before", "part"] as const).flatMap((phase) =>
      Object.entries(phases[phase]).map(([act, cell]) => ({
        name: `${order}, ${tif}, ${act} ${phase === "part" ? "when half of it is filled" : "before it fills"}`,
        typed,
        moment: { act: act as Act, isInPart: phase === "part", isMissed: kind === "bars" },
        expected: typeof cell === "string" ? cell : cell[kind],
      })),
    ),
  );
}
