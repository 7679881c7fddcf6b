import type { App } from "../../app.ts";
import { type Answer, type ArgType, type Call, command, optional, required, rest } from "../../chat/command.ts";
import { choice, either, pairArg, textArg } from "../../chat/grammar/arguments.ts";
import { type Period, pastArg } from "../../chat/grammar/period.ts";
import { act } from "../../chat/inbox.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Pair } from "../../domain/ids.ts";
import { prepareOptimising } from "../../research/optimise.ts";
import { beginOptimising, cancelOptimising } from "../../research/optimising.ts";
import { strategyArg } from "../strategy-arg.ts";
import { planOf } from "./optimise-plan.ts";

const NUMBER = /^[1-9]\d{0,8}$/;

/** The market, or behind `cancel` which optimisation. */
const pairOrNumberArg: ArgType<Pair | number> = {
  ...pairArg,
  placeholder: "PAIR|NUMBER",
  mend: async (desk, word) => (NUMBER.test(word) ? null : ((await pairArg.mend?.(desk, word)) ?? null)),
  parse: (word) => (NUMBER.test(word) ? Number(word) : pairArg.parse(word)),
};

/** It may be left out before the settings. */
const periodArg: ArgType<Period | null> = { ...pastArg, fits: (word) => /^(?:all$|\d{4}(?!\d))/i.test(word) };

export const optimise = command({
  name: "optimise",
  family: "strategies",
  kind: "acts",
  role: "trader",
  help: "which parameters of a strategy would have done best on the past, and how much of that is luck; it works on while the card tells how far it is",
  examples: [
    "/optimise trend BTC/USDT 2022-01 fast=5..20/5 slow=20..60/10",
    "/optimise trend BTC/USDT all timeframe=5m,15m fast=4..30 slow=20..90 trials=1000",
    "/optimise reversion BTC/USDT all bands=10..40/5 oversold=20..40/5 guards=off",
    "/optimise cancel 3",
  ],
  args: {
    name: required(either(choice("cancel"), strategyArg), "the strategy; or cancel, for one that is at work"),
    pair: required(pairOrNumberArg, "the market; behind cancel the number on the card"),
    period: optional(periodArg, "UTC days, as /backtest takes them; without it, all that is stored"),
    settings: rest(
      textArg,
      "what varies (fast=5..20/5, atr=7,14) and what does not (size=1); trials= for how many combinations at most, guards=off, exchange=",
    ),
  },
  stale: "refuse",
  async run(app: App, call, { name, pair, period, settings = "" }) {
    if (name === "cancel") return cancel(app, call, pair, period !== undefined || settings !== "");
    if (typeof pair === "number")
      throw new Refusal("grammar", `"${pair}" is not a pair: type it like ${optimise.examples[0]}`);
    const plan = await planOf(app, call, { name, pair, period: period ?? null, settings });
    const prepared = await prepareOptimising(app, plan);
    return act(app, call, (tx) => beginOptimising(tx, prepared, call, app.clock.now()));
  },
});

async function cancel(app: App, call: Call, number: Pair | number, hasMore: boolean): Promise<Answer> {
  if (typeof number !== "number" || hasMore)
    throw new Refusal("grammar", "cancel takes the number on the card alone: type it like /optimise cancel 3");
  return act(app, call, (tx) => cancelOptimising(tx, number, call, app.clock.now()));
}
