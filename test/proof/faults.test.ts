/** The desk on a paper venue that does not behave: 100 orders with each fault, and with all of them. */
import { expect, it } from "vitest";

import { ALL_FAULTS, FAULTS } from "../support/fault-cases.ts";
import { tradeOn } from "../support/faulty-desk.ts";

it.each(Object.entries({ ...FAULTS, "does all of it": ALL_FAULTS }))(
  "a venue that %s leaves even books, nothing doubled and nothing untold",
  async (name, account) => {
    const { wrong, states } = await tradeOn(account, 100);
    console.log(name, states);
    expect(wrong).toEqual([]);
  },
);
