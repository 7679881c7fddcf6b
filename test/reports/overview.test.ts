/** The desk in one look: what the page draws beside the chat. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import type { DeskView } from "../../src/chat/local/protocol.ts";
import { addPerson } from "../../src/chat/people.ts";
import { transact } from "../../src/db/transact.ts";
import type { ExchangeName } from "../../src/domain/ids.ts";
import { Chat } from "../../src/models/chat.ts";
import { Person } from "../../src/models/person.ts";
import { deskViews } from "../../src/reports/overview.ts";
import { keepAccount } from "../../src/trading/account.ts";
import { NOW } from "../support/database.ts";
import { Trader } from "../support/trader.ts";

describe("a look at the desk", () => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open()));
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  async function viewOf(name = "owner"): Promise<DeskView> {
    const person = await Person.query(trader.desk.db.reader).findOne({ name }).throwIfNotFound();
    return (await deskViews(trader.app))(person);
  }

  async function bought(quantity: string): Promise<void> {
    await trader.type(`/buy BTC/USDT ${quantity}`);
    const id = await trader.newest();
    await trader.type(`/approve ${id}`);
    await trader.turn();
    trader.venue.fill(await trader.clientId(id), { price: "46250" });
    await trader.turn();
  }

  /** A minute on, when the account is looked at again. */
  async function aMinuteLater(): Promise<void> {
    trader.desk.clock.set(NOW + 60_000);
    await keepAccount(trader.app, trader.venue);
  }

  it("shows an account that holds money and nothing else", async () => {
    await keepAccount(trader.app, trader.venue);
    const { accounts, halts, waiting, positions, prices, ...rest } = await viewOf();
    expect(rest).toEqual({
      ...{ version: "0.0.0", currency: "USDT", now: NOW, zone: "UTC", unread: 0 },
      person: { name: "owner", role: "admin" },
    });
    expect(accounts).toEqual([
      {
        ...{
          exchange: "paper",
          mode: "paper",
          feed: "its own",
          speed: null,
          pace: null,
          hasEnded: false,
          marketTime: NOW,
        },
        ...{
          equity: "100000",
          today: "0",
          todayPercent: "0",
          free: "100000",
          exposurePercent: "0",
          orderLimit: null,
        },
      },
    ]);
    expect({ halts, waiting, positions }).toEqual({ halts: [], waiting: [], positions: [] });
    expect(prices).toContainEqual({
      ...{ exchange: "paper", pair: "BTC/USDT", base: "BTC", quote: "USDT", places: 1, step: "0.0001" },
      ...{ bid: "46250", ask: "46250", last: "46250" },
    });
  });

  it("shows feed and speed as an account runs, and that it slows while a person decides", async () => {
    const feeds = new Map([["paper" as ExchangeName, { kind: "synthetic", speed: 60 } as const]]);
    Object.assign(trader.app, { feeds });
    const account = async () => (await viewOf()).accounts[0];
    expect(await account()).toMatchObject({ feed: "synthetic", speed: 60, pace: 60, hasEnded: false });
    await trader.type("/buy BTC/USDT 0.01");
    expect(await account()).toMatchObject({ speed: 60, pace: 1 });
    await trader.type(`/reject ${await trader.newest()}`);
    Object.assign(trader.app, { endedFeeds: new Set(["paper"]) });
    expect(await account()).toMatchObject({ speed: 60, pace: 60, hasEnded: true });
  });

  it("a market as fast as it can has a pace only while it is slowed", async () => {
    const feeds = new Map([["paper" as ExchangeName, { kind: "synthetic", speed: "max" } as const]]);
    Object.assign(trader.app, { feeds });
    expect((await viewOf()).accounts[0]).toMatchObject({ speed: null, pace: null });
    await trader.type("/buy BTC/USDT 0.01");
    expect((await viewOf()).accounts[0]).toMatchObject({ speed: null, pace: 1 });
  });

  it("shows what waits, with what its price may do; a limit has a price of its own", async () => {
    await trader.type("/buy BTC/USDT 0.01");
    const first = await trader.newest();
    await trader.type("/buy BTC/USDT 0.02 price=46000");
    const { waiting } = await viewOf();
    const same = { exchange: "paper", mode: "paper", pair: "BTC/USDT", side: "BUY", by: "owner", version: 1 };
    expect(waiting).toEqual([
      {
        ...same,
        ...{ order: first, quantity: "0.01", quotePrice: "46250", validPercent: "0.5", until: NOW + 300_000 },
      },
      {
        ...same,
        ...{ order: first + 1, quantity: "0.02", quotePrice: "46000", validPercent: null, until: NOW + 300_000 },
      },
    ]);
  });

  it("shows what is held at its mark, and what that is of the whole", async () => {
    await bought("0.1");
    await aMinuteLater();
    trader.venue.price = "46300";
    const view = await viewOf();
    expect(view.positions).toEqual([
      {
        ...{ exchange: "paper", mode: "paper", pair: "BTC/USDT", strategy: "manual", side: "LONG", quantity: "0.1" },
        ...{ entry: "46250", mark: "46300", profit: "5", protection: "none was asked for" },
      },
    ]);
    expect(view.waiting).toEqual([]);
    const { equity, free, exposurePercent } = view.accounts[0] ?? {};
    expect([equity, free, exposurePercent]).toEqual(["100005", "95375", "4.63"]);
  });

  it("shows a halt with who set it", async () => {
    await trader.type("/halt looks odd");
    expect((await viewOf()).halts).toEqual([{ where: "everything", by: "owner", reason: "looks odd", at: NOW }]);
  });

  it("shows each person as themselves, in the zone of their chat", async () => {
    await transact(trader.desk, (tx) => addPerson(tx, { name: "Ann", role: "viewer", zone: "Europe/Berlin", at: NOW }));
    const { person, zone } = await viewOf("Ann");
    expect([person, zone]).toEqual([{ name: "Ann", role: "viewer" }, "Europe/Berlin"]);
    expect(await Chat.query(trader.desk.db.reader).resultSize()).toBe(2);
  });

  it("leaves blank what an exchange does not tell, and shows the rest", async () => {
    await bought("0.1");
    trader.venue.quote = () => Promise.reject(new Error("socket hang up"));
    const { accounts, prices, positions } = await viewOf();
    expect(prices).toEqual([]);
    expect(positions).toMatchObject([{ quantity: "0.1", mark: null, profit: null }]);
    expect(accounts).toMatchObject([{ equity: null, exposurePercent: null, free: "95375" }]);
  });
});
