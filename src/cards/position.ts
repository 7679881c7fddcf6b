/** /position: one position whole: what it is worth, what it has brought, who guards it, its fills and its legs. */
import type { Decimal } from "../domain/money.ts";
import type { PositionSide, Side } from "../domain/market.ts";
import type { Block, Inline, Line, Reply } from "../domain/reply.ts";
import { exitLines, type ProtectedFacts, protectionWords } from "./protection.ts";
import { CHANGE, command, money, moment, orderNumber, pairName, percent, price, quantity } from "./values.ts";
import { button, buttons, live, say, stateWords, venue } from "./words.ts";
import type { State } from "../domain/order.ts";

export interface PositionFacts extends ProtectedFacts {
  readonly base: string;
  readonly strategy: string;
  readonly side: PositionSide;
  readonly entry: Decimal;
  /** Quote currency paid for it, or got for a short, without fees. */
  readonly cost: Decimal;
  /** Null without a price. */
  readonly mark: Decimal | null;
  /** Of the mark against the entry, as the position gains by it; null without a price. */
  readonly percent: Decimal | null;
  /** Quote currency; null without a price. */
  readonly unrealized: Decimal | null;
  /** Quote currency, net of all fees so far. */
  readonly realized: Decimal;
  readonly fees: Decimal;
  /** Of a perpetual, as the exchange last told it. */
  readonly liquidation: Decimal | null;
  /** Market time of its first fill, and of its last one where it is closed; ms UTC. */
  readonly openedAt: number;
  readonly closedAt: number | null;
  /** The newest, oldest first. */
  readonly fills: readonly PositionFill[];
  /** There are older ones. */
  readonly hasOlder: boolean;
  /** At work for it. */
  readonly legs: readonly PositionLeg[];
}

export interface PositionFill {
  readonly order: number;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** Market time, ms UTC. */
  readonly at: number;
}

export interface PositionLeg {
  readonly order: number;
  readonly leg: string;
  readonly quantity: Decimal;
  /** Null: at market. */
  readonly level: Decimal | null;
  readonly state: State;
}

/** Those that are open, or else the one that was closed last. */
export function positionCard(pair: string, positions: readonly PositionFacts[]): Reply {
  if (positions.length === 0)
    return say("done", [
      "There was no position on ",
      pairName(pair),
      " yet. ",
      command(`/buy ${pair} 0.01`),
      " proposes one.",
    ]);
  const several = positions.length > 1;
  return { outcome: "done", blocks: positions.flatMap((facts) => blocksOf(facts, several)) };
}

function blocksOf(facts: PositionFacts, several: boolean): Block[] {
  const isOpen = facts.closedAt === null;
  const ofOpen = [...worth(facts), ...realised(facts), ...guarded(facts), ...legs(facts), ...held(facts)];
  return [
    { kind: "headline", line: isOpen ? openHeadline(facts) : closedHeadline(facts) },
    { kind: "fields", fields: isOpen ? ofOpen : [...realised(facts), ...held(facts)] },
    ...fills(facts),
    ...buttons(...(isOpen ? next(facts, several) : [])),
  ];
}

type Fields = Extract<Block, { kind: "fields" }>["fields"];

/** `0.0125 BTC/USDT, +12.40 USDT open · paper` */
function openHeadline(facts: PositionFacts): Line {
  const { quantity: held, side, pair, unrealized, quote } = facts;
  const short: Inline[] = side === "SHORT" ? [" short"] : [];
  const worth: Inline[] = unrealized === null ? ["no price now"] : [money(unrealized, quote, CHANGE), " open"];
  return [...live(facts), quantity(held), " ", pairName(pair), ...short, ", ", ...worth, where(facts)];
}

/** `BTC/USDT closed, −6.98 USDT net of all fees · paper` */
function closedHeadline(facts: PositionFacts): Line {
  return [
    ...live(facts),
    pairName(facts.pair),
    " closed, ",
    money(facts.realized, facts.quote, CHANGE),
    " net of all fees",
    where(facts),
  ];
}

function where({ strategy, ...account }: PositionFacts): string {
  return ` · ${strategy === "manual" ? "" : `${strategy} · `}${venue(account)}`;
}

function worth({ entry, cost, mark, percent: moved, quote, pricePlaces }: PositionFacts): Fields {
  const change: Inline[] = moved === null ? [] : ["  ", percent(moved, CHANGE)];
  return [
    { label: "Entry", lines: [[price(entry, pricePlaces), ", cost ", money(cost, quote)]] },
    { label: "Mark", lines: [mark === null ? ["n/a: no price now"] : [price(mark, pricePlaces), ...change]] },
  ];
}

function realised({ realized, fees, quote }: PositionFacts): Fields {
  return [{ label: "Realised", lines: [[money(realized, quote, CHANGE), " net of fees of ", money(fees, quote)]] }];
}

function guarded(facts: PositionFacts): Fields {
  const { liquidation, pricePlaces } = facts;
  return [
    ...exitLines(facts),
    { label: "Guard", lines: [protectionWords(facts.protection)] },
    ...(liquidation === null
      ? []
      : [{ label: "Liquidation", lines: [["near ", price(liquidation, pricePlaces)] as Line] }]),
  ];
}

function held({ openedAt, closedAt }: PositionFacts): Fields {
  const until: Inline[] = closedAt === null ? [] : [" to ", moment(closedAt)];
  return [{ label: "Held", lines: [[closedAt === null ? "since " : "", moment(openedAt), ...until]] }];
}

/** `#2 stop of 0.0125 at 45,120.0, resting` */
function legs({ legs: all, pricePlaces }: PositionFacts): Fields {
  if (all.length === 0) return [];
  const lines = all.map(({ order, leg, quantity: held, level, state }): Line => {
    const at: Inline[] = level === null ? [" at market, "] : [" at ", price(level, pricePlaces), ", "];
    return [
      orderNumber(order),
      ` ${leg} of `,
      quantity(held),
      ...at,
      state === "armed" ? "waits for its moment" : stateWords(state),
    ];
  });
  return [{ label: "Legs", lines }];
}

function fills({ fills: all, pricePlaces, hasOlder }: PositionFacts): Block[] {
  return [
    {
      kind: "table",
      columns: [
        { title: "#", align: "left" },
        { title: "Fill", align: "left" },
        { title: "Quantity", align: "right" },
        { title: "Price", align: "right" },
      ],
      rows: all.map((each): Line[] => [
        [orderNumber(each.order)],
        [each.side === "BUY" ? "bought" : "sold"],
        [quantity(each.quantity)],
        [price(each.price, pricePlaces)],
      ]),
    },
    ...(hasOlder ? [{ kind: "text", line: ["The newest ones; ", command("/trades"), " has all."] } as const] : []),
  ];
}

function next({ pair, exchange }: PositionFacts, several: boolean) {
  const at = several ? ` exchange=${exchange}` : "";
  return [button("Close", `close ${pair}${at}`), button("Protect", `protect ${pair}${at}`)];
}
