/** From the close of a candle to the rows of what strategies propose on it, each time beside one bare commit to the same disk. */
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
import { openBareCommit } from "./bare-commit.ts";
import { type BenchDesk, inFolder, withDesk } from "./desk.ts";
import { figure, type Part, ratio } from "./figures.ts";
import { listMany, type ManyPairs } from "./many-pairs.ts";
import { type Timed, timed, timedColumn } from "./timed.ts";

const PAIRS = 50;
const WARM_UP = 20;
const SINGLE = 200;
const TOGETHER = 10;
/** So long a pair falls until its averages can cross again. */
const APART = 12;

export function deciding(): Promise<Part> {
  return inFolder((dataDir) =>
    withDesk(dataDir, "synthetic", async (desk) => {
      const minutes = await openMinutes(desk, openBareCommit(dataDir));
      const measured = await measure(minutes);
      await minutes.ticking.stop();
      return partOf(measured);
    }),
  );
}

interface Minutes {
  readonly desk: BenchDesk;
  readonly market: ManyPairs;
  readonly ticking: Loop;
  readonly collector: Collector;
  readonly bareCommit: () => number;
}

/** A minute that has closed, until all pairs are looked at. */
interface Minute extends Timed {
  /** ms from the close to the commit of each proposal. */
  readonly proposed: readonly number[];
  readonly bareCommit: number;
}

interface Measured {
  readonly none: readonly Minute[];
  readonly one: readonly Minute[];
  readonly all: readonly Minute[];
}

function partOf({ none, one, all }: Measured): Part {
  const ofOne = figure("one proposes: the candle closes → its row is committed", "ms", one.flatMap(proposalsOf));
  const ofAll = figure(`${PAIRS} propose: the candle closes → each row is committed`, "ms", all.flatMap(proposalsOf));
  const last = figure(
    "… the last of them",
    "ms",
    all.map(({ proposed }) => Math.max(...proposed)),
  );
  const each = figure(
    "… of it for each",
    "ms",
    all.map(({ proposed }) => Math.max(...proposed) / PAIRS),
  );
  const bareCommit = figure(
    "one bare FULL commit",
    "ms",
    [...one, ...all].map((minute) => minute.bareCommit),
  );
  return {
    title: `Strategies: ${PAIRS} pairs at the close of a candle`,
    figures: [
      timedColumn("none proposes: the candle closes → all are looked at", none),
      timedColumn("… at work", none, "workedMs"),
      timedColumn("… longest block of the event loop", none, "blockedMs"),
      ofOne,
      timedColumn("… until all are looked at", one),
      timedColumn("… at work", one, "workedMs"),
      timedColumn("… longest block of the event loop", one, "blockedMs"),
      ofAll,
      last,
      each,
      timedColumn("… at work for all of them", all, "workedMs"),
      timedColumn("… longest block of the event loop", all, "blockedMs"),
      bareCommit,
      ratio("one proposes : bare commit", ofOne, bareCommit),
      ratio(`each of ${PAIRS} : bare commit`, each, bareCommit),
    ],
  };
}

const proposalsOf = ({ proposed }: Minute): readonly number[] => proposed;

/** The shipped strategy, asking, with so little that the account has enough for all. */
async function openMinutes(desk: BenchDesk, bareCommit: () => number): Promise<Minutes> {
  const { app, chat } = desk;
  const gateway = gatewayOf(app);
  const market = listMany(gateway, PAIRS);
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

async function measure(minutes: Minutes): Promise<Measured> {
  const { pairs } = minutes.market;
  const [none, one, all]: [Minute[], Minute[], Minute[]] = [[], [], []];
  for (let i = 0; i < WARM_UP + SINGLE; i++) one.push(await minuteOf(minutes, pairs.slice(i % PAIRS).slice(0, 1)));
  for (let i = 0; i < TOGETHER; i++) {
    for (let quiet = 0; quiet < APART; quiet++) none.push(await minuteOf(minutes, []));
    all.push(await minuteOf(minutes, pairs));
  }
  return { none, one: one.slice(WARM_UP), all };
}

async function minuteOf(minutes: Minutes, rising: readonly Pair[]): Promise<Minute> {
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
async function rejectAll({ app, chat }: { readonly app: App; readonly chat: BenchDesk["chat"] }): Promise<void> {
  const waiting = await Order.query(app.db.reader).where({ state: "proposed", leg: null }).orderBy("id");
  for (const { id } of waiting) await chat.ask(`/reject ${id}`);
}
