import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { closingsCard } from "../../cards/closings.ts";
import { counted } from "../../cards/words.ts";
import { type Answer, type Call, command, named, optional, required } from "../../chat/command.ts";
import { type Amount, choice, either, pairArg, shareArg } from "../../chat/grammar/arguments.ts";
import { openPairs } from "../../chat/grammar/known.ts";
import { act } from "../../chat/inbox.ts";
import { orRefusal, Refusal } from "../../domain/errors.ts";
import type { AlertId, ExchangeName, Pair } from "../../domain/ids.ts";
import { compare, from, HUNDRED } from "../../domain/money.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { Position } from "../../models/position.ts";
import { closePosition, closingOf } from "../../trading/close.ts";
import { byPerson } from "../../trading/origin.ts";
import { accountArg } from "../account-arg.ts";
import { confirmedUntil } from "../confirm.ts";

const ALL_OF_IT: Amount = { kind: "percent", percent: HUNDRED };

export const close = command({
  name: "close",
  family: "trade",
  kind: "acts",
  role: "trader",
  help: "close a position at market, all of it or a part",
  examples: ["/close BTC/USDT", "/close BTC/USDT 50%", "/close all"],
  args: {
    what: required(either(choice("all"), { ...pairArg, complete: openPairs }), "a pair, or all positions"),
    part: optional(shareArg, "how much of it; without it, all. For all: the number that the question names"),
    exchange: named(accountArg, "one account; without it, wherever the pair is held"),
  },
  stale: "refuse",
  async run(app: App, call, { what, part, exchange }) {
    const account = exchange === undefined ? null : gatewayOf(app, exchange).exchange;
    const positions = await openPositions(app, what === "all" ? null : what, account);
    if (what !== "all") {
      if (positions.length > 1 && part !== undefined && part.kind !== "percent") throw several(what, positions);
      return closeThem(app, call, positions, part ?? ALL_OF_IT);
    }
    if (part !== undefined && part.kind !== "base") {
      throw new Refusal("grammar", "All positions are closed whole: a part goes with one pair, /close BTC/USDT 50%.");
    }
    if (part === undefined) return { reply: askAll(app, positions, account) };
    const meant = positions.filter((position) => compare(from(position.id), part.quantity) <= 0);
    return closeThem(app, call, meant, ALL_OF_IT);
  },
});

/** An amount is not to be closed on each of them. */
function several(pair: Pair, positions: readonly Position[]): Refusal {
  const where = [...new Set(positions.map(({ exchange }) => exchange))];
  return new Refusal(
    "position",
    `${pair} is held on ${where.join(" and ")}: say which with exchange=, or a part of each as a percentage.`,
    where.map((exchange) => `/close ${pair} 50% exchange=${exchange}`),
  );
}

async function openPositions(app: App, pair: Pair | null, account: ExchangeName | null): Promise<Position[]> {
  const positions = await Position.query(app.db.reader)
    .where({
      closed_time: null,
      ...(pair === null ? {} : { trading_pair: pair }),
      ...(account === null ? {} : { exchange: account }),
    })
    .orderBy("id");
  if (positions.length > 0) return positions;
  const what = pair === null ? "" : ` on ${pair}`;
  const where = account === null ? "" : ` at ${account}`;
  throw new Refusal(
    "position",
    `There is no open position${what}${where}. /positions lists them, /sell sells what else is held.`,
    ["/positions"],
  );
}

/** The yes means the positions that were named, up to the newest: one that is opened meanwhile stays. */
function askAll(app: App, positions: readonly Position[], account: ExchangeName | null) {
  const first = gatewayOf(app).exchange;
  const pairs = positions
    .map(({ tradingPair, exchange }) => (exchange === first ? tradingPair : `${tradingPair} on ${exchange}`))
    .join(", ");
  return confirmCard({
    question: [`Close ${counted(positions.length, "position", "positions")} (${pairs}) at market?`],
    label: "Close all",
    run: `close all ${Math.max(...positions.map((position) => position.id))}${account === null ? "" : ` exchange=${account}`}`,
    until: confirmedUntil(app),
  });
}

/** Each alone: one that cannot be sold keeps no other one open. */
async function closeThem(app: App, call: Call, positions: readonly Position[], amount: Amount): Promise<Answer> {
  const looks = await Promise.all(positions.map((position) => orRefusal(closingOf(app, position))));
  return act(app, call, async (tx) => {
    const results: (AlertId | Refusal)[] = [];
    for (const look of looks) {
      const isRefused = look instanceof Refusal;
      results.push(
        isRefused ? look : await orRefusal(closePosition(tx, look, amount, byPerson(call, app.clock.now()))),
      );
    }
    return answerOf(results);
  });
}

/** One position answers with its own card; of several each has a card, and the answer counts them. */
function answerOf(results: readonly (AlertId | Refusal)[]): Answer {
  const [first] = results;
  if (results.length === 1 && first !== undefined) {
    if (first instanceof Refusal) throw first;
    return { card: first };
  }
  const refusals = results.filter((result) => result instanceof Refusal);
  return {
    reply: closingsCard({
      closing: results.length - refusals.length,
      refusals: refusals.map(({ message }) => message),
    }),
  };
}
