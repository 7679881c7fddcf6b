import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createClient } from "../../../../src/chat/local/terminal/client.ts";
import { runConsole } from "../../../../src/chat/local/terminal/console.ts";
import { post, revise } from "../../../../src/chat/outbox.ts";
import { transact } from "../../../../src/db/transact.ts";
import type { AlertId } from "../../../../src/domain/ids.ts";
import type { Block } from "../../../../src/domain/reply.ts";
import { NOW } from "../../../support/database.ts";
import { until } from "../../../support/until.ts";
import { aPost, say } from "../../../support/chat-desk.ts";
import { localHouse, type LocalHouse } from "../../../support/local-desk.ts";

describe("outcry console", () => {
  let at: LocalHouse;
  let input: PassThrough;
  let screen: string;
  let leaving: Promise<void>;

  beforeEach(async () => {
    at = await localHouse();
    leaving = open();
    await at.local.before("1", 0);
  });
  afterEach(async () => {
    input.end();
    await leaving;
    await at.close();
  });

  const open = (client = at.client): Promise<void> => {
    input = new PassThrough();
    const output = new PassThrough();
    screen = "";
    output.on("data", (chunk: Buffer) => (screen += stripVTControlCharacters(chunk.toString())));
    const look = {
      clock: at.desk.clock,
      zone: "UTC",
      color: false,
      drawText: () => [],
      history: [],
      remember: () => undefined,
    };
    return runConsole({ client, input, output, ...look });
  };
  const type = (line: string): boolean => input.write(`${line}\n`);
  const shows = (text: string): Promise<unknown> => until(`the console to show ${text}`, () => screen.includes(text));
  /** Sent once the stream stands: what is posted before is of the past. */
  const ready = async (): Promise<void> => {
    type("/status");
    await shows("All is well.");
  };
  const posted = (...labels: readonly string[]): Promise<AlertId> => {
    const reply = say("Proposed.", "asks", ...labels.map((label) => ({ label, run: `/note ${label}` })));
    return transact(at.desk, (tx) => post(tx, { ...aPost, reply }));
  };

  test("answers what is typed", async () => {
    await ready();
    type("/note hello");
    await shows("Noted hello.");
    expect(at.doings.done).toEqual(["hello"]);
  });

  test("numbers the buttons, and a number or a label presses", async () => {
    await ready();
    await posted("Approve", "Reject");
    await shows("[ 1 Approve ] [ 2 Reject ]");
    type("2");
    await shows("Noted Reject.");
    type("approve");
    await shows("Noted Approve.");
    expect(at.doings.done).toEqual(["Reject", "Approve"]);
  });

  test("the word of a button needs no arrow", async () => {
    await ready();
    await posted("◂ Back", "Next ▸");
    await shows("[ 2 Next ▸ ]");
    type("next");
    await shows("Noted Next ▸.");
    expect(at.doings.done).toEqual(["Next ▸"]);
  });

  test("a number that no button has is told how far the numbers go, and presses nothing", async () => {
    await ready();
    type("1");
    await shows("The last card has no numbered buttons");
    await posted("Approve", "Reject", "Why");
    await shows("[ 3 Why ]");
    at.desk.clock.advance(1_500);
    for (const number of ["4", "0", "99"]) type(number);
    await until("three answers", () => screen.split("This card has buttons 1 to 3").length === 4);
    await posted("Only");
    await shows("[ 1 Only ]");
    at.desk.clock.advance(1_500);
    type("2");
    await shows("This card has one button: type 1.");
    expect(at.doings.done).toEqual([]);
  });

  test("numbers run on through several rows of buttons, a chart between them and a dangerous one among them", async () => {
    await ready();
    const blocks: Block[] = [
      { kind: "headline", line: ["Flatten?"] },
      { kind: "buttons", buttons: [{ label: "Status", run: "/note status" }] },
      {
        kind: "chart",
        chart: {
          kind: "candles",
          exchange: "paper",
          pair: "BTC/USDT",
          timeframe: "1h",
          places: 1,
          candles: [],
          levels: [],
          lines: [],
          marks: [],
        },
      },
      {
        kind: "buttons",
        buttons: [
          { label: "Flatten all 3", run: "/note flatten", tone: "danger" },
          { label: "Keep", run: "/note keep" },
        ],
      },
    ];
    await transact(at.desk, (tx) => post(tx, { ...aPost, reply: { outcome: "asks", blocks } }));
    await shows("[ 2 Flatten all 3 ] [ 3 Keep ]");
    expect(screen).toContain("[ 1 Status ]");
    type("3");
    await shows("Noted keep.");
    expect(at.doings.done).toEqual(["keep"]);
  });

  test("a number means the newest card that has buttons", async () => {
    await ready();
    await posted("Old");
    await shows("[ 1 Old ]");
    await posted("New");
    await shows("[ 1 New ]");
    type("1");
    await shows("Another card has just come");
    at.desk.clock.advance(1_500);
    type("1");
    await shows("Noted New.");
    expect(at.doings.done).toEqual(["New"]);
  });

  test("a card that changes is shown again below a rule", async () => {
    await ready();
    const id = await posted();
    await shows("Proposed.");
    await transact(at.desk, (tx) => revise(tx, id, say("Filled."), NOW));
    await shows("Filled.");
    expect(screen).toMatch(/─{20,}\nFilled\./);
  });

  test("takes the stream up again after the desk was away, and misses nothing", async () => {
    await ready();
    await at.reopen();
    await transact(at.desk, (tx) => post(tx, { ...aPost, reply: say("Meanwhile.") }));
    await shows("Meanwhile.");
    expect(screen).toContain("The connection to the desk is lost");
  });

  test.each(["exit", "/quit"])("%s ends it", async (word) => {
    type(word);
    await expect(leaving).resolves.toBeUndefined();
  });

  test("a wrong token ends it with the desk's sentence", async () => {
    input.end();
    await leaving;
    const wrong = open(createClient({ url: at.server.url, token: "wrong" }));
    await expect(wrong).rejects.toThrow("authorization: Bearer");
    leaving = Promise.resolve();
  });
});
