import type { App } from "../../app.ts";
import { haltedAlreadyCard } from "../../cards/halt.ts";
import { choice } from "../../chat/grammar/arguments.ts";
import { type Answer, type Call, command, named, optional, rest } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import { writtenAt } from "../../chat/stale.ts";
import type { Tx } from "../../db/transact.ts";
import { EVERYTHING } from "../../domain/halt.ts";
import { causeOf } from "../../trading/cause.ts";
import { halt as haltBy, type HaltWish } from "../../trading/halts/halt.ts";
import { haltFacts, postHalt } from "../../trading/halts/card.ts";
import { accountArg } from "../account-arg.ts";
import { meantBy, reasonArg, scopeArg } from "../scope-arg.ts";

export const halt = command({
  name: "halt",
  family: "safety",
  kind: "acts",
  role: "trader",
  help: "no new exposure, anywhere or there; resting entries are canceled, exits still pass",
  examples: ["/halt", "/halt keep", "/halt exchange looks odd", "/halt paper", "/halt BTC/USDT news"],
  args: {
    scope: optional(scopeArg(/^keep$/i), "an account, a pair or a strategy; without it, everything"),
    keep: optional(choice("keep"), "leave resting entries where they are"),
    exchange: named(accountArg, "for a pair: on this account alone; without it, on all"),
    reason: rest(reasonArg, "why"),
  },
  stale: "run",
  async run(app: App, call, { scope: typed, keep, exchange, reason }) {
    const { scope } = await meantBy(app, typed, exchange);
    const at = app.clock.now();
    const askedAt = writtenAt(call, at);
    // A word that names nothing begins the reason. Then everything is halted, and nothing is kept: that is the safe reading.
    const wish: HaltWish =
      scope === null
        ? { scope: EVERYTHING, reason: reasonArg.parse(behindName(call.line)), keepsOrders: false, askedAt }
        : { scope, reason: reason ?? null, keepsOrders: keep !== undefined, askedAt };
    return act(app, call, (tx) => haltAndTell(tx, wish, call, at));
  },
});

const behindName = (line: string): string => line.trim().replace(/^\S+ */, "");

async function haltAndTell(tx: Tx, wish: HaltWish, call: Call, at: number): Promise<Answer> {
  const made = await haltBy(tx, wish, causeOf(call, at));
  if (made.isNew) return { card: await postHalt(tx, made.halt, at, call) };
  return { reply: haltedAlreadyCard(await haltFacts(tx, made.halt), made.canceling) };
}
