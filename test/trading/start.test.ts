/** /start: the first thing that somebody types, and what it says to whom. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { startCard, type StartFacts } from "../../src/cards/start.ts";
import type { Role } from "../../src/chat/command.ts";
import { read, runs } from "../cards/facts.ts";
import { ask } from "../support/asking.ts";
import { Trader } from "../support/trader.ts";

describe("the greeting", () => {
  const facts: StartFacts = {
    ...{ name: "Ann", role: "trader", waiting: [], isTold: true, mayResume: false },
    accounts: [{ exchange: "paper", mode: "paper" }],
  };

  it("says who one is, and that no real money is at stake", () => {
    expect(read(startCard(facts))).toEqual([
      "Hello Ann",
      "Outcry is a trading desk in chat. It trades on paper (paper): no real money.",
      "Your role is trader: /help shows what you can type.",
      "[ Status ] [ Positions ] [ Help ]",
    ]);
  });

  it("says LIVE where real money is at stake, and does not speak of paper then", () => {
    const accounts = [...facts.accounts, { exchange: "bybit", mode: "live" } as const];
    expect(read(startCard({ ...facts, accounts }))[1]).toBe(
      "Outcry is a trading desk in chat. It trades real money: LIVE bybit.",
    );
  });

  it("says how alerts come to a chat that has none", () => {
    expect(read(startCard({ ...facts, isTold: false }))).toContain(
      "Alerts do not come to this chat: /notify on lets them.",
    );
  });

  it.each([
    ["one proposal", { waiting: [42] }, { "Show #42": "order 42", Status: "status", Positions: "positions" }],
    ["several", { waiting: [42, 43] }, { Proposals: "proposals", Status: "status", Positions: "positions" }],
    ["a halt", { mayResume: true }, { Resume: "resume", Status: "status", Positions: "positions" }],
    ["both", { waiting: [42], mayResume: true }, { "Show #42": "order 42", Resume: "resume", Status: "status" }],
  ])("offers three buttons, the most urgent first: %s", (_what, changes, offered) => {
    expect(runs(startCard({ ...facts, ...changes }))).toEqual(offered);
  });
});

describe("/start on a desk", () => {
  let trader: Trader;
  beforeAll(async () => void (trader = await Trader.open()));
  beforeEach(() => trader.startOver());
  afterAll(() => trader.close());

  const greeted = async (name: string, role: Role): Promise<string> =>
    (await trader.ask("/start", null, await trader.letIn(name, role))).said;

  it("shows what waits to those who may decide it", async () => {
    const bo = await trader.letIn("Bo", "trader");
    await trader.ask("/buy BTC/USDT 0.01", null, bo);
    const id = await trader.newest();
    expect((await trader.ask("/start", null, bo)).said).toContain(`[ Show #${id} ]`);
    expect(await greeted("Cy", "approver")).toContain(`[ Show #${id} ]`);
    expect(await greeted("Di", "trader")).toContain("[ Status ] [ Positions ] [ Help ]");
    expect(await greeted("Ed", "viewer")).toContain("[ Status ] [ Positions ] [ Help ]");
  });

  it("offers to resume to an admin alone", async () => {
    await trader.type("/halt");
    expect((await ask(trader, "/start")).run("Resume")).toBe("resume");
    expect(await greeted("Cy", "approver")).not.toContain("Resume");
  });
});
