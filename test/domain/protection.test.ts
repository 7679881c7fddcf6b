/** What is to be done for a position's protection: by tables, and by running the steps until nothing is left to do. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { OrderId } from "../../src/domain/ids.ts";
import { add, compare, from, isZero, min, sub, sum, text, ZERO } from "../../src/domain/money.ts";
import type { Leg } from "../../src/domain/order.ts";
import {
  type Abilities,
  guardedBy,
  type Holding,
  isStopTouched,
  planProtection,
  type StandingLeg,
  type Step,
  TARGET_MS,
} from "../../src/domain/protection.ts";

const ALL: Abilities = { stops: true, links: true, amends: true, overlaps: false };
const NO_LINKS: Abilities = { ...ALL, links: false };
const NOTHING: Abilities = { stops: false, links: false, amends: false, overlaps: false };

function holding(changes: Partial<Holding> = {}): Holding {
  const levels = { stop: from(90), trail: null, target: from(120) };
  return {
    side: "LONG",
    isLocked: false,
    cover: from(2),
    ...levels,
    isClosing: false,
    legs: [],
    can: ALL,
    last: from(100),
    ...changes,
  };
}

function leg(
  kind: Leg,
  changes: Partial<Omit<StandingLeg, "left" | "level">> & { left?: string; level?: string } = {},
) {
  const { left = "2", level = kind === "stop" ? "90" : "120", ...rest } = changes;
  const id = (kind === "stop" ? 1 : kind === "target" ? 2 : 3) as OrderId;
  return {
    ...{ id, leg: kind, stand: "standing", isBusy: false, isDue: false, trail: null, standsMs: 0 },
    ...{ left: from(left), level: kind === "close" ? null : from(level) },
    ...rest,
  } as const satisfies StandingLeg;
}

/** `stop: 2 at 90, due` */
function words(steps: readonly Step[]): string[] {
  return steps.map((step) => {
    if (step.do === "cancel") return `cancel ${step.id}`;
    const what = step.do === "arm" ? `arm ${step.leg}` : `${step.do} ${step.id}`;
    const level = step.level === null ? "market" : text(step.level);
    return `${what}: ${text(step.quantity)} at ${level}${step.isDue ? ", due" : ""}`;
  });
}

describe("the plan", () => {
  const cases: readonly (readonly [what: string, facts: Partial<Holding>, steps: readonly string[]])[] = [
    ["sends both where the venue links them", {}, ["arm stop: 2 at 90, due", "arm target: 2 at 120, due"]],
    ["sends the stop alone where it does not", { can: NO_LINKS }, ["arm stop: 2 at 90, due", "arm target: 2 at 120"]],
    ["arms both where the venue knows no stops", { can: NOTHING }, ["arm stop: 2 at 90", "arm target: 2 at 120"]],
    ["has nothing to do for what stands", { legs: [leg("stop"), leg("target")] }, []],
    [
      "grows with each fill",
      { cover: from(3), legs: [leg("stop"), leg("target")] },
      ["move 1: 3 at 90, due", "move 2: 3 at 120, due"],
    ],
    [
      "replaces where the venue changes nothing",
      { cover: from(3), can: { ...ALL, amends: false }, legs: [leg("stop"), leg("target")] },
      ["cancel 1", "cancel 2"],
    ],
    [
      "waits for what is on its way",
      { cover: from(3), legs: [leg("stop", { stand: "going" }), leg("target", { isBusy: true })] },
      [],
    ],
    ["moves a level", { stop: from(95), legs: [leg("stop"), leg("target")] }, ["move 1: 2 at 95, due"]],
    [
      "sets a row that waits",
      { can: NO_LINKS, cover: from(3), legs: [leg("stop", { left: "3" }), leg("target", { stand: "armed" })] },
      ["set 2: 3 at 120"],
    ],
    ["takes away what is no longer wanted", { target: null, legs: [leg("stop"), leg("target")] }, ["cancel 2"]],
    [
      "ends all when nothing is held",
      { cover: ZERO, legs: [leg("stop"), leg("target", { stand: "armed" })] },
      ["cancel 1", "cancel 2"],
    ],
    [
      "keeps one of a kind, that at the venue",
      { target: null, legs: [leg("stop"), leg("stop", { id: 9 as OrderId, stand: "armed", isDue: true })] },
      ["cancel 9"],
    ],
    [
      "takes the stop back for a target that is touched",
      { can: NO_LINKS, last: from(120), legs: [leg("stop"), leg("target", { stand: "armed" })] },
      ["cancel 1"],
    ],
    [
      "sends the target when the stop is gone",
      { can: NO_LINKS, last: from(121), legs: [leg("stop", { stand: "armed" }), leg("target", { stand: "armed" })] },
      ["set 2: 2 at 120, due"],
    ],
    [
      "lets a target stand for a while, whatever the price does",
      {
        can: NO_LINKS,
        last: from(110),
        legs: [leg("stop", { stand: "armed" }), leg("target", { standsMs: TARGET_MS - 1 })],
      },
      [],
    ],
    [
      "takes a target back that was not filled in time",
      {
        can: NO_LINKS,
        last: from(110),
        legs: [leg("stop", { stand: "armed" }), leg("target", { standsMs: TARGET_MS })],
      },
      ["set 1: 2 at 90, due", "cancel 2"],
    ],
    ["sends a target that stands alone", { can: NO_LINKS, stop: null }, ["arm target: 2 at 120, due"]],
    [
      "closes beside the legs where they are linked",
      { isClosing: true, legs: [leg("stop")] },
      ["cancel 1", "arm close: 2 at market, due"],
    ],
    [
      "closes after the legs are gone where they are not",
      { isClosing: true, can: NO_LINKS, legs: [leg("stop")] },
      ["cancel 1", "arm close: 2 at market"],
    ],
    [
      "replaces a stop that stands still by one that follows",
      { trail: from(5), target: null, legs: [leg("stop")] },
      ["cancel 1"],
    ],
  ];
  it.each(cases)("%s", (_what, facts, steps) => {
    expect(words(planProtection(holding(facts)))).toEqual(steps);
  });

  it("sees the touch of a stop only where the bot watches it", () => {
    expect(isStopTouched(holding({ can: NOTHING, last: from(90) }))).toBe(true);
    expect(isStopTouched(holding({ can: NOTHING, last: from("90.1") }))).toBe(false);
    expect(isStopTouched(holding({ last: from(80) }))).toBe(false);
    expect(isStopTouched(holding({ can: NOTHING, last: from(80), isClosing: true }))).toBe(false);
  });

  it("says who guards", () => {
    expect(guardedBy(holding({ legs: [leg("stop")] }))).toBe("exchange");
    expect(guardedBy(holding({ stop: from(95), legs: [leg("stop", { isBusy: true })] }))).toBe("previous level");
    expect(guardedBy(holding({ cover: from(3), legs: [leg("stop")] }))).toBe("nobody");
    expect(guardedBy(holding({ legs: [leg("target")] }))).toBe("nobody");
    expect(guardedBy(holding({ can: NOTHING }))).toBe("bot");
    expect(guardedBy(holding({ stop: null }))).toBe("not asked for");
  });
});

/** A venue that does what the steps ask, a round at a time, and keeps to what a spot account can lock. */
class Venue {
  legs: StandingLeg[] = [];
  #next = 1;
  held = ZERO;
  readonly can: Abilities;

  constructor(can: Abilities) {
    this.can = can;
  }

  settle(wants: Partial<Holding>): number {
    for (let round = 1; round <= 8; round += 1) {
      const facts = holding({ ...wants, cover: this.held, legs: this.legs, can: this.can });
      const steps = planProtection(facts);
      if (steps.length === 0) return round;
      for (const step of steps) this.#do(step);
      this.#check();
    }
    throw new Error("it never comes to rest");
  }

  #do(step: Step): void {
    switch (step.do) {
      case "arm": {
        const { quantity, level, trail, isDue } = step;
        const made = {
          id: this.#next++ as OrderId,
          leg: step.leg,
          isBusy: false,
          standsMs: 0,
          left: quantity,
          level,
          trail,
        };
        this.legs.push({ ...made, stand: isDue ? "standing" : "armed", isDue });
        return;
      }
      case "set":
      case "move": {
        const { quantity: left, level, trail, isDue } = step;
        this.legs = this.legs.map((each) =>
          each.id === step.id ? { ...each, left, level, trail, isDue, stand: isDue ? "standing" : each.stand } : each,
        );
        return;
      }
      case "cancel":
        this.legs = this.legs.filter(({ id }) => id !== step.id);
    }
  }

  #check(): void {
    const out = this.legs.filter(({ stand }) => stand === "standing").map(({ left }) => left);
    const locked = this.can.links
      ? out.reduce((most, left) => (compare(left, most) > 0 ? left : most), ZERO)
      : sum(out);
    expect(compare(locked, this.held)).toBeLessThanOrEqual(0);
  }

  /** What one sells is taken off the others, where the venue links them. */
  sell(index: number, part: number): void {
    const standing = this.legs.filter(({ stand }) => stand === "standing");
    const seller = standing[index % Math.max(1, standing.length)];
    if (seller === undefined) return;
    const sold = min(seller.left, from(part));
    this.held = sub(this.held, sold);
    this.legs = this.legs.flatMap((each) => {
      const isHit = each === seller || (this.can.links && each.stand === "standing");
      const left = isHit ? sub(each.left, min(each.left, sold)) : each.left;
      return isZero(left) ? [] : [{ ...each, left }];
    });
  }
}

describe("under any sequence of fills and wishes", () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant("buys" as const), part: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ kind: fc.constant("sells" as const), part: fc.integer({ min: 1, max: 5 }), leg: fc.nat(3) }),
    fc.record({
      kind: fc.constant("wishes" as const),
      stop: fc.option(fc.integer({ min: 50, max: 95 })),
      target: fc.option(fc.integer({ min: 105, max: 150 })),
    }),
    fc.record({ kind: fc.constant("moves" as const), last: fc.integer({ min: 40, max: 160 }) }),
  );

  it.each([
    ["a venue that does all", ALL],
    ["one without links", NO_LINKS],
    ["one that changes nothing", { ...NO_LINKS, amends: false }],
    ["one that knows no stops", NOTHING],
  ] as const)(
    "%s never sells more than is held, and what is wanted stands or waits when it comes to rest",
    (_name, can) => {
      fc.assert(
        fc.property(fc.array(event, { maxLength: 30 }), (events) => {
          const venue = new Venue(can);
          let wants: Partial<Holding> = { stop: from(90), target: from(120) };
          for (const each of events) {
            if (each.kind === "buys") venue.held = add(venue.held, from(each.part));
            else if (each.kind === "sells") venue.sell(each.leg, each.part);
            else if (each.kind === "moves") wants = { ...wants, last: from(each.last) };
            else
              wants = {
                ...wants,
                stop: each.stop === null ? null : from(each.stop),
                target: each.target === null ? null : from(each.target),
              };
            venue.settle(wants);
            const stops = venue.legs.filter((one) => one.leg === "stop");
            const isWanted = wants.stop !== null && !isZero(venue.held);
            expect(stops.map(({ left }) => text(left))).toEqual(isWanted ? [text(venue.held)] : []);
          }
        }),
      );
    },
  );
});
