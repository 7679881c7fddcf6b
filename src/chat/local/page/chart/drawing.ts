/** A chart drawn by lightweight-charts, in the colours of the page and the times of the chat's zone. */
import {
  type AutoscaleInfo,
  CandlestickSeries,
  createChart,
  HistogramSeries,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  LineStyle,
  type UTCTimestamp,
} from "lightweight-charts";

import { type CandleChart, type ChartCandle, type ChartLevel, LEVEL_WORDS } from "../../../../domain/chart.ts";
import { formatValue } from "../../../../domain/format.ts";
import { TIMEFRAME_MS } from "../../../../domain/candle.ts";
import type { ChartLook, LastPrice } from "./element.ts";
import { createLines } from "./lines.ts";
import { tickWords, timeWords } from "./times.ts";

export interface Drawing {
  show(spec: CandleChart, look: ChartLook): void;
  tick(last: LastPrice): void;
  remove(): void;
}

export function draw(host: HTMLElement, first: CandleChart, firstLook: ChartLook): Drawing {
  const [legend, plot] = [part("chart-legend"), part("chart-plot")];
  host.replaceChildren(legend, plot);
  const chart = createChart(plot, { autoSize: true, ...fixedOptions(firstLook) });
  const volume = firstLook.isSmall ? null : addVolume(chart);
  const candles = chart.addSeries(CandlestickSeries, { priceLineStyle: LineStyle.Dotted });
  const indicators = createLines(chart, candles, legend);
  let shown: { spec: CandleChart; look: ChartLook } | null = null;
  let lines: IPriceLine[] = [];
  let running: ChartCandle | null = null;

  const show = (spec: CandleChart, look: ChartLook): void => {
    const isNewLook = shown?.look.theme !== look.theme || shown.look.zone !== look.zone;
    const isNewData = shown?.spec.candles !== spec.candles;
    const isNewMarket = shown?.spec.pair !== spec.pair || shown.spec.timeframe !== spec.timeframe;
    const isNewLines = isNewLook || isNewData || shown?.spec.lines !== spec.lines || shown.spec.marks !== spec.marks;
    const isNewLevels = isNewLook || !sameLevels(shown?.spec.levels ?? [], spec.levels);
    shown = { spec, look };
    if (isNewLook) paint(chart, candles, look);
    if (isNewData || isNewLook) fill(candles, volume, spec);
    if (isNewData) running = spec.candles.at(-1) ?? null;
    if (isNewLines) indicators.show(spec);
    if (isNewLevels) lines = withLevels(candles, lines, spec);
    if (isNewMarket) candles.applyOptions({ priceFormat: priceFormat(spec.places, look) });
    if (isNewMarket && look.isSmall) chart.timeScale().fitContent();
  };

  show(first, firstLook);
  return {
    show,
    tick({ price, at }) {
      if (shown === null || running === null) return;
      const next = carriedOn(running, price, at, TIMEFRAME_MS[shown.spec.timeframe]);
      if (next === null) return;
      running = next;
      candles.update(barOf(next));
    },
    remove() {
      chart.remove();
      host.replaceChildren();
    },
  };
}

function part(name: string): HTMLElement {
  const element = document.createElement("div");
  element.className = name;
  return element;
}

function addVolume(chart: IChartApi): ISeriesApi<"Histogram"> {
  const quiet = { lastValueVisible: false, priceLineVisible: false };
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: "volume",
    priceFormat: { type: "volume" },
    ...quiet,
  });
  chart.priceScale("volume").applyOptions({ scaleMargins: { top: 0.86, bottom: 0 } });
  return volume;
}

/** The candle that is still running, with the present price in it; null where time has not come so far. */
function carriedOn(candle: ChartCandle, price: number, at: number, lengthMs: number): ChartCandle | null {
  const opened = Math.floor(at / lengthMs) * lengthMs;
  const [, open, high, low, , volume] = candle;
  if (opened < candle[0] || price <= 0) return null;
  if (opened > candle[0]) return [opened, price, price, price, price, 0];
  return [opened, open, Math.max(high, price), Math.min(low, price), price, volume];
}

const FONT = '"Inter", system-ui, sans-serif';
const FONT_SIZE = 11;
/** In the pane so wide is a candle: the newest are in sight, the rest is to the left. In a card all are. */
const BAR_SPACING = 6;

/** In a card the words of the levels stand there, beside the newest candles. */
const WORDS_PX = 48;
const rightEdge = (isSmall: boolean) => (isSmall ? { rightOffsetPixels: WORDS_PX } : { rightOffset: 6 });

function fixedOptions({ isSmall }: ChartLook) {
  return {
    localization: { locale: "en-GB" },
    layout: { attributionLogo: false, fontFamily: FONT, fontSize: FONT_SIZE, panes: { enableResize: false } },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.08, bottom: isSmall ? 0.08 : 0.18 } },
    timeScale: { timeVisible: true, secondsVisible: false, ...rightEdge(isSmall), barSpacing: BAR_SPACING },
    handleScroll: isSmall ? false : { vertTouchDrag: false },
    handleScale: !isSmall,
    crosshair: { mode: 0 },
  };
}

function paint(chart: IChartApi, candles: ISeriesApi<"Candlestick">, { zone, isSmall }: ChartLook): void {
  const ink = inks();
  chart.applyOptions({
    layout: { background: { color: "transparent" }, textColor: ink.dim, panes: { separatorColor: ink.line } },
    grid: { vertLines: { visible: false }, horzLines: { color: ink.line, visible: !isSmall } },
    timeScale: { borderColor: ink.line, tickMarkFormatter: tickWords(zone) },
    localization: { timeFormatter: timeWords(zone) },
    crosshair: {
      vertLine: { color: ink.dim, labelBackgroundColor: ink.dim },
      horzLine: { color: ink.dim, labelBackgroundColor: ink.dim },
    },
  });
  candles.applyOptions({
    // A rising candle is hollow: the two differ without their colours.
    upColor: ink.panel,
    borderUpColor: ink.buy,
    wickUpColor: ink.buy,
    downColor: ink.sell,
    borderDownColor: ink.sell,
    wickDownColor: ink.sell,
    priceLineColor: ink.dim,
    lastValueVisible: !isSmall,
    priceLineVisible: !isSmall,
  });
}

function inks() {
  const style = getComputedStyle(document.documentElement);
  const ink = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    panel: ink("panel"),
    line: ink("line"),
    dim: ink("dim"),
    text: ink("text"),
    buy: ink("buy"),
    sell: ink("sell"),
    volume: ink("volume"),
  };
}

function fill(candles: ISeriesApi<"Candlestick">, volume: ISeriesApi<"Histogram"> | null, spec: CandleChart): void {
  const color = inks().volume;
  candles.setData(spec.candles.map(barOf));
  volume?.setData(spec.candles.map(([at, , , , , value]) => ({ time: seconds(at), value, color })));
}

function barOf([at, open, high, low, close]: ChartCandle) {
  return { time: seconds(at), open, high, low, close };
}

/** As everywhere else: thousands separated, the market's digits. */
function priceFormat(places: number, { isSmall }: ChartLook) {
  const formatter = (price: number): string =>
    formatValue({ type: "price", price: price.toFixed(places), places }, { zone: "UTC", now: 0 });
  // In a card the levels alone have their figures: there is room for no others.
  const tickmarksFormatter = (prices: readonly number[]): string[] =>
    prices.map((price) => (isSmall ? "" : formatter(price)));
  return { type: "custom" as const, minMove: 10 ** -places, formatter, tickmarksFormatter };
}

function seconds(ms: number): UTCTimestamp {
  return (ms / 1000) as UTCTimestamp;
}

function sameLevels(a: readonly ChartLevel[], b: readonly ChartLevel[]): boolean {
  return (
    a.length === b.length && a.every(({ role, price }, index) => b[index]?.role === role && b[index].price === price)
  );
}

/** All levels are in sight: a stop below the edge would be one that nobody sees. */
function withLevels(
  candles: ISeriesApi<"Candlestick">,
  old: readonly IPriceLine[],
  { levels }: CandleChart,
): IPriceLine[] {
  for (const line of old) candles.removePriceLine(line);
  const ink = inks();
  const colors: Readonly<Record<ChartLevel["role"], string>> = {
    entry: ink.text,
    stop: ink.sell,
    target: ink.buy,
    last: ink.dim,
  };
  const drawn = levels.filter(({ role }) => role !== "last");
  const prices = drawn.map(({ price }) => price);
  candles.applyOptions({
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
      const info = original();
      if (info?.priceRange == null || prices.length === 0) return info;
      const { minValue, maxValue } = info.priceRange;
      return {
        ...info,
        priceRange: { minValue: Math.min(minValue, ...prices), maxValue: Math.max(maxValue, ...prices) },
      };
    },
  });
  // The series draws its last price itself.
  return drawn.map(({ role, price }) =>
    candles.createPriceLine({
      price,
      title: LEVEL_WORDS[role],
      color: colors[role],
      lineWidth: 1,
      lineStyle: role === "entry" ? LineStyle.Solid : LineStyle.Dashed,
      axisLabelVisible: true,
    }),
  );
}
