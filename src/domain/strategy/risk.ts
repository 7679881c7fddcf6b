/** What a strategy may risk, and whether it asks: its row's `risk_parameters`, set by people. */
import { z } from "zod";

import { Refusal } from "../errors.ts";

const MODES = ["ask", "auto", "notify"] as const;

const SIZINGS = ["fixed", "equity", "volatility", "risk"] as const;

const PLAIN = /^(?:0|[1-9]\d{0,14})(?:\.\d{1,8})?$/;

export const riskSchema = z.strictObject({
  mode: z
    .enum(MODES)
    .default("ask")
    .describe("ask: people decide; auto: it trades within its limits; notify: it tells"),
  sizing: z
    .enum(SIZINGS)
    .default("risk")
    .describe(
      "fixed: size in quote; equity: percent of it; volatility: percent a year; risk: percent lost at the stop",
    ),
  size: z.number().positive().max(1_000_000).default(0.1).describe("what sizing counts in"),
  most: z.number().positive().max(100).default(5).describe("percent of its equity in one entry, at most"),
  /** In the desk's currency. Null until its first start: then it is the account's equity. */
  capital: z.string().regex(PLAIN).nullable().default(null).describe("what it trades with, in the desk's currency"),
});
export type Risk = z.output<typeof riskSchema>;

/** At first, of what has no stop: what its schema says goes by one. */
const WITHOUT_STOP = { sizing: "fixed", size: 100 } as const satisfies Partial<Risk>;

/** `buys`: of a strategy whose entries may be without a stop. Throws a Refusal that names what cannot be meant. */
export function riskOf(id: string, given: Readonly<Record<string, unknown>>, buys = false): Risk {
  const { success, data, error } = riskSchema.safeParse(buys ? { ...WITHOUT_STOP, ...given } : given);
  if (success && buys && data.sizing === "risk") throw unsizable(id);
  if (success) return data;
  const [issue] = error.issues;
  const sentence = `${issue?.path.join(".") ?? "it"} of ${id} cannot be that: ${issue?.message ?? ""}.`;
  throw new Refusal("parameter", `${sentence} /strategy ${id} shows what there is.`, [`/strategy ${id}`]);
}

function unsizable(id: string): Refusal {
  const set = `/strategy ${id} set sizing=${WITHOUT_STOP.sizing} size=${WITHOUT_STOP.size}`;
  const why = `sizing=risk goes by what is lost at a stop, and ${id} buys without one.`;
  return new Refusal("parameter", `${why} Set another: ${set}`, [set]);
}
