/** What makes the desk stop and ask: each says what was seen, what is stopped, and what to do. */
import type { Side } from "../domain/market.ts";
import { type Decimal, neg, sign } from "../domain/money.ts";
import type { Block, Button, Inline, Line, Reply } from "../domain/reply.ts";
import { CHANGE, command, moment, money, orderNumber, pairName, percent, price, quantity } from "./values.ts";
import { type Account, button, buttons, counted, sentence, venue } from "./words.ts";

/** Orders at the exchange that carry our tag and have no row here. */
export interface OrphanFacts extends Account {
  readonly orders: readonly {
    readonly exchangeOrderId: string;
    readonly side: Side;
    readonly pair: string;
    readonly quantity: Decimal;
    readonly price: Decimal | null;
    readonly pricePlaces: number;
  }[];
}

export function orphanCard(facts: OrphanFacts): Reply {
  const count = counted(facts.orders.length, "order of mine is not in my book", "orders of mine are not in my book");
  return stopped({
    line: [`HALTED ${venue(facts)}: ${count}`],
    seen: [{ kind: "fields", fields: [{ label: "Orders", lines: facts.orders.map(orphanLine) }] }],
    todo: [
      "They carry this desk's tag: an older copy of the database may have been put back. Adopt or cancel each by ",
      command("/drift"),
    ],
    look: button("Drift", "drift"),
  });
}

/** Orders with another desk's tag on our account. */
export interface OtherDeskFacts extends Account {
  readonly count: number;
}

export function otherDeskCard(facts: OtherDeskFacts): Reply {
  return stopped({
    line: [`HALTED ${venue(facts)}: another Outcry trades on this account`],
    seen: [{ kind: "text", line: [`${counted(facts.count, "order carries", "orders carry")} another desk's tag.`] }],
    todo: "Two desks cannot keep one book. Stop the other one or give it an account of its own",
    look: button("Status", "status"),
  });
}

/** The exchange holds another amount of a coin than the book has, and a position rests on it. */
export interface DriftFacts extends Account {
  readonly pair: string;
  readonly asset: string;
  readonly ours: Decimal;
  readonly theirs: Decimal;
}

export function driftCard(facts: DriftFacts): Reply {
  return stopped({
    line: ["HALTED ", pairName(facts.pair), ` · ${venue(facts)}: the balance differs`],
    seen: [
      {
        kind: "fields",
        fields: [
          { label: "Book", lines: [[quantity(facts.ours, facts.asset)]] },
          { label: "Venue", lines: [[quantity(facts.theirs, facts.asset)]] },
        ],
      },
    ],
    todo: [
      "A position rests on this balance, so I book nothing by myself. The pair halts again as long as the difference stands. " +
        `Find out what moved the ${facts.asset}: put it back, or adopt, close or ignore it by `,
      command("/drift"),
    ],
    look: button("Drift", "drift"),
  });
}

/** A perpetual of which the exchange holds more or less than the book. */
export interface PositionDriftFacts extends Account {
  readonly pair: string;
  readonly base: string;
  /** Below zero: short. */
  readonly ours: Decimal;
  readonly theirs: Decimal;
}

export function positionDriftCard(facts: PositionDriftFacts): Reply {
  return stopped({
    line: ["HALTED ", pairName(facts.pair), ` · ${venue(facts)}: its position is not as in my book`],
    seen: [
      {
        kind: "fields",
        fields: [
          { label: "Book", lines: [[quantity(facts.ours, facts.base)]] },
          { label: "Venue", lines: [[quantity(facts.theirs, facts.base)]] },
        ],
      },
    ],
    todo: "Find out what traded there beside me, and make both alike at the exchange",
    look: button("Drift", "drift"),
  });
}

/** The exchange has ended a perpetual. */
export interface LiquidatedFacts extends Account {
  readonly id: number;
  readonly pair: string;
  readonly quote: string;
  readonly pricePlaces: number;
  readonly quantity: Decimal;
  readonly price: Decimal;
  /** What it realised, in quote currency, below zero. */
  readonly lost: Decimal;
}

export function liquidatedCard(facts: LiquidatedFacts): Reply {
  return stopped({
    line: ["LIQUIDATED ", quantity(facts.quantity), " ", pairName(facts.pair), ` · ${venue(facts)}`],
    aside: [orderNumber(facts.id)],
    seen: [
      {
        kind: "text",
        line: [
          `${facts.exchange} has closed it at `,
          price(facts.price, facts.pricePlaces),
          ", since its margin was used up: ",
          money(facts.lost, facts.quote, CHANGE),
          ".",
        ],
      },
    ],
    todo: "Look at why its stop did not come before",
    look: button("Order", `order ${facts.id}`),
  });
}

export interface QuarantineFacts extends Account {
  readonly id: number;
  readonly pair: string;
  /** What was reported that cannot be. */
  readonly reason: string;
}

export function quarantineCard(facts: QuarantineFacts): Reply {
  return stopped({
    line: ["HALTED ", pairName(facts.pair), ` · ${venue(facts)}: the exchange contradicts my book`],
    aside: [orderNumber(facts.id)],
    seen: [{ kind: "text", line: [sentence(facts.reason)] }],
    todo: `Compare the order with what ${facts.exchange} shows`,
    look: button("Order", `order ${facts.id}`),
  });
}

/** A balance moved by another hand, and no position rests on it: booked, and told. */
export interface AdoptedFacts extends Account {
  readonly asset: string;
  /** What the exchange holds more (or less, below zero) than the book did. */
  readonly change: Decimal;
  readonly total: Decimal;
}

export function adoptedCard(facts: AdoptedFacts): Reply {
  const kind = sign(facts.change) < 0 ? "a withdrawal" : "a deposit";
  const moved = money(facts.change, facts.asset, CHANGE);
  const why = `${facts.exchange} shows it and no trade of mine explains it: booked as ${kind}. Now `;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "attention", line: ["Balance ", moved, ` · ${venue(facts)}`] },
      { kind: "text", line: [why, money(facts.total, facts.asset), "."] },
      ...buttons(button("Balance", "balance")),
    ],
  };
}

/** A replay has played its last candle. */
export interface FeedEndedFacts extends Account {
  /** `replay:FILE` */
  readonly feed: string;
  /** Market time of its last event, ms UTC. */
  readonly at: number;
}

export function feedEndedCard(facts: FeedEndedFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "attention", line: [`The feed has ended · ${venue(facts)}`] },
      {
        kind: "text",
        line: [
          `${facts.feed} ends at `,
          moment(facts.at),
          ". Its time stands there: nothing fills any more. OUTCRY_FEED names another.",
        ],
      },
      ...buttons(button("Positions", "positions"), button("Status", "status")),
    ],
  };
}

/** An account has lost as much as it may. */
export interface LossFacts extends Account {
  readonly rule: "daily-loss" | "drawdown";
  readonly currency: string;
  readonly lost: Decimal;
  readonly percent: Decimal;
  readonly limit: Decimal;
  /** Nobody may resume before that, market time, ms UTC. */
  readonly until: number | null;
  /** Resting entries that are being canceled by it. */
  readonly canceling: number;
}

export function lossCard(facts: LossFacts): Reply {
  const since = facts.rule === "daily-loss" ? "since the day began" : "from the peak";
  const resting =
    facts.canceling === 0
      ? "No entry was resting."
      : `${counted(facts.canceling, "resting entry is", "resting entries are")} being canceled.`;
  const seen: Line = [
    money(neg(facts.lost), facts.currency, CHANGE),
    ` ${since}, open profit in, flows out; the limit is `,
  ];
  return stopped({
    line: [`HALTED ${venue(facts)}: `, percent(neg(facts.percent), CHANGE), ` ${since}`],
    seen: [
      { kind: "text", line: [...seen, percent(facts.limit, { places: facts.limit.places }), " (/limits)."] },
      { kind: "text", line: [resting] },
    ],
    todo:
      facts.until === null
        ? "Look at what went wrong"
        : ["Look at what went wrong, wait for the next day on this account (", moment(facts.until), ")"],
    look: button("Positions", "positions"),
  });
}

interface Stop {
  readonly line: Line;
  readonly aside?: Line;
  readonly seen: readonly Block[];
  /** What a person does before the desk may go on; the sentence goes on with /resume. */
  readonly todo: string | Line;
  readonly look: Button;
}

function stopped({ line, aside, seen, todo, look }: Stop): Reply {
  const then: Inline[] = [...(typeof todo === "string" ? [todo] : todo), ", then type ", command("/resume")];
  return {
    outcome: "open",
    blocks: [
      { kind: "headline", mark: "halted", line, ...(aside === undefined ? {} : { aside }) },
      ...seen,
      { kind: "text", line: then },
      { kind: "text", line: ["No new exposure until then; closing orders still pass."] },
      ...buttons(look, button("Resume", "resume")),
    ],
  };
}

function orphanLine(row: OrphanFacts["orders"][number]): Line {
  const at: Line = row.price === null ? [] : [" at ", price(row.price, row.pricePlaces)];
  return [`${row.side} `, quantity(row.quantity), " ", pairName(row.pair), ...at, ` (${row.exchangeOrderId})`];
}
