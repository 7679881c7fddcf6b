/** /performance: every figure of an account or a strategy, over how much it was taken, and why one is missing. */
import { type Decimal } from "../../domain/money.ts";
import type { Figure } from "../../domain/performance/figure.ts";
import type { Performance } from "../../domain/performance/metrics.ts";
import type { Block, Line, Reply } from "../../domain/reply.ts";
import { CHANGE, money } from "../values.ts";
import { figureBlocks } from "./figures.ts";
import { type Account, button, buttons, venue } from "../words.ts";
import { asChange, openLine, type OpenFacts, shown, unpricedWords, utcDay } from "./words.ts";

export interface RecordFacts {
  /** A strategy's name; null: the account as a whole. */
  readonly strategy: string | null;
  readonly account: Account;
  readonly currency: string;
  /** Market time, ms UTC. */
  readonly from: number;
  /** What it began with. */
  readonly begun: Decimal;
  readonly performance: Performance;
  /** Percent of the time in which something was held. */
  readonly exposure: Figure;
  readonly open: OpenFacts;
  readonly unpriced: string | null;
}

/** One for each kind of account: paper and live are never mixed. */
export function recordCard(records: readonly RecordFacts[]): Reply {
  const next = buttons(button("Profit", "profit all"), button("Daily", "daily"));
  return { outcome: "done", blocks: [...records.flatMap(blocksOf), ...next] };
}

function blocksOf(facts: RecordFacts): Block[] {
  const { begun, currency, from } = facts;
  const open = openLine(facts.open, currency);
  return [
    { kind: "headline", line: headline(facts) },
    { kind: "text", line: [`By UTC days since ${utcDay(from)}, which began with `, money(begun, currency)] },
    ...figureBlocks(facts),
    ...(open === null ? [] : [{ kind: "text", line: open } as const]),
  ];
}

function headline({ strategy, account, currency, unpriced, performance }: RecordFacts): Line {
  const what = ` · ${strategy === null ? "" : `${strategy} · `}${venue(account)}`;
  if (unpriced !== null) return [`Performance ${unpricedWords(unpriced)}${what}`];
  return [money(performance.profitLoss, currency, CHANGE), ", ", shown(performance.profitLossPercent, asChange), what];
}
