import { Decimal as Oracle } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Effect } from "../../../src/domain/engine/book.ts";
import { type Decimal, text } from "../../../src/domain/money.ts";
import { grid } from "../../../src/strategies/grid.ts";
import { runEveryBar, taped, witnessed } from "../../support/every-bar.ts";
import { INITIAL_LIMITS, setupOf, wanderingMinutes } from "../../support/engine.ts";

const CONFIGURED = grid.configure({ timeframe: "5m", levels: 8, spacing: 0.4, stop: 2 });
const PLENTY = 10_000;

const exact = (value: Decimal) => new Oracle(text(value));
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

type Filled = Extract<Effect, { kind: "filled" }>;
const fillsIn = (effects: readonly Effect[]): Filled[] =>
  effects.filter((each): each is Filled => each.kind === "filled");

describe("a grid in a run", () => {
  it("is the same whether every bar is stepped or those alone that do something", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(0.2, 5, PLENTY), (seed, volume) => {
        const minutes = wanderingMinutes(900, seed, volume);
        const setup = setupOf({ limits: INITIAL_LIMITS });
        const one = witnessed(setup, CONFIGURED, taped(minutes));
        const other = runEveryBar(setup, CONFIGURED, minutes);
        expect(one.effects).toEqual(other.effects);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps its books even, and each rung sells what it has bought, one level higher", () => {
    let trips = 0;
    fc.assert(
      fc.property(seeds, fc.constantFrom(0.2, 5, PLENTY), (seed, volume) => {
        const setup = setupOf();
        const { book, effects } = witnessed(setup, CONFIGURED, taped(wanderingMinutes(900, seed, volume)));
        let [cash, held] = [exact(setup.capital), new Oracle(0)];
        const rungs = new Map<number, Oracle>();
        for (const { order, fill } of fillsIn(effects)) {
          const sign = order.working.side === "BUY" ? 1 : -1;
          cash = cash.minus(exact(fill.cost).times(sign)).minus(exact(fill.fee));
          held = held.plus(exact(fill.quantity).times(sign));
          expect(held.gte(0)).toBe(true);
          if (order.rung === null) {
            rungs.clear(); // the grid is gone, and all of it is sold
            continue;
          }
          const own = (rungs.get(order.rung) ?? new Oracle(0)).plus(exact(fill.quantity).times(sign));
          expect(own.gte(0)).toBe(true);
          rungs.set(order.rung, own);
          if (sign === -1 && own.isZero()) trips += 1;
        }
        expect(text(book.cash)).toBe(cash.toFixed());
        expect(
          exact(book.dust)
            .plus(book.held === null ? 0 : exact(book.held.quantity))
            .toFixed(),
        ).toBe(held.toFixed());
      }),
      { numRuns: 60 },
    );
    expect(trips).toBeGreaterThan(300);
  });

  it("never has two orders of one rung at the venue, and none that buys once a limit of loss has halted it", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const setup = setupOf({ limits: INITIAL_LIMITS }, { size: 1_000 });
        const { effects } = witnessed(setup, CONFIGURED, taped(wanderingMinutes(900, seed, PLENTY)));
        const open = new Map<number, number>();
        let isHalted = false;
        for (const effect of effects) {
          if (effect.kind === "halted") isHalted = true;
          if (!("order" in effect) || effect.order.rung === null) continue;
          const { rung, working } = effect.order;
          if (effect.kind === "placed") {
            expect(open.has(rung)).toBe(false);
            if (isHalted) expect(working.side).toBe("SELL");
            open.set(rung, Number(text(working.remaining)));
          } else if (effect.kind === "ended") open.delete(rung);
          else {
            const left = Number((Number(open.get(rung)) - Number(text(effect.fill.quantity))).toFixed(8));
            if (left === 0) open.delete(rung);
            else open.set(rung, left);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
