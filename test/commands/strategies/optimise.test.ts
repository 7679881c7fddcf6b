import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { transact } from "../../../src/db/transact.ts";
import { Alert } from "../../../src/models/alert.ts";
import { Optimisation } from "../../../src/models/optimisation.ts";
import { endInterrupted, optimiseDue } from "../../../src/research/optimising.ts";
import { type CandleKey, IMPORTED } from "../../../src/series/store.ts";
import { wanderingMinutes } from "../../support/engine.ts";
import { BTC } from "../../support/paper-venue.ts";
import { Trader } from "../../support/trader.ts";

let trader: Trader;
beforeEach(async () => {
  trader = await Trader.open("sqlite", undefined, "initial");
});
afterEach(() => trader.close());

const DAY = 1_440;
const LINE = "/optimise trend BTC/USDT all fast=3..9/3 slow=12,20 timeframe=5m size=1 guards=off";

async function imported(count = 11 * DAY): Promise<void> {
  const key: CandleKey = { exchange: trader.venue.exchange, source: IMPORTED, pair: BTC, timeframe: "1m" };
  const minutes = wanderingMinutes(count, 3, 10_000);
  for (let i = 0; i < count; i += 1_000)
    await trader.series.candles.append([{ key, candles: minutes.slice(i, i + 1_000) }]);
}

const rows = () => Optimisation.query(trader.desk.db.reader);
const cards = () => Alert.query(trader.desk.db.reader).orderBy("id");
const work = (signal = new AbortController().signal) => optimiseDue(trader.app, signal);

async function runs(): Promise<string[]> {
  const [card] = await cards();
  return (card?.reply.blocks ?? []).flatMap((block) =>
    block.kind === "buttons" ? block.buttons.map(({ run }) => run) : [],
  );
}

describe("an optimisation", () => {
  it("answers at once, then ends with its best sets, what they did where nobody had looked, and how much is luck", async () => {
    await imported();
    const begun = await trader.type(LINE);
    expect(begun).toContain("Optimising Trend following · BTC/USDT");
    expect(begun).toContain("0 %, 0 of 6 sets");
    expect(await runs()).toEqual(["optimise cancel 1"]);
    await work();
    const [card] = await cards();
    console.log(card?.message);
    expect(card?.isFinal).toBe(true);
    expect(await rows()).toEqual([]);
  });
});
