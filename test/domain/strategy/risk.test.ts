/** What people may set of a strategy's risk. */
import { describe, expect, it } from "vitest";

import { Refusal } from "../../../src/domain/errors.ts";
import { riskOf } from "../../../src/domain/strategy/risk.ts";

describe("what a strategy may risk", () => {
  it("is little, and people decide, where nobody has set anything", () =>
    expect(riskOf("trend", {})).toEqual({ mode: "ask", sizing: "risk", size: 0.1, most: 5, capital: null }));

  it("is what was set, and the defaults beside it", () =>
    expect(riskOf("trend", { mode: "auto", capital: "2500.50" })).toMatchObject({
      ...{ mode: "auto", sizing: "risk", capital: "2500.50" },
    }));

  it("goes by no stop where it buys without one, and cannot be set to", () => {
    expect(riskOf("dca", {}, true)).toMatchObject({ sizing: "fixed", size: 100, most: 5 });
    expect(riskOf("dca", { sizing: "equity", size: 2 }, true)).toMatchObject({ sizing: "equity", size: 2 });
    expect(() => riskOf("dca", { sizing: "risk" }, true)).toThrow(
      "sizing=risk goes by what is lost at a stop, and dca buys without one. Set another: /strategy dca set sizing=fixed size=100",
    );
  });

  it.each([
    [{ mode: "always" }, "mode of trend"],
    [{ sizing: "all" }, "sizing of trend"],
    [{ size: 0 }, "size of trend"],
    [{ size: Number.POSITIVE_INFINITY }, "size of trend"],
    [{ most: 100.1 }, "most of trend"],
    [{ most: -1 }, "most of trend"],
    [{ capital: "1e6" }, "capital of trend"],
    [{ capital: "-5" }, "capital of trend"],
    [{ capital: 5 }, "capital of trend"],
    [{ leverage: 3 }, "leverage"],
  ])("cannot be %j, and the sentence names it and says where to look", (given, named) => {
    expect(() => riskOf("trend", given)).toThrow(Refusal);
    expect(() => riskOf("trend", given)).toThrow(named);
    expect(() => riskOf("trend", given)).toThrow(/\/strategy trend shows what there is\.$/);
  });
});
