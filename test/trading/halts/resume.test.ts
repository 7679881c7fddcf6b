/** The end of halts: what ends, who may end it, and when. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";

import { transact } from "../../../src/db/transact.ts";
import { clientOrderId } from "../../../src/domain/client-order-id.ts";
import { Alert } from "../../../src/models/alert.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { Halt, haltOnce, standingHalts } from "../../../src/models/halt.ts";
import { readTag } from "../../../src/models/meta.ts";
import { Orphan } from "../../../src/models/orphan.ts";
import { Person } from "../../../src/models/person.ts";
import { keepAccount, takeLook } from "../../../src/trading/account.ts";
import { firstBreak } from "../../support/audit.ts";
import { eachDatabase, NOW } from "../../support/database.ts";
import { Trader } from "../../support/trader.ts";

eachDatabase("resuming", (_open, client) => {
  let trader: Trader;
  let bo: Person;
  let now = NOW;
  beforeAll(async () => {
    trader = await Trader.open(client);
    bo = await transact(trader.desk, (tx) =>
      Person.query(tx).insertAndFetch({ name: "Bo", role: "approver", isActive: true, createdAt: NOW }),
    );
  });
  beforeEach(async () => {
    await trader.startOver();
    now = NOW;
  });
  afterEach(() => transact(trader.desk, (tx) => bo.$query(tx).patch({ role: "approver" })));
  afterAll(() => trader.close());

  const standing = (): Promise<Halt[]> => standingHalts(trader.desk.db.reader);
  const promote = (): PromiseLike<unknown> => transact(trader.desk, (tx) => bo.$query(tx).patch({ role: "admin" }));
  const pass = (ms: number): void => trader.desk.clock.set((now += ms));
  const byBo = async (line: string): Promise<string> => (await trader.ask(line, null, bo)).said;

  it("ends what the scope names, and says what stands", async () => {
    for (const scope of ["all", "paper", "BTC/USDT"]) await trader.type(`/halt ${scope}`);
    expect(await trader.type("/resume paper")).toContain("Resume? 1 halt ends");
    expect(await trader.resume("paper")).toContain("RESUMED paper by owner");
    expect((await standing()).map((halt) => halt.scope)).toEqual(["all", "pair"]);
    expect(await trader.type("/resume paper")).toContain("paper is not halted by itself: everything, BTC/USDT is");
    expect(await trader.type("/resume BTC/USTD")).toContain("Did you mean BTC/USDT?");
    expect(await trader.resume()).toContain("RESUMED by owner");
    expect(await standing()).toEqual([]);
    expect(await trader.type("/resume")).toContain("Nothing is halted");
  });

  it("tells on the halt's own card and in every chat who ended it", async () => {
    await trader.type("/halt odd");
    await trader.resume();
    const cards = await Alert.query(trader.desk.db.reader).where({ related_entity_type: "halt" }).orderBy("id");
    expect(cards.map(({ message }) => message.split("\n")[0])).toEqual([
      "✅ RESUMED by owner, 00:00:00",
      "✅ RESUMED by owner, 00:00:00",
    ]);
    expect(cards[0]?.message).toContain('It was halted by owner, 00:00:00: "odd".');
  });

  it("takes no number for a yes but the one that its question names", async () => {
    await trader.type("/halt");
    const [halt] = await standing();
    const id = halt?.id ?? 0;
    for (const number of [id - 1, id + 1, 999_999])
      expect(await trader.type(`/resume ${number}`)).toContain("Resume? 1 halt ends");
    expect(await standing()).toHaveLength(1);
    expect(await trader.type(`/resume ${id}`)).toContain("RESUMED by owner");
  });

  it("waits for no time of a market that the account has left, or that has ended", async () => {
    const { exchange } = trader.venue;
    const row = { scope: "exchange", exchange, reason: "loss", createdAt: NOW, until: NOW + 60_000 } as const;
    await keepAccount(trader.app, trader.venue);
    await transact(trader.desk, (tx) => haltOnce(tx, row));
    expect(await trader.type("/resume")).toContain("paper is halted until");
    trader.app.endedFeeds.add(exchange);
    expect(await trader.type("/resume")).toContain("Resume? 1 halt ends");
    trader.app.endedFeeds.clear();
    trader.app = { ...trader.app, feeds: new Map([[exchange, { kind: "live", exchange: "elsewhere", pairs: [] }]]) };
    expect(await trader.type("/resume")).toContain("Resume? 1 halt ends");
    trader.venue.advance(1_000);
    await takeLook(trader.app, trader.venue);
    await transact(trader.desk, (tx) => haltOnce(tx, { ...row, until: NOW + 30_000 }));
    expect(await trader.type("/resume")).toContain("paper is halted until 1 Jan 2022 00:00:30");
  });

  it("wants a second admin where there are two, and tells who asks again whose yes is missing", async () => {
    await promote();
    await trader.type("/halt odd");
    expect(await trader.type("/resume")).toContain("owner asks to resume: 1 halt ends");
    expect(await trader.type("/resume")).toContain("You have asked already: Bo must confirm within 5 min");
    expect(await trader.type("/resume 999999")).toContain("You have asked already");
    expect(await standing()).toHaveLength(1);
    pass(1_000);
    expect(await byBo("/resume")).toContain("RESUMED by Bo, 00:00:01, as owner had asked");
    expect(await standing()).toEqual([]);
    const [request] = await Alert.query(trader.desk.db.reader).where("message", "like", "%as owner had asked%");
    expect(request?.reply.outcome).toBe("done");
  });

  it("counts no wish of somebody who is no admin any more", async () => {
    await promote();
    const cy = await transact(trader.desk, (tx) =>
      Person.query(tx).insertAndFetch({ name: "Cy", role: "admin", isActive: true, createdAt: NOW }),
    );
    await trader.type("/halt");
    await byBo("/resume");
    await transact(trader.desk, (tx) => bo.$query(tx).patch({ role: "trader" }));
    expect(await trader.type("/resume")).toContain("owner asks to resume");
    await transact(trader.desk, (tx) => cy.$query(tx).patch({ isActive: false }));
  });

  it("asks anew when nobody confirmed in time", async () => {
    await promote();
    await trader.type("/halt");
    await trader.type("/resume");
    pass(5 * 60_000);
    expect(await byBo("/resume")).toContain("Bo asks to resume");
    expect(await trader.type("/resume")).toContain("as Bo had asked");
  });

  it("ends with the second yes what was asked for, and not what came later", async () => {
    await promote();
    await trader.type("/halt BTC/USDT");
    await trader.type("/resume");
    await trader.type("/halt paper");
    expect(await byBo("/resume")).toContain("Still halted: paper by owner");
    expect((await standing()).map((halt) => halt.scope)).toEqual(["exchange"]);
  });

  it("accepts the orphans that were told with what ends, and not those that came later", async () => {
    await promote();
    const tag = await readTag(trader.desk.db.reader);
    trader.venue.plant(clientOrderId(tag, "one"));
    await trader.turn();
    await trader.type("/resume");
    pass(1_000);
    trader.venue.plant(clientOrderId(tag, "two"));
    await trader.turn();
    expect(await byBo("/resume")).toContain("Still halted: paper by the desk");
    const orphans = await Orphan.query(trader.desk.db.reader).orderBy("id");
    expect(orphans.map(({ acceptedAt }) => acceptedAt !== null)).toEqual([true, false]);
    await transact(trader.desk, (tx) => Orphan.query(tx).delete());
  });

  it("of two who press at once ends it once", async () => {
    await promote();
    await trader.type("/halt");
    await trader.type("/resume");
    const answers = await Promise.all([byBo("/resume"), byBo("/resume"), trader.type("/resume"), byBo("/resume")]);
    expect(answers.filter((said) => said.includes("RESUMED"))).toHaveLength(1);
    expect(await standing()).toEqual([]);
  });

  it("before its time is refused with the time, and what is due ends without it", async () => {
    const until = NOW + 60_000;
    const loss = { scope: "exchange", exchange: trader.venue.exchange, reason: "daily loss", createdAt: NOW } as const;
    expect(await transact(trader.desk, (tx) => haltOnce(tx, { ...loss, until: NOW + 1 }))).not.toBeNull();
    expect(await transact(trader.desk, (tx) => haltOnce(tx, { ...loss, until }))).toBeNull();
    expect(await trader.type("/resume")).toContain(
      "paper is halted until 1 Jan 2022 00:01:00 market time (daily loss): /resume then.",
    );
    await trader.type("/halt BTC/USDT");
    expect(await trader.resume()).toContain("Still halted: paper by the desk");
    trader.venue.advance(until - trader.venue.now());
    expect(await trader.resume()).toContain("RESUMED paper");
  });

  it("is refused while the file HALT lies there", async () => {
    await trader.type("/halt");
    trader.app = { ...trader.app, haltFile: { ...trader.app.haltFile, path: "data/HALT", isThere: () => true } };
    expect(await trader.resume()).toContain("The file data/HALT halts the desk as long as it lies there");
    expect(await trader.type("/status")).toContain("The file data/HALT: no /resume while it lies there");
    expect(await standing()).toHaveLength(1);
  });

  it("is in the audit with every halt, and the chain holds", async () => {
    await trader.type("/halt odd");
    await trader.type("/halt");
    await trader.resume();
    const rows = await AuditRow.query(trader.desk.db.reader).orderBy("seq");
    const [halt] = await Halt.query(trader.desk.db.reader);
    const told = rows.filter(({ entity }) => entity === `halt ${halt?.id}`).map(({ action, actor }) => [action, actor]);
    expect(told).toEqual([
      ["halt", "owner"],
      ["halt.again", "owner"],
      ["resume", "owner"],
    ]);
    expect(firstBreak(rows)).toBeNull();
  });
});
