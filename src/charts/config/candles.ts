/** The candles and their volume as bars. */
import { COLOURS, PLOT_HEIGHT } from "./layout.ts";
import type { Plot } from "./plot.ts";

/** A body, of what is between two candles. */
const BODY = 0.75;
/** The largest volume, of the height of the prices. It stands on their axis, for one of its own would reach below the panels. */
const VOLUME = 0.15;

/** From front to back, as Chart.js has it. The falling are filled, the rising are hollow, so that no colour is needed to tell. */
export function datasets({ candles, prices, pitch }: Plot) {
  const body = Math.floor(pitch * BODY);
  const points = candles.map((candle, x) => ({ x, candle }));
  const falling = points.filter(({ candle: [, open, , , close] }) => close < open);
  const rising = points.filter(({ candle: [, open, , , close] }) => close >= open);
  const pixel = (prices.high - prices.low) / PLOT_HEIGHT;
  const wicks = (some: typeof points) => some.map(({ x, candle: [, , high, low] }) => ({ x, y: [low, high] }));
  const bodies = (some: typeof points) =>
    some.map(({ x, candle: [, open, , , close] }) => ({ x, y: ends(open, close, pixel) }));
  const inside = rising.flatMap(({ x, candle: [, open, , , close] }) =>
    close - open > 2 * pixel ? [{ x, y: [open + pixel, close - pixel] }] : [],
  );
  const most = Math.max(...candles.map(([, , , , , volume]) => volume)) || 1;
  const foot = (volume: number): number => prices.low + (volume / most) * VOLUME * (prices.high - prices.low);
  const volumes = points.map(({ x, candle: [, , , , , volume] }) => ({ x, y: [prices.low, foot(volume)] }));
  return [
    bars(inside, COLOURS.background, body - 2),
    bars(bodies(rising), COLOURS.buy, body),
    bars(bodies(falling), COLOURS.sell, body),
    bars(wicks(rising), COLOURS.buy, 1),
    bars(wicks(falling), COLOURS.sell, 1),
    bars(volumes, COLOURS.volume, body),
  ];
}

/** A body is a pixel high at least. */
function ends(open: number, close: number, pixel: number): readonly [number, number] {
  const [low, high] = [Math.min(open, close), Math.max(open, close)];
  return high - low >= pixel ? [low, high] : [(low + high - pixel) / 2, (low + high + pixel) / 2];
}

export function bars(data: readonly object[], backgroundColor: string, barThickness: number, yAxisID = "y") {
  return { type: "bar", data, backgroundColor, barThickness, yAxisID, grouped: false, parsing: true };
}
