/**
 * Random lives of positions at the paper venue: bought with and without stops, moved, halved, closed, canceled, on bars that
 * gap and touch. After each event and each word nothing is sold that is not held, what is to be protected is, and the books
 * of desk and venue agree to the last digit; with every mixture of what the venue does by itself.
 */
import { expect, it } from "vitest";

import type { Candle } from "../../src/domain/candle.ts";
import { from } from "../../src/domain/money.ts";
import { randomFrom, type Random } from "../../src/exchange/random.ts";
import { Order } from "../../src/models/order.ts";
import { barsOf, MINUTE, START } from "../support/paper-venue.ts";
import { protectionFaults } from "../support/protection-check.ts";
import { ReplayDesk } from "../support/replay-desk.ts";

const LIVES = 15;
const STEPS = 40;

/** A walk of bars about 46,000 with gaps, and now and then so little volume that orders fill in parts. */
function market(random: Random): Candle[] {
  const bars: Candle[] = [];
  let last = 46_000;
  for (let index = 0; index < STEPS + 5; index += 1) {
    const open = last * (1 + (random.uniform() < 0.15 ? (random.uniform() - 0.5) * 0.02 : 0));
    const close = open * (1 + random.normal() * 0.002);
    const [top, bottom] = [Math.max(open, close), Math.min(open, close)];
    const high = top * (1 + Math.abs(random.normal()) * 0.001);
    const low = bottom * (1 - Math.abs(random.normal()) * 0.001);
    const price = (value: number) => from(value.toFixed(1));
    const volume = random.uniform() < 0.3 ? from("0.08") : from("100");
    bars.push({
      at: START + index * MINUTE,
      open: price(open),
      high: price(high),
      low: price(low),
      close: price(close),
      volume,
    });
    last = close;
  }
  return bars;
}

const percent = (random: Random, sign: "+" | "-"): string => `${sign}${(0.05 + random.uniform() * 1.2).toFixed(2)}%`;

/** What a person types next. */
function wordOf(random: Random): string {
  const amount = (0.001 + random.uniform() * 0.02).toFixed(4);
  const exits = [
    ` sl=${percent(random, "-")}`,
    ` tp=${percent(random, "+")}`,
    ` trail=${(0.1 + random.uniform()).toFixed(2)}%`,
  ];
  const one = (of: readonly string[]): string => of[Math.floor(random.uniform() * of.length)] ?? "";
  return one([
    `/buy BTC/USDT ${amount}${exits[0]}${exits[1]}`,
    `/buy BTC/USDT ${amount}${exits[2]}`,
    `/buy BTC/USDT ${amount} price=${percent(random, "-")}${exits[0]}`,
    `/buy BTC/USDT ${amount}`,
    `/protect BTC/USDT${exits[0]}`,
    `/protect BTC/USDT${exits[1]}`,
    `/protect BTC/USDT${exits[2]}`,
    "/protect BTC/USDT tp=off",
    "/close BTC/USDT",
    "/close BTC/USDT 50%",
    `/sell BTC/USDT 30% price=${percent(random, "+")}`,
    "/cancel all",
    "",
    "",
  ]);
}

async function speak(desk: ReplayDesk, random: Random): Promise<string> {
  const { trader } = desk;
  const word = wordOf(random);
  if (word === "") return word;
  await trader.type(word);
  const [waiting] = await Order.query(trader.desk.db.reader).where({ state: "proposed", purpose: "entry" });
  if (waiting !== undefined) await trader.type(`/${random.uniform() < 0.8 ? "approve" : "reject"} ${waiting.id}`);
  const newest = await Order.query(trader.desk.db.reader).orderBy("id", "desc").first();
  if (word === "/cancel all" && newest !== undefined) await trader.type(`/cancel all ${newest.id}`);
  return word;
}

// prettier-ignore
const ABILITIES = [
  ["all",                          {}],
  ["nothing but changing",         { links: "no", trailing: "no" }],
  ["no changing",                  { amends: "no" }],
  ["neither links nor changing",   { links: "no", amends: "no", trailing: "no" }],
] as const;

it.each(ABILITIES)(`${LIVES} lives at a venue that does %s`, async (_name, settings) => {
  let words = 0;
  for (let seed = 1; seed <= LIVES; seed += 1) {
    const random = randomFrom(seed);
    const desk = await ReplayDesk.open(barsOf(market(random)), { ...settings, spreadPercent: "0.02" });
    const history: string[] = [];
    try {
      for (let step = 0; step < STEPS; step += 1) {
        history.push(await speak(desk, random));
        words += history.at(-1) === "" ? 0 : 1;
        desk.trader.desk.clock.advance(2_000);
        await desk.touch();
        expect(
          await protectionFaults(desk.trader.desk, desk.floor.venue),
          `seed ${seed}: ${history.join("; ")}`,
        ).toEqual([]);
        if (!(await desk.step())) break;
        expect(
          await protectionFaults(desk.trader.desk, desk.floor.venue),
          `seed ${seed}, bar: ${history.join("; ")}`,
        ).toEqual([]);
      }
    } finally {
      await desk.close();
    }
  }
  console.log(`${LIVES} lives, ${words} words`);
});
