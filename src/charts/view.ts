/** What of a chart is seen, whoever draws it: the prices from bottom to top, their marks, and labels that keep apart. */
import type { CandleChart, ChartCandle, ChartLevel, ChartLine } from "../domain/chart.ts";
import { LEVEL_WORDS } from "../domain/chart.ts";
import { priceText } from "../domain/chart-words.ts";

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** A market that stood still gets a height of this much, of its price. */
const FLAT_SHARE = 0.002;

/** A line may run out of the picture sooner than a level. */
const LINE_SHARE = 0.25;

/**
 * The prices to be seen: the candles, and the levels that are so many heights of theirs away at most. One that is farther
 * would press them flat; it is pinned to the edge instead.
 */
export function spanOf({ levels, lines, places }: CandleChart, candles: readonly ChartCandle[], heights: number): Span {
  const candleSpan = {
    low: Math.min(...candles.map(([, , , low]) => low)),
    high: Math.max(...candles.map(([, , high]) => high)),
  };
  const least = Math.max(Math.abs(candleSpan.high) * FLAT_SHARE, tickOf(places));
  const reach = Math.max(candleSpan.high - candleSpan.low, least) * heights;
  const near = [
    ...levels.map(({ price }) => price).filter((price) => isWithin(price, candleSpan, reach)),
    ...overPrices(lines, candles.length).filter((price) => isWithin(price, candleSpan, reach * LINE_SHARE)),
  ];
  const low = Math.min(candleSpan.low, ...near);
  const high = Math.max(candleSpan.high, ...near);
  return high - low >= least ? { low, high } : { low: low - least / 2, high: high + least / 2 };
}

function overPrices(lines: readonly ChartLine[], count: number): readonly number[] {
  return lines.filter(({ where }) => where === "price").flatMap((line) => newest(line, count));
}

/** Of a panel's lines beside the newest candles. */
export function panelSpan(lines: readonly ChartLine[], count: number): Span {
  const values = lines.flatMap((line) => newest(line, count));
  if (values.length === 0) return { low: 0, high: 1 };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const least = Math.max(Math.abs(high), Math.abs(low)) * FLAT_SHARE || 1;
  return high - low >= least ? { low, high } : { low: low - least / 2, high: high + least / 2 };
}

function newest({ values }: ChartLine, count: number): readonly number[] {
  return values.slice(-count).filter((value) => value !== null);
}

/** The same span with room above and below, as shares of what is then seen. */
export function widened({ low, high }: Span, above: number, below: number): Span {
  const seen = (high - low) / (1 - above - below);
  return { low: low - seen * below, high: high + seen * above };
}

/** 0 at the bottom, 1 at the top. */
export function shareOf(price: number, { low, high }: Span): number {
  return (price - low) / (high - low);
}

/** Round prices, `most` of them at most, on the market's places. */
export function roundPrices({ low, high }: Span, most: number, places: number): readonly number[] {
  const step = Math.max(roundStep((high - low) / most), tickOf(places));
  const [first, last] = [Math.ceil(low / step), Math.floor(high / step)];
  return Array.from({ length: Math.max(0, Math.min(last - first + 1, most)) }, (_, i) => (first + i) * step);
}

/** The least of 1, 2 or 5 times a power of ten that is no smaller. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((times) => times * power >= least) ?? 10) * power;
}

/** A level's label, and where it stands: 0 at the bottom, 1 at the top. */
export interface Tag {
  readonly role: ChartLevel["role"];
  readonly text: string;
  /** Of the label, moved where another is too near. */
  readonly at: number;
  /** Of the level itself; null where it lies outside and its label is pinned to the edge. */
  readonly line: number | null;
}

/** The levels' labels from the bottom up, `gap` apart at least; what is too many for the height is left out. */
export function tagsOf({ levels, places }: CandleChart, span: Span, gap: number): readonly Tag[] {
  const shown = levels
    .slice(0, Math.floor(1 / gap))
    .map((level) => ({ ...level, share: shareOf(level.price, span) }))
    .toSorted((a, b) => a.share - b.share);
  const spots = spread(
    shown.map(({ share }) => Math.min(Math.max(share, 0), 1)),
    gap,
  );
  return shown.map(({ role, price, share }, i) => {
    const beyond = share > 1 ? "↑ " : share < 0 ? "↓ " : "";
    const text = `${beyond}${LEVEL_WORDS[role]} ${priceText(price, places)}`;
    return { role, text, at: spots[i] ?? 0, line: beyond === "" ? share : null };
  });
}

/** Neighbours that were pushed together: the places that the first would take, summed up, and how many they are. */
interface Cluster {
  readonly sum: number;
  readonly count: number;
}

/** Places from 0 to 1 in their order, each as near to the wanted one as `gap` allows. */
export function spread(wanted: readonly number[], gap: number): readonly number[] {
  const startOf = ({ sum, count }: Cluster): number =>
    Math.max(0, Math.min(sum / count - gap / 2, 1 - gap * count)) + gap / 2;
  const clusters: Cluster[] = [];
  for (const place of wanted) {
    let last: Cluster = { sum: place, count: 1 };
    for (let before = clusters.at(-1); before !== undefined; before = clusters.at(-1)) {
      if (startOf(before) + gap * before.count <= startOf(last)) break;
      clusters.pop();
      last = { sum: before.sum + last.sum - gap * before.count * last.count, count: before.count + last.count };
    }
    clusters.push(last);
  }
  return clusters.flatMap((cluster) => Array.from({ length: cluster.count }, (_, i) => startOf(cluster) + gap * i));
}

function isWithin(price: number, { low, high }: Span, reach: number): boolean {
  return price >= low - reach && price <= high + reach;
}

function tickOf(places: number): number {
  return 10 ** -places;
}
