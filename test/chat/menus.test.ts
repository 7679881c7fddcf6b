/** Menus, offers and completion of the desk's own commands, with what the desk knows at that moment. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { transact } from "../../src/db/transact.ts";
import { MarketRow } from "../../src/models/market.ts";
import { ask } from "../support/asking.ts";
import { randomFrom } from "../support/hostile.ts";
import { anyLine } from "../support/lines.ts";
import { Trader } from "../support/trader.ts";

let trader: Trader;
beforeAll(async () => {
  trader = await Trader.open();
});
afterAll(() => trader.close());

const complete = async (line: string, role: "viewer" | "admin" = "admin") =>
  (await trader.app.commands.complete(trader.app, role, line)).words;

async function listPairs(count: number): Promise<void> {
  const like = await MarketRow.query(trader.desk.db.reader).findOne({ pair: "BTC/USDT" }).throwIfNotFound();
  await transact(trader.desk, async (tx) => {
    for (let n = 0; n < count; n += 1) {
      const { id: _, ...row } = { ...like };
      await MarketRow.query(tx).insert({
        ...row,
        pair: `C${n}/USDT` as typeof like.pair,
      });
    }
  });
}

describe("a missing argument", () => {
  test("is asked for, one after the other, until the line is whole: no word needs to be typed", async () => {
    await trader.startOver();
    const pair = await ask(trader, "/buy");
    expect(pair.reply.outcome).toBe("asks");
    expect(pair.lines.slice(0, 2)).toEqual([
      "Buy: which pair?",
      "Or type it: /buy PAIR AMOUNT [price=PRICE] [sl=PRICE] [tp=PRICE] [trail=DISTANCE] [tif=gtc|ioc|fok|post] [exchange=ACCOUNT], for example /buy BTC/USDT 0.01",
    ]);
    const amount = await ask(trader, pair.run("BTC/USDT"));
    expect(amount.lines[0]).toBe("Buy BTC/USDT: how much?");
    const proposal = await ask(trader, amount.run("$500"));
    expect(proposal.lines[0]).toMatch(/^🟢 BUY 0\.010\d* BTC\/USDT · paper/);
    const id = await trader.newest();
    const order = await ask(trader, "/approve");
    expect(order.lines[0]).toBe("Approve: which order?");
    expect(order.run(order.buttons[0]?.label ?? "")).toBe(`/approve ${id}`);
    expect(order.buttons[0]?.label).toMatch(new RegExp(`^#${id} BUY 0\\.010\\d* BTC$`));
  });

  test("goes in front of name=value, which comes last", async () => {
    const amount = await ask(trader, "/buy BTC/USDT exchange=paper price=-1%");
    expect(amount.run("$100")).toBe("/buy BTC/USDT $100 exchange=paper price=-1%");
    expect((await ask(trader, amount.run("$100"))).lines[0]).toContain("🟢 BUY");
  });

  test("has pages where the desk knows more words than fit, each a line of its own", async () => {
    await listPairs(25);
    const first = await ask(trader, "/price");
    const second = await ask(trader, first.run("Next ▸"));
    expect(first.lines[0]).toMatch(/^Price: which pair\? · 1–10 of \d+$/);
    expect(second.lines[0]).toMatch(/^Price: which pair\? · 11–20 of \d+$/);
    expect(second.run("◂ Back")).toBe("/price page=1");
    const words = [...first.buttons, ...second.buttons].filter(({ label }) => label.includes("/"));
    expect(words).toHaveLength(20);
    expect(new Set(words.map(({ run }) => run)).size).toBe(20);
    expect(words.every(({ run }) => !run.includes("page="))).toBe(true);
    await transact(trader.desk, (tx) => MarketRow.query(tx).where("pair", "like", "C%").delete());
  });

  test("that the desk has no word for now is told, and is no question", async () => {
    await trader.startOver();
    const nothing = await ask(trader, "/approve");
    expect(nothing.reply.outcome).toBe("refused");
    expect(nothing.lines).toEqual([
      "❌ Approve: there is nothing to choose from now.",
      "Usage: /approve ID [half] [qty=AMOUNT], for example /approve 42",
    ]);
  });

  test("of every command is a menu whose buttons the desk can run", async () => {
    await trader.startOver();
    await trader.type("/buy BTC/USDT 0.01");
    let menus = 0;
    for (const command of trader.app.commands.all) {
      const needs = Object.values(command.args).filter((arg) => arg.required);
      if (needs.length === 0) continue;
      const { lines, buttons } = await ask(trader, `/${command.name}`);
      expect(lines[0]?.toLowerCase()).toContain(`${command.name}: `);
      expect(lines[1]).toContain(command.examples[0]);
      for (const { run } of buttons) expect([run, trader.app.commands.canRun(run)]).toEqual([run, true]);
      menus += 1;
    }
    expect(menus).toBeGreaterThan(6);
  });

  test("`page=` means nothing where the line is whole and is no list", async () => {
    expect((await ask(trader, "/buy BTC/USDT 0.01 page=2")).lines[0]).toContain("/buy has no page=.");
    expect((await ask(trader, "/buy page=2 BTC/USDT 0.01")).lines[0]).toContain("name=value comes last");
    expect((await ask(trader, "/price page=0")).lines[0]).toContain("not a whole number");
  });
});

describe("what a refusal offers", () => {
  test.each([
    ["/buy BTCUSD 1,5", "/buy BTC/USDT 1.5"],
    ["/by btcusd 0.01", "/buy BTC/USDT 0.01"],
    ["/buy BTC/USDT 0.01 prise=1 exchange=papr", "/buy BTC/USDT 0.01 price=1 exchange=paper"],
    ["/price BTC/USDT exchange=papr", "/price BTC/USDT exchange=paper"],
    ["/price BTCUSD", "/price BTC/USDT"],
    ["/trades page=1,5", null],
    ["/buy BTC/USDT 99999999", null],
  ])("%s → %s", async (line, offered) => {
    const { buttons, reply } = await ask(trader, line);
    expect(reply.outcome).toBe("refused");
    expect(buttons.map(({ run }) => `/${run}`)[0] ?? null).toBe(offered);
  });

  test("works at one press", async () => {
    const told = await ask(trader, "/buy BTCUSD 0,01");
    expect((await ask(trader, told.buttons[0]?.run ?? "")).lines[0]).toContain("🟢 BUY 0.01 BTC/USDT");
  });
});

describe("completion", () => {
  beforeAll(async () => {
    await trader.startOver();
    for (const amount of ["0.01", "0.02"]) await trader.type(`/buy BTC/USDT ${amount}`);
    await trader.type(`/approve ${await trader.newest()}`);
  });

  test("knows pairs, amounts, accounts and names as they are at that moment, whatever the case", async () => {
    expect(await complete("/buy bt")).toContain("BTC/USDT");
    expect(await complete("/BUY btc/usdt ")).toEqual(["$100", "$250", "$500", "10%"]);
    expect(await complete("/buy BTC/USDT 0.1 ")).toEqual([...["price=", "sl=", "tp=", "trail=", "tif=", "exchange="]]);
    expect(await complete("/buy BTC/USDT 0.1 EX")).toEqual(["exchange="]);
    expect(await complete("/buy BTC/USDT 0.1 EXCHANGE=p")).toEqual(["exchange=paper", "exchange=paper2"]);
    expect(await complete("/help or")).toEqual(["orders", "order"]);
  });

  test("knows which orders a command is for", async () => {
    const newest = await trader.newest();
    const [approved, waiting] = [String(newest), String(newest - 1)];
    expect(await complete("/approve ")).toEqual([waiting]);
    expect(await complete("/cancel ")).toEqual([approved, waiting, "all"]);
    expect(await complete("/order ")).toEqual([approved, waiting]);
    expect(await complete("/approve #")).toEqual([`#${waiting}`]);
    expect(await complete(`/approve ${waiting} `)).toEqual(["half", "qty="]);
    expect(await complete("/sell ")).toEqual([]);
  });

  test("knows what is held, which alone can be sold or closed", async () => {
    await trader.turn();
    trader.venue.fill(await trader.clientId(await trader.newest()), { price: "46250", fee: "0.1" });
    await trader.turn();
    expect(await complete("/sell ")).toEqual(["BTC/USDT"]);
    expect(await complete("/close ")).toEqual(["BTC/USDT", "all"]);
    expect(await complete("/close BTC/USDT ")).toEqual(["25%", "50%", "100%", "exchange="]);
  });

  test("offers nothing behind a line that is whole, behind an unknown command and to who may not", async () => {
    expect(await complete("/order 42 ")).toEqual([]);
    expect(await complete("/close BTC/USDT 50% exchange=paper ")).toEqual([]);
    expect(await complete("/buy BTC/USDT 0.1 price=1 price=")).toEqual([]);
    expect(await complete("/nothing ")).toEqual([]);
    expect(await complete("/buy ", "viewer")).toEqual([]);
    expect(await complete("/b", "viewer")).toEqual(["/balance", "/book"]);
  });

  test("is quiet on whatever is typed", async () => {
    const random = randomFrom(5);
    for (let n = 1_000; n > 0; n -= 1) {
      const line = anyLine(random, trader.app.commands.all);
      const words = await complete(line.slice(0, 1 + Math.floor(random.uniform() * line.length)));
      expect([line, words.length <= 25]).toEqual([line, true]);
    }
  });

  test("offers only what the grammar takes there", async () => {
    for (const command of trader.app.commands.all) {
      for (const word of await complete(`/${command.name} `)) {
        const line = `/${command.name} ${word}`;
        expect([line, word.endsWith("=") || trader.app.commands.canRun(line)]).toEqual([line, true]);
      }
    }
  });

  test.each(["", " ", "/", "//", "=", "/buy =", "/buy __proto__=", "/buy constructor=x", `/buy ${"x".repeat(5_000)}`])(
    "is quiet on %j",
    async (line) => {
      expect((await complete(line)).length).toBeLessThanOrEqual(25);
    },
  );
});
