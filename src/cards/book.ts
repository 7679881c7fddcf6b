/** /book: what stands on both sides of a market, the best prices in the middle. */
import { type BookDepth, type Depth, SPREAD_PLACES, spreadPercent, type SummedLevel, summed } from "../domain/book.ts";
import { type Decimal, fixed, max, sub, ZERO } from "../domain/money.ts";
import type { Level } from "../domain/quote.ts";
import type { Block, Inline, Line, Reply } from "../domain/reply.ts";
import { command, moment, money, number, pairName, percent, price, quantity } from "./values.ts";
import { type Account, button, buttons, say, venue } from "./words.ts";

export interface BookFacts extends Account {
  readonly pair: string;
  readonly base: string;
  readonly quote: string;
  readonly pricePlaces: number;
  readonly quantityPlaces: number;
  readonly bid: Decimal;
  readonly ask: Decimal;
  /** The best first; both are empty where the source has bars alone. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  /** Up to so many percent from the middle. */
  readonly near: { readonly percent: Decimal; readonly depth: BookDepth };
  /** Market time, ms UTC. */
  readonly at: number;
  /** The line that shows it anew. */
  readonly line: string;
}

/** As many as are shown of a side. */
const LEVELS = 10;

export function bookCard(facts: BookFacts): Reply {
  if (facts.bids.length === 0 && facts.asks.length === 0) return noBook(facts);
  const asks = summed(facts.asks.slice(0, LEVELS));
  const bids = summed(facts.bids.slice(0, LEVELS));
  const places = shownPlaces(facts, [...asks, ...bids]);
  return {
    outcome: "done",
    blocks: [
      headline(facts),
      ...side("Ask", asks.toReversed(), facts, places),
      ...side("Bid", bids, facts, places),
      { kind: "fields", fields: figures(facts) },
      ...buttons(button("Again", facts.line)),
    ],
  };
}

function headline(facts: BookFacts): Block {
  const best = ([level]: readonly Level[]): Inline =>
    level === undefined ? "none" : price(level.price, facts.pricePlaces);
  const said: Line = [" bid ", best(facts.bids), ", ask ", best(facts.asks), ` ${facts.quote} · ${venue(facts)}`];
  return { kind: "headline", line: [pairName(facts.pair), ...said] };
}

function noBook(facts: BookFacts): Reply {
  const why = "is played from bars: there is no order book of";
  return say("done", [
    `${venue(facts)} ${why} `,
    pairName(facts.pair),
    ". Its price: ",
    command(`/price ${facts.pair}`),
  ]);
}

/** With what they add up to there is no table of 32 columns for sizes of more digits. */
const LONGEST_SUM = 7;

function side(title: string, levels: readonly SummedLevel[], facts: BookFacts, places: number): Block[] {
  if (levels.length === 0) return [{ kind: "text", line: [`${title}: nothing stands there.`] }];
  const hasSum = wholeDigits(levels) <= LONGEST_SUM;
  return [
    {
      kind: "table",
      columns: [
        { title, align: "left" },
        { title: "Quantity", align: "right" },
        ...(hasSum ? [{ title: "Sum", align: "right" } as const] : []),
      ],
      rows: levels.map((level): Line[] => [
        [price(level.price, facts.pricePlaces)],
        [number(level.quantity, places)],
        ...(hasSum ? [[number(level.sum, places)]] : []),
      ]),
    },
  ];
}

/** The market's own, or fewer where sizes are large. */
function shownPlaces({ quantityPlaces: most }: BookFacts, levels: readonly SummedLevel[]): number {
  return Math.min(most, Math.max(0, LONGEST_SUM - wholeDigits(levels)));
}

function wholeDigits(levels: readonly SummedLevel[]): number {
  return fixed(levels.map(({ sum }) => sum).reduce(max, ZERO), 0).length;
}

function figures(facts: BookFacts): { label: string; lines: Line[] }[] {
  const { bids, asks } = facts.near.depth;
  const depth: Line[] = [depthLine("bids", bids, facts), depthLine("asks", asks, facts)];
  return [
    ...spread(facts),
    { label: `±${fixed(facts.near.percent, 1)} %`, lines: depth },
    { label: "At", lines: [[moment(facts.at)]] },
  ];
}

/** Of two sides: the distance of the best. */
function spread({ bids, asks, bid, ask, quote, pricePlaces }: BookFacts): { label: string; lines: Line[] }[] {
  const share = spreadPercent({ bid, ask });
  if (bids.length === 0 || asks.length === 0 || share === null) return [];
  const apart: Line = [price(sub(ask, bid), pricePlaces), ` ${quote}, `, percent(share, { places: SPREAD_PLACES })];
  return [{ label: "Spread", lines: [apart] }];
}

function depthLine(name: string, { quantity: total, worth, isWhole }: Depth, { base, quote }: BookFacts): Line {
  return [`${name} ${isWhole ? "" : "at least "}`, quantity(total, base), ", ", money(worth, quote)];
}
