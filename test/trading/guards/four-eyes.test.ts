/** Above a limit one person proposes and another one approves. */
import { afterEach, beforeEach, expect, it } from "vitest";

import { transact } from "../../../src/db/transact.ts";
import { text } from "../../../src/domain/money.ts";
import { Approval } from "../../../src/models/approval.ts";
import { Person } from "../../../src/models/person.ts";
import { eachDatabase, NOW } from "../../support/database.ts";
import { Trader } from "../../support/trader.ts";
import { TestVenue } from "../../support/venue.ts";

eachDatabase("four eyes", (_open, client) => {
  let trader: Trader;
  // 100,000 USDT at a price of 46,250: 0.2 BTC are 9.25 % of equity, 0.3 are 13.9 %.
  beforeEach(async () => void (trader = await Trader.open(client, new TestVenue(NOW), "initial")));
  afterEach(() => trader.close());

  const newestState = async (): Promise<string> => (await trader.order(await trader.newest())).state;

  let bo: Person;
  let ann: Person;
  beforeEach(async () => {
    bo = await trader.letIn("Bo", "approver");
    ann = await trader.letIn("Ann", "trader");
  });
  const press = async (line: string, by?: Person) => trader.ask(line, null, by);

  it("a person's entry above 5 % of equity needs another person, and says so", async () => {
    const card = await trader.buy("0.15");
    expect(card).toContain("1 of 2 approvals: owner in the local chat, 00:00:00");
    expect(card).toContain("Above 5 % of equity, another person must approve.");
    expect(card).toContain("needs 1 approval by another person");
    const own = await press("/approve 1");
    expect(own.said).toContain(
      "#1 is above 5 % of equity and you proposed it: another person must approve it (Bo). Half of it you may approve yourself.",
    );
    expect(own.isRefused).toBe(true);
    expect((await press("/approve 1", ann)).said).toContain("that needs the role approver");
    expect(await newestState()).toBe("proposed");
    expect(await Approval.query(trader.desk.db.reader).resultSize()).toBe(0);
    expect((await press("/approve 1", bo)).said).toContain("approved by Bo in the local chat");
    await trader.turn();
    expect(await newestState()).toBe("open");
  });

  it("half of it may be below the limit, and then the proposer's yes is enough", async () => {
    await trader.buy("0.15");
    await press("/approve 1 half");
    await trader.turn();
    expect(await newestState()).toBe("open");
    expect(text((await trader.order(1)).quantity)).toBe("0.075");
  });

  it("a trader's own entry above the limit needs somebody who may approve", async () => {
    await trader.buy("0.15", ann);
    expect((await press("/approve 1", ann)).said).toContain("another person must approve it (owner, Bo)");
    await press("/approve 1", bo);
    expect(await newestState()).toBe("approved");
  });

  it("below the limit one yes is enough, and the card says nothing of two", async () => {
    expect(await trader.buy("0.1")).not.toContain("1 of 2 approvals");
    await press("/approve 1");
    expect(await newestState()).toBe("approved");
  });

  it("the yes of somebody who may not give it any more lets nothing out", async () => {
    await trader.buy("0.15");
    await press("/approve 1", bo);
    await trader.letIn("Cy", "approver");
    await trader.letIn("Bo", "trader");
    await trader.turn();
    expect((await trader.order(1)).reason).toContain("Who approved #1 may not approve any more: it is not sent");
    await trader.letIn("Bo", "approver");
    await trader.buy("0.15");
    await press("/approve 2", bo);
    await transact(trader.desk, (tx) => Person.query(tx).findById(bo.id).patch({ isActive: false }));
    await trader.turn();
    expect((await trader.order(2)).state).toBe("denied");
    expect(trader.venue.orders.size).toBe(0);
  });

  it("an approval that is missing, or of the proposer alone, lets nothing out", async () => {
    await trader.buy("0.1");
    await press("/approve 1");
    await trader.desk.db.writer("approvals").delete();
    await trader.turn();
    expect((await trader.order(1)).reason).toContain("#1 has no approval on record");
    await trader.buy("0.15");
    await press("/approve 2", bo);
    const owner = (await trader.order(2)).personId;
    await trader.desk.db.writer("approvals").where({ order_id: 2 }).update({ person_id: owner });
    await trader.turn();
    expect((await trader.order(2)).reason).toContain("#2 is above 5 % of equity and no other person has approved it");
    expect(trader.venue.orders.size).toBe(0);
  });
});
