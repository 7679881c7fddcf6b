/** Files of one's own in processes of their own: what anybody may have written, and how it ends. */
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { newColumns } from "../../../src/domain/candle-columns.ts";
import { Refusal } from "../../../src/domain/errors.ts";
import type { StrategyId } from "../../../src/domain/ids.ts";
import { wordOf } from "../../../src/domain/indicators/chosen.ts";
import type { Moment } from "../../../src/domain/strategy/idea.ts";
import type { Decided } from "../../../src/domain/strategy/walk.ts";
import type { Deadlines } from "../../../src/main/strategies/own-file.ts";
import { type OpenIdeas, openIdeas } from "../../../src/main/strategies/open.ts";
import { AuditRow } from "../../../src/models/audit.ts";
import { Strategy } from "../../../src/models/strategy.ts";
import { STRATEGIES } from "../../../src/strategies/index.ts";
import { type TestDesk, testDesk } from "../../support/database.ts";
import { AMPLE, fileText, OwnStrategies } from "../../support/own-strategies.ts";
import { ROOT } from "../../support/project.ts";

// Processes on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const RISING = "rising" as StrategyId;
const MINUTE = 60_000;

let desk: TestDesk;
let own: OwnStrategies;
let ideas: OpenIdeas;

beforeEach(async () => {
  desk = await testDesk();
  own = new OwnStrategies();
  open();
});
afterEach(async () => {
  await ideas.end();
  own.remove();
  await desk.close();
});

function open(deadlines: Partial<Deadlines> = {}, folder = own.folder): void {
  ideas = openIdeas({ desk, shipped: STRATEGIES, folder, deadlines: { ...AMPLE, ...deadlines } });
}

/** Minutes of a market that rises, the last of which has just closed; `missed` of them were not looked at. */
function rising(missed = 1): Moment {
  const candles = newColumns(20);
  for (let i = 0; i < 20; i += 1) {
    candles.at[i] = i * MINUTE;
    for (const name of ["open", "high", "low", "close"] as const) candles[name][i] = 100 + i;
  }
  return { candles, since: { last: (19 - missed) * MINUTE, now: 20 * MINUTE }, held: null };
}

async function decided(moment = rising()): Promise<Decided | null> {
  const idea = await ideas.find(RISING);
  const { parameters } = await idea.configure({});
  return idea.decide(parameters, moment);
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((no: unknown) => no);
  if (error instanceof Refusal) return error.message;
  throw new Error("it was not refused", { cause: error });
}

const START = "then type /strategy rising start";

describe("a file of one's own", () => {
  it("is asked as one that comes with the desk is", async () => {
    own.write("rising.ts", fileText({ parameters: 'rise: z.int().max(9).default(2).describe("how far"),' }));
    const idea = await ideas.find(RISING);
    expect(idea).toMatchObject({ id: "rising", name: "Rising", about: "In when a candle closes higher." });
    expect(idea.fields).toEqual([
      { name: "timeframe", initial: "1m", help: "the candles" },
      { name: "rise", initial: 2, help: "how far" },
    ]);
    const { shows, ...rest } = await idea.configure({ rise: 3 });
    expect(rest).toEqual({ parameters: { timeframe: "1m", rise: 3 }, timeframe: "1m", period: 3 });
    expect(shows.map(wordOf)).toEqual(["ema:3"]);
    expect(await refusalOf(idea.configure({ rise: 10 }))).toMatch(/^rise of rising cannot be that: /);
    expect(await decided()).toMatchObject({ index: 19, intent: { kind: "enter", side: "LONG", stop: 119 * 0.99 } });
  });

  it("gets a row, paused, asking, on the paper account, and the audit names it", async () => {
    own.write("rising.ts", fileText());
    await ideas.begin();
    const row = await Strategy.query(desk.db.reader).findById(RISING);
    expect(row).toMatchObject({ name: "Rising", type: "TEST", status: "PAUSED", riskParameters: {} });
    expect(row?.targetExchanges).toEqual(["paper"]);
    expect(row?.targetPairs).toContain("BTC/USDT");
    const [audit] = await AuditRow.query(desk.db.reader).where({ entity: "strategy rising" });
    expect(audit).toMatchObject({ action: "strategy.added", actor: "desk" });
  });

  it("finds the desk by its name where it lies in its folder", async () => {
    open({}, join(ROOT, "test", "fixtures", "strategies"));
    const idea = await ideas.find("channel" as StrategyId);
    expect((await idea.configure({ length: 30 })).period).toBe(30);
  });

  it("keeps its row, and has its new name in it", async () => {
    own.write("rising.ts", fileText());
    await ideas.find(RISING);
    await Strategy.query(desk.db.writer).findById(RISING).patch({ status: "ACTIVE" });
    own.write("rising.ts", fileText({ name: "Rises" }));
    await ideas.renew(RISING);
    expect(await Strategy.query(desk.db.reader).findById(RISING)).toMatchObject({ name: "Rises", status: "ACTIVE" });
  });

  it("has its decision judged before anybody goes by it", async () => {
    const decide = 'return { kind: "enter", side: "LONG", stop: 1e6, target: null, rule: "r", values: [] };';
    own.write("rising.ts", fileText({ decide }));
    expect(await refusalOf(decided())).toBe(
      `Its decision at 1970-01-01 00:19 has a stop that is not below its close. Put that right, ${START}`,
    );
  });
});

describe("a file that is no strategy is a sentence, and another one is taken in beside it", () => {
  it.each<[what: string, text: string, sentence: string]>([
    ["throws", 'const a = 1;\nthrow new Error("too bad");', "strategies.local/rising.ts, line 2 fails: too bad."],
    ["exports nothing", "const a = 1;", "strategies.local/rising.ts exports no strategy"],
    ["is no program", "export default {{;", "strategies.local/rising.ts"],
    ["has no name", fileText({ name: "" }), "strategies.local/rising.ts has no name: give it one, in words."],
    [
      "has another id",
      fileText({ id: "trend" }),
      "strategies.local/rising.ts has the id trend: a file and its id have one name.",
    ],
    ["has a period of nothing", fileText({ period: "return 0;" }), "Its period is 0"],
    ["ends itself", "process.exit(0);", "strategies.local/rising.ts ended its process: let it end nothing."],
  ])("one that %s", async (_what, text, sentence) => {
    own.write("rising.ts", text);
    own.write("other.ts", fileText({ id: "other" }));
    const [fault, ...more] = await ideas.faults();
    expect(more).toEqual([]);
    expect(fault?.id).toBe("rising");
    expect(fault?.sentence).toContain(sentence);
    expect(fault?.sentence).toContain(START);
    expect(fault?.sentence).not.toContain(own.folder);
    expect(await Strategy.query(desk.db.reader).findById("rising")).toBeUndefined();
    expect((await ideas.find("other" as StrategyId)).id).toBe("other");
  });

  it("one that loops for ever", async () => {
    open({ loadMs: 300 });
    own.write("rising.ts", "for (;;);");
    expect(await refusalOf(ideas.find(RISING))).toBe(
      `strategies.local/rising.ts took longer than 0.3 s: does it loop for ever? Put that right, ${START}`,
    );
  });

  it("one whose folder is a file", async () => {
    own.write("folder", "");
    open({}, join(own.folder, "folder"));
    expect(await ideas.faults()).toEqual([
      {
        id: "strategies.local",
        sentence: "strategies.local cannot be read (ENOTDIR): make it a folder that the desk may read.",
      },
    ]);
    expect(await refusalOf(ideas.find(RISING))).toContain("The file of rising in strategies.local is gone.");
  });

  it("one whose name is taken", async () => {
    own.write("trend.ts", fileText({ id: "trend" }));
    own.write("rising.js", "");
    own.write("rising.ts", fileText());
    const sentences = (await ideas.faults()).map(({ sentence }) => sentence);
    expect(sentences).toContainEqual(expect.stringContaining("trend.ts is passed over: trend comes with the desk."));
    expect(sentences).toContainEqual(expect.stringContaining("rising.ts is passed over: strategies.local/rising.js"));
    expect((await ideas.find("trend" as StrategyId)).name).toBe("Trend following");
  });

  it("one that is gone", async () =>
    expect(await refusalOf(ideas.find(RISING))).toBe(
      `The file of rising in strategies.local is gone. Its positions keep their stops. Put it back, ${START}`,
    ));
});

describe("one that fails while it runs", () => {
  it("by what it throws says where, and answers the next time", async () => {
    own.write("rising.ts", fileText({ decide: '\nif (held === null) throw new Error("no idea");\nreturn null;' }));
    expect(await refusalOf(decided())).toBe(
      `strategies.local/rising.ts, line 13 fails: no idea. Put that right, ${START}`,
    );
    expect(await decided({ ...rising(), held: { side: "LONG", entry: 100 } })).toBeNull();
  });

  it("by what it gives that is no plain data", async () => {
    own.write("rising.ts", fileText({ decide: 'return { kind: "leave", rule: "r", values: [() => 1] };' }));
    expect(await refusalOf(decided())).toMatch(/rising\.ts fails: .* could not be cloned\./);
  });

  it("by an indicator that the desk does not know", async () => {
    own.write("rising.ts", fileText({ shows: 'return [{ indicator: { word: "magic" }, numbers: [3] }];' }));
    expect(await refusalOf(decided())).toBe(
      `It shows magic, which is no indicator of the desk. Put that right, ${START}`,
    );
  });

  it("by a configuration that is none", async () => {
    own.write("rising.ts", fileText({ shows: 'return [{ indicator: { word: "ema" }, numbers: ["three"] }];' }));
    expect(await refusalOf(decided())).toBe(
      `Its configuration is none: make it with defineStrategy. Put that right, ${START}`,
    );
  });

  it("by what names other paths of the desk's folder tells them as people know them", async () => {
    const [beside, above] = [join(own.folder, "prices.csv"), join(own.folder, "..", "desk.env")];
    const none = `no ${beside}, ${above}, '${join(own.folder, "..")}'`;
    own.write("rising.ts", fileText({ decide: `throw new Error("${none}");` }));
    expect(await refusalOf(decided())).toBe(
      `strategies.local/rising.ts, line 12 fails: no strategies.local/prices.csv, desk.env, the desk's folder. Put that right, ${START}`,
    );
  });

  it("by an end of its thread that names such a path", async () => {
    const late = `setImmediate(() => { throw new Error("no ${join(own.folder, "prices.csv")}"); }); await new Promise(() => 0);`;
    own.write("rising.ts", late);
    expect(await refusalOf(ideas.find(RISING))).toBe(
      `strategies.local/rising.ts fails: no strategies.local/prices.csv. Put that right, ${START}`,
    );
  });

  it("by a loop without end is ended at its deadline, a candle each, and runs anew when it is asked again", async () => {
    open({ candleMs: 200 });
    own.write("rising.ts", fileText({ decide: "for (;;);" }));
    expect(await refusalOf(decided(rising(1)))).toContain("took longer than 0.2 s: does it loop for ever?");
    expect(await refusalOf(decided(rising(3)))).toContain("took longer than 0.6 s");
    expect(await refusalOf(decided(rising(15)))).toContain("took longer than 2 s");
    expect((await (await ideas.find(RISING)).configure({})).period).toBe(3);
  });

  it.each<[how: string, decide: string]>([
    ["in small pieces", "for (;;) kept.push({ at: index });"],
    ["in large ones", "for (;;) kept.push(new Array(1e7).fill(index));"],
    ["in typed arrays", "for (let i = 0; i < 90; i += 1) kept.push(new Float64Array(1e6).fill(1)); for (;;);"],
  ])("by eating memory %s is ended, and the desk lives", async (_how, decide) => {
    own.write("rising.ts", fileText({ decide }));
    expect(await refusalOf(decided())).toBe(
      `strategies.local/rising.ts took more than 256 MB of memory. Put that right, ${START}`,
    );
    expect((await (await ideas.find(RISING)).configure({})).period).toBe(3);
  });
});

describe("one that is changed", () => {
  it("runs as it did until it is started again", async () => {
    own.write("rising.ts", fileText());
    const before = await ideas.find(RISING);
    own.write("rising.ts", fileText({ decide: "return null;" }));
    expect(await decided()).not.toBeNull();
    await ideas.renew(RISING);
    expect(await decided()).toBeNull();
    const { parameters } = await before.configure({});
    expect(await before.decide(parameters, rising())).toBeNull(); // who still holds it asks what runs now
  });

  it("after it could not be taken in is tried once, and again when it has changed", async () => {
    own.write("rising.ts", 'throw new Error("one");');
    const first = await ideas.faults();
    expect(await ideas.faults()).toEqual(first);
    own.write("rising.ts", fileText());
    expect(await ideas.faults()).toEqual([]);
  });

  it("is taken in unchanged where it was the database that failed", async () => {
    own.write("rising.ts", fileText());
    await desk.db.writer.schema.renameTable("strategies", "away");
    await expect(ideas.find(RISING)).rejects.not.toBeInstanceOf(Refusal);
    await desk.db.writer.schema.renameTable("away", "strategies");
    expect((await ideas.find(RISING)).name).toBe("Rising");
  });

  it("ends with the desk, though it waits for something that never comes", async () => {
    own.write("rising.ts", "await new Promise((resolve) => setInterval(() => undefined, 1000));");
    const asked = ideas.begin(); // its process is on its way
    await ideas.end();
    await asked;
    expect(await refusalOf(ideas.find(RISING))).toContain("was ended");
  });
});
