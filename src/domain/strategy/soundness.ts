/** What is wrong with a decision by itself. */
import { z } from "zod";

import type { Intent, Lay, Strategy } from "./strategy.ts";

// A number is finite: zod 4 takes neither NaN nor infinity for one.
const reasoned = {
  rule: z.string().min(1),
  values: z.array(z.object({ label: z.string(), value: z.number() })),
};
/** Beyond that a number is no longer written digit by digit, and no price is. */
const price = z.number().positive().lt(1e15);
/** Each is an order at the exchange. */
const MOST_LEVELS = 101;
const intentSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("enter"),
      side: z.enum(["LONG", "SHORT"]),
      stop: price,
      target: price.nullable(),
      ...reasoned,
    }),
    z.object({ kind: z.literal("buy"), keeps: z.boolean(), ...reasoned }),
    z.object({ kind: z.literal("lay"), levels: z.array(price).min(2).max(MOST_LEVELS), stop: price, ...reasoned }),
    z.object({ kind: z.literal("leave"), ...reasoned }),
  ])
  .nullable();

/** In words that go behind "its decision at …"; null where it is sound. */
export function faultOf(decided: Intent | null, close: number, { buys }: Pick<Strategy, "buys">): string | null {
  if (decided === null) return null;
  const { error } = intentSchema.safeParse(decided);
  if (error !== undefined) return shapeFault(error);
  if (decided.kind === "buy") return buys ? null : "is to buy, which its definition does not say: buys: true";
  if (decided.kind === "leave") return null;
  if (decided.kind === "lay") return layFault(decided);
  const { side, stop, target } = decided;
  const [under, over] = side === "LONG" ? [stop, target] : [target, stop];
  if (under !== null && under >= close)
    return `has a ${side === "LONG" ? "stop" : "target"} that is not below its close`;
  if (over !== null && over <= close) return `has a ${side === "LONG" ? "target" : "stop"} that is not above its close`;
  return null;
}

function layFault({ levels, stop }: Lay): string | null {
  if (levels.some((level, i) => level <= (levels[i - 1] ?? stop)))
    return "has levels that do not rise, each above the one before and all above its stop";
  return null;
}

function shapeFault({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.join(".") ?? "";
  return place === "" ? "is neither null, enter, buy, lay nor leave" : `has a wrong ${place}: ${issue?.message ?? ""}`;
}
