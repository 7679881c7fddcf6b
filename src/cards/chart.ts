/** /chart: the candles of a pair, what they came to, and the next look at them. */
import { type Timeframe, TIMEFRAME_MS, TIMEFRAMES } from "../domain/candle.ts";
import type { CandleChart } from "../domain/chart.ts";
import { fromFloat } from "../domain/money.ts";
import type { Block, Inline, Line, Reply } from "../domain/reply.ts";
import { CHANGE, command, pairName, percent, price } from "./values.ts";
import { type Account, button, buttons, venue } from "./words.ts";

export interface ChartFacts extends Account {
  readonly pair: string;
  readonly timeframe: Timeframe;
  /** Null: the venue tells no candles. */
  readonly chart: CandleChart | null;
  /** As they are typed: `ema:12`. */
  readonly indicators: readonly string[];
  /** The account was named: the next look is at the same one. */
  readonly isNamed: boolean;
}

export function chartCard(facts: ChartFacts): Reply {
  const { chart } = facts;
  return {
    outcome: "done",
    blocks: chart === null ? nothing(facts) : [headline(facts, chart), { kind: "chart", chart }, ...next(facts)],
  };
}

function headline(facts: ChartFacts, chart: CandleChart): Block {
  const last = chart.levels.find(({ role }) => role === "last")?.price ?? chart.candles.at(-1)?.[4] ?? 0;
  const said: Line = [" · ", price(fromFloat(last, chart.places), chart.places), ` ${quoteOf(facts.pair)}`];
  return {
    kind: "headline",
    line: [pairName(facts.pair), ` ${facts.timeframe}`, ...said, ...change(chart, last), ` · ${venue(facts)}`],
  };
}

const PERCENT_PLACES = 2;

/** `, +1.24 % in 24 h`, from the first open that is shown. */
function change({ candles, timeframe }: CandleChart, last: number): Inline[] {
  const [first, newest] = [candles[0], candles.at(-1)];
  if (first === undefined || newest === undefined) return [];
  const moved = (last / first[1] - 1) * 100;
  const spanMs = newest[0] + TIMEFRAME_MS[timeframe] - first[0];
  return [", ", percent(fromFloat(moved, PERCENT_PLACES), CHANGE), ` in ${spanWords(spanMs)}`];
}

/** `96 min`, `24 h`, `16 days`. */
function spanWords(ms: number): string {
  const minutes = Math.round(ms / TIMEFRAME_MS["1m"]);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function nothing(facts: ChartFacts): Block[] {
  const { pair, timeframe } = facts;
  const line: Line = [`${venue(facts)} tells no ${timeframe} candles of `, pairName(pair), " now. Its price: "];
  return [{ kind: "text", line: [...line, command(`/price ${pair}`)] }, ...next(facts)];
}

function next({ pair, timeframe, exchange, indicators, isNamed }: ChartFacts): Block[] {
  const at = isNamed ? ` exchange=${exchange}` : "";
  const others = TIMEFRAMES.filter((each) => each !== timeframe);
  const words = indicators.map((each) => ` ${each}`).join("");
  const looks = others.map((each) => button(each, `chart ${pair} ${each}${words}${at}`));
  return buttons(...looks, button("Buy", `buy ${pair}${at}`));
}

function quoteOf(pair: string): string {
  return pair.split(/[/:]/)[1] ?? "";
}
