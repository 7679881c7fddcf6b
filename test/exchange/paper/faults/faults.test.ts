/** What a paper venue does wrong when it is told to, request by request. */
import { readFileSync } from "node:fs";

import { afterEach, describe, expect, it } from "vitest";

import { text } from "../../../../src/domain/money.ts";
import { PlacementRefused } from "../../../../src/exchange/gateway.ts";
import { FAULT_SETTINGS } from "../../../../src/exchange/paper/faults/settings.ts";
import { readSettings } from "../../../../src/exchange/paper/settings.ts";
import type { PaperVenue } from "../../../../src/exchange/paper/venue.ts";
import type { PaperSettings } from "../../../../src/models/exchange.ts";
import {
  barsOf,
  BTC,
  candles,
  closeFloors,
  type Floor,
  MINUTE,
  openFloor,
  order,
  START,
} from "../../../support/paper-venue.ts";
import { play, synthetic } from "../../../support/synthetic-market.ts";

afterEach(closeFloors);

type Told = Partial<PaperSettings>;
const calm = () => barsOf(candles(...Array.from({ length: 400 }, () => "100 101 99 100 1000")));
const faulty = (account: Told, more: object = {}): Promise<Floor> => openFloor(calm(), { account, ...more });
const low = { limit: "50" };

/** What the desk makes of a call: EXECUTION §3. */
async function fateOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "taken";
  } catch (error) {
    return error instanceof PlacementRefused ? error.code : "unknown";
  }
}

describe("a venue that is told to", () => {
  it("refuse does so with the word that it was given, and lets orders be canceled", async () => {
    const { venue } = await faulty({ rejectPercent: "100", rejectCode: "PermissionDenied" });
    const made = order("BUY", "1", low);
    expect(await fateOf(venue.place(made))).toBe("PermissionDenied");
    expect(await venue.find(BTC, made.clientOrderId)).toBeNull();
    expect(await fateOf(venue.cancel(BTC, made.clientOrderId))).toBe("UnknownOrder");
  });

  it("lose requests knows nothing of them afterwards", async () => {
    const { venue } = await faulty({ lostRequestPercent: "100" });
    const made = order("BUY", "1", low);
    expect(await fateOf(venue.place(made))).toBe("unknown");
    expect(await venue.find(BTC, made.clientOrderId)).toBeNull();
  });

  it("lose answers has done what it was asked for", async () => {
    const { venue } = await faulty({ lostAnswerPercent: "100" });
    const made = order("BUY", "1", low);
    expect(await fateOf(venue.place(made))).toBe("unknown");
    expect(await venue.find(BTC, made.clientOrderId)).toMatchObject({ status: "open" });
    expect(await fateOf(venue.cancel(BTC, made.clientOrderId))).toBe("unknown");
    expect(await venue.find(BTC, made.clientOrderId)).toMatchObject({ status: "canceled" });
  });

  it("answer late has acted at once, and whoever waits gives up with it", async () => {
    const waited: number[] = [];
    const sleep = async (ms: number): Promise<void> => void waited.push(ms);
    const { venue } = await faulty({ latencyMs: "250" }, { sleep });
    await venue.place(order("BUY", "1", low));
    await venue.balances();
    expect(waited.filter((ms) => ms === 250)).toHaveLength(2);
  });

  it("take few requests a minute refuses the next one and says when there is room", async () => {
    let now = 0;
    const { venue } = await faulty({ requestsPerMinute: "2" }, { wall: () => now });
    const place = (): Promise<unknown> => venue.place(order("BUY", "1", low));
    expect([await fateOf(place()), await fateOf(place()), await fateOf(place())]).toEqual([
      ...["taken", "taken", "RateLimitExceeded"],
    ]);
    now = 18_000;
    await expect(place()).rejects.toThrow("It takes 2 requests a minute: again in 42 s.");
    now = 60_000;
    expect(await fateOf(place())).toBe("taken");
  });

  it("be down answers nothing about orders, for half an hour of its time on end, while its market goes on", async () => {
    const { venue, step } = await faulty({ downPercent: "50" });
    const down: boolean[] = [];
    for (let minute = 0; minute < 390; minute++) {
      down.push((await fateOf(venue.openOrders())) === "unknown");
      await step();
    }
    const stretches = Array.from({ length: 13 }, (_, i) => new Set(down.slice(i * 30, i * 30 + 29)));
    expect(stretches.every(({ size }) => size === 1)).toBe(true);
    expect(new Set(down).size).toBe(2);
    expect(venue.now()).toBe(START + 391 * MINUTE);
  });

  it("have stale quotes tells them with the time at which they stopped", async () => {
    const floor = await openFloor(synthetic(), { account: { stalePercent: "100" } });
    await play(floor, 200);
    const quote = await floor.venue.quote(BTC);
    expect(floor.venue.now() - (quote?.at ?? 0)).toBe((200 * 2_000) % 300_000);
  });

  it("have little depth fills in parts", async () => {
    const { venue, step } = await faulty({ depthPercent: "0.1" });
    const made = order("BUY", "0.12");
    await venue.place(made);
    const filled: string[] = [];
    for (let minute = 0; minute < 3; minute++) {
      await step();
      filled.push(text((await venue.find(BTC, made.clientOrderId))?.filled ?? made.quantity));
    }
    expect(filled).toEqual(["0.05", "0.1", "0.12"]);
    const quoted = await openFloor(synthetic(), { account: { depthPercent: "0.01" } });
    const { asks = [] } = (await quoted.venue.quote(BTC))?.book ?? {};
    expect(asks).toHaveLength(10);
    expect(asks.every(({ quantity }) => Number(text(quantity)) < 0.002)).toBe(true);
  });
});

describe("a share of the requests", () => {
  const fates = async (venue: PaperVenue, step: Floor["step"]): Promise<string[]> => {
    const all: string[] = [];
    for (let n = 0; n < 300; n++) {
      if (n % 3 === 0) await step();
      all.push(await fateOf(venue.place(order("BUY", "0.1", low))));
    }
    return all;
  };
  const of = async (account: Told): Promise<string[]> => {
    const { venue, step } = await faulty(account);
    return fates(venue, step);
  };

  it("is what it says, the same for a seed every time, and another for another", async () => {
    const told = { rejectPercent: "20", lostRequestPercent: "10" };
    const [once, again, other] = [await of(told), await of(told), await of({ ...told, faultSeed: "2" })];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
    const share = (fate: string): number => once.filter((each) => each === fate).length / once.length;
    expect(share("InsufficientFunds")).toBeGreaterThan(0.12);
    expect(share("InsufficientFunds")).toBeLessThan(0.26);
    expect(share("unknown")).toBeGreaterThan(0.05);
    expect(share("unknown")).toBeLessThan(0.16);
  });
});

describe("the settings", () => {
  it("that are not there leave the venue alone", () => {
    expect(readSettings({ feePercent: "0.1" }).faults).toBeNull();
  });

  const wrong: readonly (readonly [name: string, text: string, must: string])[] = [
    ["rejectPercent", "a lot", 'a percent from 0 to 100 such as "2.5"'],
    ["downPercent", "101", "a percent from 0 to 100"],
    ["rejectCode", "Because", "one of InsufficientFunds, InvalidOrder, BadSymbol, PermissionDenied"],
    ["latencyMs", "60001", "milliseconds, 60000 at most"],
    ["latencyMs", "-1", "milliseconds"],
    ["requestsPerMinute", "0", "a whole number above zero"],
    ["depthPercent", "0", "a percent above 0"],
    ["faultSeed", "one", "a whole number"],
  ];
  it.each(wrong)("%s=%s is refused with a sentence", (name, given, must) => {
    expect(() => readSettings({ [name]: given })).toThrow(
      `The paper account's setting ${name} is "${given}": write ${must}`,
    );
  });

  it("are all described", () => {
    const page = readFileSync(new URL("../../../../docs/paper-venue.md", import.meta.url), "utf8");
    for (const name of FAULT_SETTINGS) expect(page).toContain(`\`${name}\``);
  });
});
