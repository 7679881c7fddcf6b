/** A year of made-up minutes, the same each time: a price on a tick of 0.1 that wanders, with volume enough for most orders. */
import { type CandleColumns, newColumns } from "../../src/domain/candle-columns.ts";
import { randomFrom } from "../../src/exchange/random.ts";

export const MINUTES = 525_600;
const START = Date.UTC(2022, 0, 1);
const MINUTE = 60_000;
/** Of a price, from one minute to the next. */
const MOVE = 0.0012;
const VOLUME = 40;

export function yearOfMinutes(count = MINUTES): CandleColumns {
  const { uniform } = randomFrom(42);
  const columns = newColumns(count);
  const { at, open, high, low, close, volume } = columns;
  let price = 400_000;
  for (let i = 0; i < count; i += 1) {
    const begin = price;
    // Drawn back to where it began, so that a year does not lose itself.
    const drift = (400_000 - price) / 400_000 / 20_000;
    price = Math.round(price * (1 + drift + MOVE * (uniform() + uniform() - 1)));
    const [top, bottom] = [Math.max(begin, price), Math.min(begin, price)];
    at[i] = START + i * MINUTE;
    [open[i], close[i]] = [begin / 10, price / 10];
    [high[i], low[i]] = [
      Math.round(top * (1 + 0.0003 * uniform())) / 10,
      Math.round(bottom * (1 - 0.0003 * uniform())) / 10,
    ];
    volume[i] = Math.round(VOLUME * uniform() * 1_000) / 1_000;
  }
  return columns;
}
