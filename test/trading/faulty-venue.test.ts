/** A short life on a venue that does all that it should not; 200 orders with each fault are in the proofs. */
import { expect, it } from "vitest";

import { ALL_FAULTS } from "../support/fault-cases.ts";
import { tradeOn } from "../support/faulty-desk.ts";

it("refusals, lost answers, outages and thin books leave even books, nothing doubled and nothing untold", async () => {
  const { wrong, states } = await tradeOn(ALL_FAULTS, 20);
  expect(wrong).toEqual([]);
  for (const state of ["filled", "refused"]) expect(states[state]).toBeGreaterThan(0);
});
