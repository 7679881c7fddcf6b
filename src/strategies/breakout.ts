/** Breakout: in when the close leaves the channel before it on volume, out by a shorter channel's other side or at the stop. */
import { z } from "zod";

import type { CandleColumns } from "../domain/candle-columns.ts";
import type { EvidenceValue } from "../domain/evidence.ts";
import { sma } from "../domain/indicators/averages.ts";
import { shown } from "../domain/indicators/chosen.ts";
import { donchian } from "../domain/indicators/extremes.ts";
import { shared } from "../domain/indicators/shared.ts";
import { atr, type Bands } from "../domain/indicators/volatility.ts";
import type { PositionSide } from "../domain/market.ts";
import { shortParameter, signedRisk, stopParameters } from "../domain/strategy/stop-distance.ts";
import { defineStrategy, type Enter, type Leave } from "../domain/strategy/strategy.ts";

const parameters = {
  channel: z.int().min(2).max(400).default(20).describe("candles whose high the close must exceed"),
  exit: z.int().min(2).max(400).default(10).describe("candles below whose low the close ends it"),
  volume: z.number().min(0).max(20).default(1.5).describe("least volume, in averages of the channel's; 0: any"),
  ...stopParameters,
  ...shortParameter,
};
type Own = z.output<z.ZodObject<typeof parameters>>;

interface Channel {
  readonly length: number;
  readonly bands: Bands;
}

interface Lines {
  readonly candles: CandleColumns;
  readonly channel: Channel;
  readonly exit: Channel;
  /** Of the volume, over the channel. */
  readonly average: Float64Array;
  readonly range: Float64Array;
}

export const breakout = defineStrategy({
  id: "breakout",
  name: "Breakout",
  type: "BREAKOUT",
  about:
    "Goes with a price that leaves its range: in above the high of the candles before it on volume, out below a nearer low.",
  parameters,
  varies: ["channel", "exit", "volume"],
  conflict: ({ channel, exit }) =>
    exit <= channel ? null : `exit must not be above channel: ${exit} is above ${channel}.`,
  period: ({ channel, atr: range }) => Math.max(channel, range),
  shows: ({ channel }) => [shown("donchian", channel)],
  on(candles, own) {
    const lines = linesOf(candles, own);
    return {
      decide: (index, held) => (held === null ? enter(lines, own, index) : leave(lines, held.side, index)),
    };
  },
});

function linesOf(candles: CandleColumns, own: Own): Lines {
  return {
    candles,
    channel: channelOf(candles, own.channel),
    exit: channelOf(candles, own.exit),
    average: shared(candles, `volume ${own.channel}`, () => sma(candles.volume, own.channel)),
    range: shared(candles, `atr ${own.atr}`, () => atr(candles, own.atr)),
  };
}

function channelOf(candles: CandleColumns, length: number): Channel {
  return { length, bands: shared(candles, `donchian ${length}`, () => donchian(candles, length)) };
}

function enter(lines: Lines, own: Own, index: number): Enter | null {
  const { channel } = lines;
  const left = leftTo("LONG", channel, lines, index) ?? (own.short ? leftTo("SHORT", channel, lines, index) : null);
  if (left === null) return null;
  const [close, volume] = [Number(lines.candles.close[index]), Number(lines.candles.volume[index])];
  // The newest volume is no part of what it is measured by.
  const average = Number(lines.average[index - 1]);
  const range = Number(lines.range[index]);
  const risk = signedRisk(left.side, close, own.stop * range);
  if (risk === null || !(volume >= own.volume * average)) return null;
  const values = [
    ...left.values,
    { label: "volume", value: volume },
    { label: `average volume of ${own.channel}`, value: average },
    { label: `ATR ${own.atr}`, value: range },
  ];
  const onVolume = own.volume === 0 ? "" : ` on ${own.volume} times their average volume or more`;
  return {
    ...{ kind: "enter", side: left.side, stop: close - risk, target: null },
    ...{ rule: left.rule + onVolume, values },
  };
}

function leave(lines: Lines, held: PositionSide, index: number): Leave | null {
  const left = leftTo(held === "LONG" ? "SHORT" : "LONG", lines.exit, lines, index);
  return left === null ? null : { kind: "leave", rule: left.rule, values: left.values };
}

interface Left {
  readonly side: PositionSide;
  readonly rule: string;
  readonly values: readonly EvidenceValue[];
}

/** Null where the close does not lie beyond that side of the channel, or it is not warm. */
function leftTo(side: PositionSide, { bands, length }: Channel, { candles }: Lines, index: number): Left | null {
  const [way, extreme, line] = side === "LONG" ? ["above", "high", bands.upper] : ["below", "low", bands.lower];
  const close = Number(candles.close[index]);
  // Of the candle before: each candle's own high is part of its channel.
  const bound = Number(line[index - 1]);
  if (!(side === "LONG" ? close > bound : close < bound)) return null;
  const values = [
    { label: "close", value: close },
    { label: `${extreme} of ${length}`, value: bound },
  ];
  return { side, rule: `close ${way} the ${extreme} of the ${length} candles before`, values };
}
