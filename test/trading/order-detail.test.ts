/** /order: one order whole, with the exits around it, its fills and its life. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { ask } from "../support/asking.ts";
import { Trader } from "../support/trader.ts";

let trader: Trader;
beforeAll(async () => void (trader = await Trader.open()));
beforeEach(() => trader.startOver());
afterAll(() => trader.close());

/** An entry with its two exits behind it, approved and filled. */
async function bracket(): Promise<number> {
  const { lines } = await ask(trader, "/buy BTC/USDT 0.01 sl=45000 tp=48000");
  const id = Number(/#(\d+)$/.exec(lines[0] ?? "")?.[1]);
  await trader.type(`/approve ${id}`);
  await trader.turn();
  trader.venue.fill(await trader.clientId(id), { price: "46250" });
  await trader.turn();
  return id;
}

it("shows an order with its card, its exits, its fills and the moments of its life", async () => {
  const id = await bracket();
  const { lines, buttons } = await ask(trader, `/order ${id}`);
  expect(lines[0]).toMatch(new RegExp(`BOUGHT 0\\.01 BTC/USDT · paper +#${id}$`));
  expect(lines).toContain(`Exits   #${id + 1} stop 0.01 BTC at 45,000.0: waits for its moment`);
  expect(lines.find((line) => line.includes(`#${id + 2} target 0.01 BTC at 48,000.0`))).toBeDefined();
  expect(lines.find((line) => line.startsWith("Asked"))).toMatch(/ for manual$/);
  const life = lines.slice(lines.findIndex((line) => line.startsWith("Life"))).join("\n");
  expect(Array.from(life.matchAll(/:\d\d (\w+) by/g), ([, state]) => state)).toEqual([
    ...["approved", "sending", "resting", "filled"],
  ]);
  expect(lines.find((line) => /\d{4} \d\d:\d\d:\d\d +0\.01 +46,250\.0/.test(line))).toBeDefined();
  expect(buttons.map(({ label }) => label)).toContain("Why");
});

it("tells of an exit the entry that it was approved with", async () => {
  const id = await bracket();
  const { lines } = await ask(trader, `/order ${id + 1}`);
  expect(lines).toContain(`Entry   #${id}`);
  expect(lines.filter((line) => line.startsWith("Exits"))).toEqual([]);
});

it("counts in the exits that the position was given later", async () => {
  await trader.bought("0.01");
  const id = await trader.newest();
  expect((await ask(trader, `/order ${id}`)).lines.filter((line) => line.startsWith("Exits"))).toEqual([]);
  await trader.type("/protect BTC/USDT sl=44000");
  await trader.turn();
  expect((await ask(trader, `/order ${id}`)).lines.join("\n")).toMatch(/^Exits +#\d+ stop 0\.01 BTC at 44,000\.0/m);
});

it("alone is a menu of the newest orders, each with what it is", async () => {
  for (const amount of ["0.01", "0.02"]) await trader.type(`/buy BTC/USDT ${amount}`);
  const newest = await trader.newest();
  const { lines, buttons } = await ask(trader, "/order");
  expect(lines[0]).toBe("Order: which order?");
  expect(buttons[0]).toMatchObject({ label: `#${newest} BUY 0.02 BTC`, run: `/order ${newest}` });
});
