import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { quantity as quantityOf } from "../../cards/values.ts";
import { protectedCard } from "../../cards/protection.ts";
import { type Answer, type Call, command, marker, named, required } from "../../chat/command.ts";
import { choice, countArg, either, pairArg, priceArg, trailArg } from "../../chat/grammar/arguments.ts";
import { openPairs } from "../../chat/grammar/known.ts";
import { act } from "../../chat/inbox.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Reply } from "../../domain/reply.ts";
import type { Position } from "../../models/position.ts";
import {
  type AskedProtection,
  positionToProtect,
  protect as setProtection,
  protectSight,
  takesStopAway,
} from "../../trading/protection/protect.ts";
import { protectedFacts } from "../../trading/protection/standing.ts";
import { accountArg } from "../account-arg.ts";
import { confirmedUntil } from "../confirm.ts";

const off = choice("off");

export const protect = command({
  name: "protect",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "set or move the stop and target of a position",
  examples: ["/protect BTC/USDT sl=45120 tp=48500", "/protect BTC/USDT trail=2%", "/protect BTC/USDT tp=off"],
  args: {
    pair: required({ ...pairArg, complete: openPairs }, "of an open position"),
    sl: named(either(off, priceArg), "the stop: 45120, -2% off the last price, or off"),
    tp: named(either(off, priceArg), "the target: 48500, +5% off the last price, or off"),
    trail: named(either(off, trailArg), "a stop that follows: 2% or 500 behind the best price, or off"),
    exchange: named(accountArg, "the account, where the pair is held on several"),
    position: marker(countArg, "for taking the stop away: the position that the question names"),
  },
  stale: "refuse",
  async run(app: App, call, { pair, exchange, position: meant, ...asked }) {
    if (asked.sl === undefined && asked.tp === undefined && asked.trail === undefined)
      throw new Refusal("grammar", `Say what is to change: /protect ${pair} sl=-2%, tp=+5% or trail=2%.`);
    const position = await positionToProtect(app, pair, exchange);
    if (meant !== position.id && takesStopAway(position, asked))
      return { reply: askToUncover(app, position, call.line) };
    const sight = await protectSight(app, position);
    return act(app, call, (tx) => answer(tx, app, call, position, asked, sight));
  },
});

async function answer(
  tx: Tx,
  app: App,
  call: Call,
  position: Position,
  asked: AskedProtection,
  sight: Awaited<ReturnType<typeof protectSight>>,
): Promise<Answer> {
  const changed = await setProtection(tx, position, asked, sight, call, app.clock.now());
  return { reply: protectedCard(await protectedFacts(tx, changed)) };
}

/** What would be unprotected is named, and asked about once. */
export function askToUncover(app: App, { id, exchange, tradingPair, side, quantity }: Position, line: string): Reply {
  const begun = line.replace(/^\//, "").replace(/ +(?:position|exchange)=\S+/gi, "");
  return confirmCard({
    question: [
      "Leave ",
      quantityOf(quantity),
      ` ${tradingPair} on ${exchange} without its stop? Nothing would close it when the price ${side === "LONG" ? "falls" : "rises"}.`,
    ],
    label: "Take the stop away",
    run: `${begun} exchange=${exchange} position=${id}`,
    until: confirmedUntil(app),
  });
}
