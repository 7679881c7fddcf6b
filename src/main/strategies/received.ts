/** What comes from the process of a file, taken only where it has the shape that it should: anybody may have written the file. */
import { z } from "zod";

import { TIMEFRAMES } from "../../domain/candle.ts";
import { chosen } from "../../domain/indicators/chosen.ts";
import { INDICATORS } from "../../domain/indicators/catalog.ts";
import type { Configuration } from "../../domain/strategy/strategy.ts";

const ANSWER = z.union([
  z.strictObject({ answer: z.unknown() }),
  z.strictObject({ refusal: z.string(), suggestions: z.array(z.string()) }),
  z.strictObject({ failure: z.string() }),
]);

const MESSAGE = z.union([
  z.strictObject({ ended: z.string() }),
  z.strictObject({ said: z.strictObject({ number: z.string(), reply: ANSWER }) }),
]);

const CONFIGURATION = z.object({
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  timeframe: z.enum(TIMEFRAMES),
  period: z.number(),
  shows: z.array(z.object({ word: z.string(), numbers: z.array(z.number()) })),
});

/** Null for what is none. */
export function receivedMessage(message: unknown): z.infer<typeof MESSAGE> | null {
  return MESSAGE.safeParse(message).data ?? null;
}

/** A sentence where it is none. */
export function receivedConfiguration(sent: unknown): Configuration | string {
  const { data } = CONFIGURATION.safeParse(sent);
  if (data === undefined) return "Its configuration is none: make it with defineStrategy.";
  const shows = [];
  for (const { word, numbers } of data.shows) {
    const indicator = INDICATORS.find((each) => each.word === word);
    if (indicator === undefined) return `It shows ${word}, which is no indicator of the desk.`;
    shows.push(chosen(indicator, numbers));
  }
  return { ...data, shows };
}
