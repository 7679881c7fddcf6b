/** A desk on a made-up market whose minutes close one by one, with the shipped strategy on all of its pairs. */
import type { App } from "../src/app.ts";
import { transact } from "../src/db/transact.ts";
import type { Pair } from "../src/domain/ids.ts";
import { type Collector, createCollector } from "../src/market/collect.ts";
import { gatewayOf } from "../src/market/gateways.ts";
import { refreshMarkets } from "../src/market/rules.ts";
import { Order } from "../src/models/order.ts";
import { Strategy } from "../src/models/strategy.ts";
import type { Loop } from "../src/runtime/loop.ts";
import { startTicking } from "../src/trading/strategies/tick.ts";
import { until } from "../test/support/until.ts";
import { listMany, type ManyPairs } from "./many-pairs.ts";
import { type Timed, timed } from "./timed.ts";

/** Who trades there, and how lines are said to it. */
export interface Asked {
  readonly app: App;
  readonly chat: { ask(line: string): Promise<unknown> };
}

export interface Minutes {
  readonly desk: Asked;
  readonly market: ManyPairs;
  readonly ticking: Loop;
  readonly collector: Collector;
  readonly bareCommit: () => number;
}

/** A minute that has closed, until all pairs are looked at. */
export interface Minute extends Timed {
  /** ms from the close to the commit of each proposal. */
  readonly proposed: readonly number[];
  readonly bareCommit: number;
}

/** The shipped strategy, asking, with so little that the account has enough for all. */
export async function openMinutes(desk: Asked, count: number, bareCommit: () => number): Promise<Minutes> {
  const { app, chat } = desk;
  const gateway = gatewayOf(app);
  const market = listMany(gateway, count);
  await refreshMarkets(app, gateway);
  for (const rule of ["orders", "duplicate"]) await chat.ask(`/limits ${rule} off`);
  await transact(app, (tx) =>
    Strategy.query(tx)
      .findById("trend")
      .patch({ targetPairs: [...market.pairs], riskParameters: { sizing: "fixed", size: 20 } }),
  );
  await until("the account is compared", () => app.compared.has(gateway.exchange));
  const collector = createCollector(app, gateway);
  await collector.round();
  return { desk, market, ticking: startTicking(app, gateway), collector, bareCommit };
}

export async function minuteOf(minutes: Minutes, rising: readonly Pair[]): Promise<Minute> {
  const { desk, market, ticking, collector, bareCommit } = minutes;
  const proposed: number[] = [];
  let closedAt = 0;
  // Rung when its transaction is durable.
  const silence = desk.app.bell.listen("send", () => proposed.push(performance.now() - closedAt));
  const looked = await timed(async () => {
    closedAt = performance.now();
    market.close(new Set(rising));
    await ticking.idle();
  });
  silence();
  if (proposed.length !== rising.length)
    throw new Error(`of ${rising.length} proposals ${proposed.length} were written`);
  const minute = { ...looked, proposed, bareCommit: bareCommit() };
  await rejectAll(desk);
  await collector.round(); // a minute is stored before the next one closes
  return minute;
}

/** A pair has one proposal at a time. */
async function rejectAll({ app, chat }: Asked): Promise<void> {
  const waiting = await Order.query(app.db.reader).where({ state: "proposed", leg: null }).orderBy("id");
  for (const { id } of waiting) await chat.ask(`/reject ${id}`);
}
