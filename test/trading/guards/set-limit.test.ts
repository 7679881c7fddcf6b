/** /limits: what everybody sees, what an admin sets, and what is told off. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { RULES } from "../../../src/domain/risk/rules.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { eachDatabase, NOW } from "../../support/database.ts";
import { Trader } from "../../support/trader.ts";
import { TestVenue } from "../../support/venue.ts";

eachDatabase("limits as they are shown and set", (_open, client) => {
  let trader: Trader;
  // 100,000 USDT at a price of 46,250: 0.2 BTC are 9.25 % of equity, 0.3 are 13.9 %.
  beforeAll(async () => void (trader = await Trader.open(client, new TestVenue(NOW), "initial")));
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  const newestState = async (): Promise<string> => (await trader.order(await trader.newest())).state;

  it("to everybody, and by admins alone", async () => {
    const ann = await trader.letIn("Ann", "viewer");
    await trader.type("/limits day $3000 person=Ann");
    await trader.type("/limits collar 2% exchange=paper");
    const seen = (await trader.ask("/limits", null, ann)).said;
    for (const part of ["order", "10 %", "quote-age", "5 s", "Ann: day 3,000.00 USDT", "paper: collar 2 %"])
      expect(seen).toContain(part);
    const told = await trader.ask("/limits order 50%", null, ann);
    expect(told).toEqual({
      said: expect.stringContaining("an admin sets limits, and you are viewer") as string,
      isRefused: true,
    });
    expect((await trader.ask("/limits order", null, ann)).said).toContain("order: 10 % (nobody has changed it)");
  });

  it("with what each is about, what was changed, and how an admin changes one", async () => {
    await trader.type("/limits order 8%");
    const seen = await trader.type("/limits");
    for (const part of [
      `Limits of the desk · 1–10 of ${RULES.length}`,
      "8 % of equity (at first 10 %)",
      "the most that one entry may cost",
      "An admin changes one: /limits order 5%",
    ])
      expect(seen).toContain(part);
    expect(seen.match(/at first/g)).toHaveLength(1);
    expect(await trader.type("/limits page=2")).toContain("how long a proposal waits for a yes");
  });

  it("with the change in the audit", async () => {
    await trader.type("/limits slippage 1%");
    await trader.type("/limits slippage off");
    await trader.type("/limits slippage default");
    const rows = await AuditRow.query(trader.desk.db.reader).where({ action: "limit" }).orderBy("seq");
    expect(rows.slice(-3).map(({ details }) => [details["before"], details["after"]])).toEqual([
      ["0.5%", "1%"],
      ["1%", null],
      [null, "0.5%"],
    ]);
  });

  it.each([
    ["/limits slipage 1%", "Did you mean slippage?"],
    ["/limits slippage 1", "slippage takes a value like 0.5%, or off."],
    ["/limits slippage $5", "slippage takes a value like"],
    ["/limits orders 2.5", "orders takes a value like 20"],
    ["/limits order 0%", "order takes a value like"],
    ["/limits order $5,200", "type $5200"],
    ["/limits band off", "band cannot be off"],
    ["/limits collar 2% person=owner", "a person has order and day"],
    ["/limits order 2% person=Cy", "I don't know Cy"],
    ["/limits order 2% person=owner exchange=paper", "not both"],
    ["/limits proposal 999999999999999", "proposal takes at most 86400 seconds."],
    ["/limits orders 10001", "orders takes at most 10000, or off."],
    ["/limits drawdown 100.1%", "drawdown takes at most 100%, or off."],
    ["/limits order 101%", "order takes at most 100%, or off."],
    ["/limits order -5", '"-5" is no value of order: order takes a value like 10% (of equity) or $2000, or off.'],
    ["/limits quote-age x", '"x" is no value of quote-age: quote-age takes a value like 5 (seconds), or off.'],
    ["/limits own-orders 5", "own-orders takes a value like on"],
  ])("%s is told off and changes nothing", async (line, sentence) => {
    expect(await trader.type(line)).toContain(sentence);
    expect(await trader.desk.db.reader("limits")).toEqual([]);
  });

  it("at the most that makes sense, a proposal still waits", async () => {
    await trader.type("/limits proposal 86400");
    expect(await trader.buy("0.01")).toContain("BUY 0.01");
  });

  it("how long a proposal waits, and how far the market may move", async () => {
    await trader.type("/limits proposal 60");
    await trader.type("/limits band 2%");
    expect(await trader.buy("0.01")).toContain("1:00 left · valid ±2.00 %");
    trader.venue.price = "47000";
    await trader.type(`/approve ${await trader.newest()}`);
    expect(await newestState()).toBe("approved");
  });
});
