/** Whether a file counts volume in the coin that is traded or in what it is priced in. */
import { type Timeframe, TIMEFRAME_MS } from "../../domain/candle.ts";
import { type Decimal, div } from "../../domain/money.ts";
import type { Layout } from "./columns.ts";
import type { Figures } from "./figures.ts";

/** No market turns over so much quote currency in a usual minute: such a volume was counted in quote. */
const QUOTE_TURNOVER = 1e9;
const MINUTE_MS = 60_000;
const BASE_PLACES = 8;

export function isQuoteVolume({ columns }: Layout, { double }: Figures, timeframe: Timeframe): boolean {
  return columns.isQuoteVolume || isMedianAbove(double, (QUOTE_TURNOVER * TIMEFRAME_MS[timeframe]) / MINUTE_MS);
}

/** Counts instead of sorting: a year would hold everything else up. */
function isMedianAbove({ volume, close }: Figures["double"], most: number): boolean {
  let above = 0;
  for (const [row, one] of volume.entries()) if (one * (close[row] ?? 0) > most) above += 1;
  return above >= volume.length - (volume.length >> 1);
}

export const QUOTE_VOLUME_NOTE = "Its volume is in quote currency and was divided by the close.";

/** In base currency, to 8 places. */
export function baseVolume(quoteVolume: Decimal, close: Decimal): Decimal {
  return div(quoteVolume, close, BASE_PLACES);
}
