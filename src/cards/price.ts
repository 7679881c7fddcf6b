/** /price: the last quote of a pair, and how old it is. */
import { SPREAD_PLACES, spreadPercent } from "../domain/book.ts";
import type { Decimal } from "../domain/money.ts";
import type { Inline, Reply, Value } from "../domain/reply.ts";
import { moment, pairName, percent, price } from "./values.ts";
import { type Account, venue } from "./words.ts";

export interface PriceFacts extends Account {
  readonly pair: string;
  readonly last: Decimal;
  readonly bid: Decimal;
  readonly ask: Decimal;
  readonly pricePlaces: number;
  /** Market time, ms UTC. */
  readonly at: number;
}

export function priceCard(facts: PriceFacts): Reply {
  const shown = (value: Decimal): Value => price(value, facts.pricePlaces);
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        line: [pairName(facts.pair), " ", shown(facts.last), ` ${quoteOf(facts.pair)} · ${venue(facts)}`],
      },
      {
        kind: "fields",
        fields: [
          { label: "Bid", lines: [[shown(facts.bid)]] },
          { label: "Ask", lines: [[shown(facts.ask), ...spread(facts)]] },
          { label: "At", lines: [[moment(facts.at)]] },
        ],
      },
    ],
  };
}

/** ` · spread 0.020 %` of the middle. */
function spread(best: PriceFacts): Inline[] {
  const share = spreadPercent(best);
  return share === null ? [] : [" · spread ", percent(share, { places: SPREAD_PLACES })];
}

function quoteOf(pair: string): string {
  return pair.split(/[/:]/)[1] ?? "";
}
