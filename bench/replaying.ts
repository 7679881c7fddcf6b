/** How fast a file of candles runs through venue and desk when each waits for the other (`@max`). */
import { Alert } from "../src/models/alert.ts";
import { Order } from "../src/models/order.ts";
import { candleFile } from "../test/support/candle-file.ts";
import { until } from "../test/support/until.ts";
import { type BenchDesk, inFolder, withDesk } from "./desk.ts";
import { type Figure, figure, type Part } from "./figures.ts";

const CANDLES = 10_000;
const RESTING = [0, 20] as const;
const MOST_MS = 300_000;

export async function replaying(): Promise<Part> {
  const figures: Figure[] = [];
  for (const resting of RESTING) {
    const speed = await inFolder((dataDir) =>
      withDesk(dataDir, `replay:${candleFile(dataDir, CANDLES, wandering)}@max`, (desk) => replay(desk, resting)),
    );
    figures.push(figure(`with ${resting} resting orders`, "candles/s", [speed]));
  }
  return { title: `Replay of ${CANDLES} made-up candles through venue and desk`, figures };
}

/** Candles a second. */
async function replay({ app, chat, startFeeds }: BenchDesk, resting: number): Promise<number> {
  for (const line of ["/limits orders off", "/limits duplicate off"]) await chat.ask(line);
  for (let i = 0; i < resting; i++) {
    const { reply } = await chat.ask("/buy BTC/USDT 0.001 price=30000");
    await chat.ask(`/approve ${reply.binds?.order}`);
  }
  const { reader } = app.db;
  await until(
    "the orders rest",
    async () => (await Order.query(reader).where({ state: "open" }).resultSize()) === resting,
  );
  const begun = performance.now();
  startFeeds();
  await until("the end of the feed", () => Alert.query(reader).findOne({ source: "health" }), MOST_MS);
  return (CANDLES / (performance.now() - begun)) * 1000;
}

/** Around 46,250, never near the resting orders. */
function wandering(bar: number): { open: number; close: number } {
  const price = (at: number): number => Math.round(46_250 + 2_000 * Math.sin(at / 200));
  return { open: price(bar - 1), close: price(bar) };
}
