import type { Timeframe } from "./candle.ts";

/** What a strategy decided on, as it is stored with its order: to be read later without the candles. */
export interface Evidence {
  /** In words: "EMA 12 crossed above EMA 26". */
  readonly rule: string;
  readonly timeframe: Timeframe;
  /** Open time of the candle that it decided on, market time, ms UTC. */
  readonly candle: number;
  readonly values: readonly EvidenceValue[];
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** How many candles it was computed on, and how many it takes for all digits to be those of a longer history. */
  readonly candles: number;
  readonly wanted: number;
  /** How its size was found, in words. */
  readonly sizing: string;
}

export interface EvidenceValue {
  readonly label: string;
  readonly value: number;
}
