import { describe, expect, it } from "vitest";

import { isOver, publicStatus, sendable, type State, STATES, transition, TRANSITIONS } from "../../src/domain/order.ts";

// The legal targets of each state, written down apart from the code's table.
// prettier-ignore
const LEGAL: Record<State, readonly State[]> = {
  proposed:    ["proposed", "approved", "rejected", "lapsed", "denied"],
  approved:    ["armed", "sending", "denied", "lapsed", "canceled"],
  armed:       ["armed", "sending", "canceled", "denied", "lapsed"],
  sending:     ["open", "partial", "filled", "canceled", "expired", "refused", "unknown", "quarantined"],
  unknown:     ["open", "partial", "filled", "canceled", "expired", "refused", "not_placed", "quarantined"],
  open:        ["open", "partial", "filled", "canceling", "canceled", "expired", "refused", "quarantined"],
  partial:     ["partial", "filled", "canceling", "canceled", "expired", "quarantined"],
  canceling:   ["canceling", "open", "partial", "filled", "canceled", "expired", "quarantined"],
  canceled:    ["canceled", "filled", "quarantined"],
  expired:     ["expired", "filled", "quarantined"],
  refused:     ["open", "partial", "filled", "canceled", "quarantined"],
  not_placed:  ["open", "partial", "filled", "canceled", "quarantined"],
  filled:      ["quarantined"],
  quarantined: ["open", "partial", "filled", "canceled", "not_placed"],
  rejected:    [],
  lapsed:      [],
  denied:      [],
};

describe("the order table", () => {
  it("has the 17 states", () => expect(STATES).toHaveLength(17));

  for (const from of STATES) {
    it(`knows for ${from} which of all states may follow`, () => {
      const allowed = STATES.filter((to) => transition(from, to) !== undefined);
      expect(allowed.toSorted()).toEqual([...LEGAL[from]].toSorted());
    });
  }

  it("names no pair twice", () => {
    const pairs = TRANSITIONS.map(([from, to]) => `${from}>${to}`);
    expect(new Set(pairs).size).toBe(pairs.length);
  });

  it("sounds the alarm for what a refused or absent order does afterwards, and for every quarantine", () => {
    const alarms = TRANSITIONS.filter(([, , note]) => note === "alarm").map(([from, to]) => `${from}>${to}`);
    const fromTheDead = ["refused", "not_placed"].flatMap((from) =>
      ["open", "partial", "filled", "canceled"].map((to) => `${from}>${to}`),
    );
    expect(alarms).toEqual(expect.arrayContaining(fromTheDead));
    expect(alarms.filter((pair) => pair.endsWith(">quarantined"))).toHaveLength(10);
    expect(alarms).toHaveLength(18);
  });
});

describe("public status", () => {
  it.each([
    ["proposed", false, "PROPOSED"],
    ["approved", false, "PENDING"],
    ["sending", false, "PENDING"],
    ["partial", true, "PARTIALLY_FILLED"],
    ["canceling", false, "OPEN"],
    ["canceling", true, "PARTIALLY_FILLED"],
    ["refused", false, "REJECTED"],
    ["rejected", false, "DECLINED"],
    ["not_placed", false, "NOT_PLACED"],
    ["filled", true, "FILLED"],
  ] as const)("of %s (fills: %s) is %s", (state, hasFills, status) => {
    expect(publicStatus(state, hasFills)).toBe(status);
  });
});

describe("an order that is over", () => {
  it("is one that nothing usual can move any more", () => {
    expect(STATES.filter(isOver).toSorted()).toEqual(
      ["canceled", "denied", "expired", "filled", "lapsed", "not_placed", "refused", "rejected"].toSorted(),
    );
  });
});

describe("what may be sent", () => {
  it.each(STATES.filter((state) => state !== "sending"))("is never an order in state %s", (state) => {
    const order = { clientOrderId: "x", pair: "BTC/USDT", side: "BUY" } as unknown as Parameters<typeof sendable>[1];
    expect(() => sendable(state, order)).toThrow("must not be sent");
  });
});
