/** Exits of one holding at the paper venue: they lock once, and what one sells the others no longer have to. */
import { afterEach, describe, expect, it } from "vitest";

import { from } from "../../../src/domain/money.ts";
import type { Sendable } from "../../../src/domain/order.ts";
import { orderOf, story } from "../../support/order-table.ts";
import { barsOf, BTC, candles, closeFloors, type Floor, openFloor, order, plain } from "../../support/paper-venue.ts";

afterEach(closeFloors);

const QUIET = "100 100.5 99.5 100";
const STOP = "STOP 98 link=a";
const TARGET = "LIMIT 103 link=a";

/** Holds 2 BTC at 100 and has placed these sales. */
async function exits(words: readonly string[], ...bars: readonly string[]) {
  const source = barsOf(candles("100", "100 100 100 100 1000000", ...bars));
  const floor = await openFloor(source, { account: { feePercent: "0" } });
  await floor.venue.place(order("BUY", "2"));
  await floor.step();
  const placed = words.map((said) => orderOf(`SELL ${said}`));
  for (const made of placed) await floor.venue.place(made);
  return { floor, placed };
}

async function shown({ venue }: Floor, placed: readonly Sendable[]): Promise<string[]> {
  const reports = await Promise.all(placed.map(({ clientOrderId }) => venue.find(BTC, clientOrderId)));
  return reports.map((report) => {
    const { status, filled, quantity } = plain(report) as Record<string, string>;
    return `${status} ${filled} of ${quantity}`;
  });
}

async function locked({ venue }: Floor): Promise<unknown> {
  return plain((await venue.balances()).find(({ asset }) => asset === "BTC")?.locked);
}

describe("linked exits", () => {
  // prettier-ignore
  const locks: readonly (readonly [orders: readonly string[], locked: string])[] = [
    [[`2 ${STOP}`, `2 ${TARGET}`],                                    "2"],
    [[`2 ${STOP}`, `1 ${TARGET}`, "1 LIMIT 104 link=a"],              "2"],
    [[`1 ${STOP}`, `0.4 ${TARGET}`, "1 STOP 97 link=b"],              "2"],
    [[`1 ${STOP}`, "1 LIMIT 103"],                                    "2"],
  ];
  it.each(locks)("lock the largest of them: %j", async (words, expected) => {
    const { floor, placed } = await exits(words);
    expect(await locked(floor)).toBe(expected);
    for (const { clientOrderId } of placed) await floor.venue.cancel(BTC, clientOrderId);
    expect(await locked(floor)).toBe("0");
  });

  it("free at a cancel what the others do not need", async () => {
    const { floor, placed } = await exits([`2 ${STOP}`, `0.5 ${TARGET}`]);
    await floor.venue.cancel(BTC, placed[0]?.clientOrderId ?? order("BUY", "1").clientOrderId);
    expect(await locked(floor)).toBe("0.5");
  });

  it("cannot together sell more than is there, each alone", async () => {
    const { floor } = await exits([`2 ${STOP}`, `2 ${TARGET}`]);
    await expect(floor.venue.place(orderOf("SELL 2.1 LIMIT 104 link=a"))).rejects.toMatchObject({
      code: "InsufficientFunds",
      message: "Available are 0 BTC; the order needs 0.1 BTC.",
    });
    await expect(floor.venue.place(orderOf("SELL 0.1 LIMIT 104 link=b"))).rejects.toMatchObject({
      code: "InsufficientFunds",
    });
  });

  it("lower each other by what one sells, and end together", async () => {
    const { floor, placed } = await exits(
      [`2 ${STOP}`, `2 ${TARGET}`],
      "100 104 99 100 12",
      QUIET,
      "100 100 97 97 1000",
    );
    await floor.step(); // the target sells 5 % of 12
    expect(await shown(floor, placed)).toEqual(["open 0 of 1.4", "open 0.6 of 2"]);
    expect(await locked(floor)).toBe("1.4");
    await floor.step();
    await floor.step();
    expect(await shown(floor, placed)).toEqual(["filled 1.4 of 1.4", "canceled 0.6 of 2"]);
    expect(await locked(floor)).toBe("0");
  });

  it("of a part of the holding: the stop goes on with the rest", async () => {
    const { floor, placed } = await exits([`2 ${STOP}`, `0.5 ${TARGET}`], "100 104 99 100");
    await floor.step();
    expect(await shown(floor, placed)).toEqual(["open 0 of 1.5", "filled 0.5 of 0.5"]);
    expect(await locked(floor)).toBe("1.5");
  });

  it("of two parts beside their stop: one sells, and the other keeps what it is to sell as long as that is there", async () => {
    const words = [`2 ${STOP}`, "0.6 LIMIT 103 link=a", "0.4 LIMIT 105 link=a", "1.2 LIMIT 106 link=a"];
    const { floor, placed } = await exits(words, "100 104 99 100", QUIET, "100 100 97.5 98 8");
    await floor.step();
    expect(await shown(floor, placed)).toEqual([
      "open 0 of 1.4",
      "filled 0.6 of 0.6",
      "open 0 of 0.4",
      "open 0 of 1.2",
    ]);
    await floor.step();
    await floor.step(); // the stop sells 5 % of 8
    expect(await shown(floor, placed)).toEqual([
      "open 0.4 of 1.4",
      "filled 0.6 of 0.6",
      "open 0 of 0.4",
      "open 0 of 1",
    ]);
    expect(await locked(floor)).toBe("1");
  });

  it("a target that the bar opens beyond is first, and leaves the stop nothing", async () => {
    const { floor, placed } = await exits([`2 ${STOP}`, `2 ${TARGET}`], QUIET, "104 105 97 99 1000000");
    await floor.step();
    await floor.step();
    expect(await shown(floor, placed)).toEqual(["canceled 0 of 2", "filled 2 of 2"]);
  });

  it("the stop comes first where both lie in one bar, whichever was placed first", async () => {
    for (const words of [
      [`2 ${STOP}`, `2 ${TARGET}`],
      [`2 ${TARGET}`, `2 ${STOP}`],
    ]) {
      const { floor, placed } = await exits(words, "100 104 97 100");
      await floor.step();
      expect((await shown(floor, placed)).toSorted()).toEqual(["canceled 0 of 2", "filled 2 of 2"]);
      expect(plain((await floor.venue.fills(0)).slice(1))).toMatchObject([{ price: "98", quantity: "2" }]);
    }
  });

  it("a stop that was touched keeps its target from that bar, and both go on with what is left", async () => {
    const { floor, placed } = await exits([`2 ${TARGET}`, `2 ${STOP}`], "100 104 97 100 12", "104 105 103 104 12");
    await floor.step();
    expect(await shown(floor, placed)).toEqual(["open 0 of 1.4", "open 0.6 of 2"]);
    await floor.step(); // the rest of the stop at the open; then the target, gapped over
    expect(await shown(floor, placed)).toEqual(["open 0.6 of 0.8", "open 1.2 of 1.4"]);
  });

  it("know their own pair and side alone", async () => {
    const { floor } = await exits([`2 ${STOP}`], QUIET);
    await floor.venue.place(orderOf("BUY 1 LIMIT 99 link=a"));
    expect(plain(await floor.venue.balances())).toMatchObject([{ locked: "2" }, { locked: "99" }]);
  });

  it("of a buyer lock the largest at the highest price that one may pay", async () => {
    const { floor } = await exits([]);
    await floor.venue.place(orderOf("BUY 1 STOP 102 link=a"));
    await floor.venue.place(orderOf("BUY 2 LIMIT 95 link=a"));
    expect(plain(await floor.venue.balances())).toMatchObject([{}, { locked: "214.2" }]); // 2 at 107.1
  });

  it("may be changed: they lock the largest anew", async () => {
    const { floor, placed } = await exits([`1 ${STOP}`, `1 ${TARGET}`]);
    const [stop] = placed;
    await floor.venue.amend(BTC, stop?.clientOrderId ?? order("BUY", "1").clientOrderId, { quantity: from("1.5") });
    expect(await locked(floor)).toBe("1.5");
  });

  it("sell no more than the holding over a whole market", async () => {
    const thin = [
      "100 104 97 100 10",
      "97 103.5 96 103 10",
      "103.5 104 97 97 10",
      "97 104 96 104 10",
      "104 105 95 96 10",
    ];
    const { floor, placed } = await exits([`2 ${STOP}`, `2 ${TARGET}`], ...thin);
    const [stop] = placed;
    if (stop !== undefined) await story(floor, stop);
    expect(plain(await floor.venue.balances())).toMatchObject([
      { asset: "BTC", total: "0", locked: "0" },
      { locked: "0" },
    ]);
  });
});
