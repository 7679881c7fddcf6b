/** How fast a file of candles runs through venue and desk when each waits for the other (`@max`), and what resting orders cost. */
import { setTimeout as wait } from "node:timers/promises";

import { Alert } from "../src/models/alert.ts";
import { Order } from "../src/models/order.ts";
import { candleFile } from "../test/support/candle-file.ts";
import { until } from "../test/support/until.ts";
import { type BenchDesk, inFolder, withDesk } from "./desk.ts";
import { type Figure, figure, type Part, ratio } from "./figures.ts";

const CANDLES = 30_000;
const RESTING = 50;
const MINUTE_MS = 60_000;
/** The speed is looked at this often: the first looks are at code that is not warm yet, and the median leaves them out. */
const SLICE_MS = 100;

export async function replaying(): Promise<Part> {
  const none = await speedWith(0);
  const many = await speedWith(RESTING);
  const title = `Replay of ${CANDLES} made-up candles through venue and desk`;
  return { title, figures: [none, many, ratio(`${RESTING} beside none`, many, none)] };
}

async function speedWith(resting: number): Promise<Figure> {
  const speeds = await inFolder((dataDir) =>
    withDesk(dataDir, `replay:${candleFile(dataDir, CANDLES, wandering)}@max`, (desk) => replay(desk, resting)),
  );
  return figure(`with ${resting} resting orders`, "candles/s", speeds);
}

/** Candles a second, in each slice of the run. */
async function replay({ app, chat, startFeeds }: BenchDesk, resting: number): Promise<number[]> {
  // A proposal would hold the market to the pace of people.
  for (const line of ["/limits orders off", "/limits duplicate off", "/strategy trend pause"]) await chat.ask(line);
  for (let i = 0; i < resting; i++) {
    const { reply } = await chat.ask("/buy BTC/USDT 0.001 price=30000");
    await chat.ask(`/approve ${reply.binds?.order}`);
  }
  const { reader } = app.db;
  await until(
    "the orders rest",
    async () => (await Order.query(reader).where({ state: "open" }).resultSize()) === resting,
  );
  const [gateway] = app.gateways.values();
  if (gateway === undefined) throw new Error("there is no account");
  const speeds: number[] = [];
  let [at, marketAt] = [performance.now(), gateway.now()];
  startFeeds();
  while (gateway.now() === marketAt) await wait(1);
  while ((await Alert.query(reader).findOne({ source: "health" })) === undefined) {
    await wait(SLICE_MS);
    const [now, marketNow] = [performance.now(), gateway.now()];
    speeds.push((((marketNow - marketAt) / MINUTE_MS) * 1000) / (now - at));
    [at, marketAt] = [now, marketNow];
  }
  return speeds.slice(0, -1); // the last one is not full
}

/** Around 46,250, never near the resting orders. */
function wandering(bar: number): { open: number; close: number } {
  const price = (at: number): number => Math.round(46_250 + 2_000 * Math.sin(at / 200));
  return { open: price(bar - 1), close: price(bar) };
}
