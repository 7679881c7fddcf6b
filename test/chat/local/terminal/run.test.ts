import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { runLine } from "../../../../src/chat/local/terminal/run.ts";
import { revise } from "../../../../src/chat/outbox.ts";
import { transact } from "../../../../src/db/transact.ts";
import { Alert } from "../../../../src/models/alert.ts";
import { NOW } from "../../../support/database.ts";
import { until } from "../../../support/until.ts";
import { say } from "../../../support/chat-desk.ts";
import { localHouse, type LocalHouse } from "../../../support/local-desk.ts";

describe("outcry run", () => {
  let at: LocalHouse;
  let printed: string[];
  const run = (line: string, json = false, waitMs = 10_000) =>
    runLine(at.client, { line, json, waitMs, save: null, print: (text) => void printed.push(text) });

  beforeEach(async () => {
    at = await localHouse();
    printed = [];
  });
  afterEach(() => at.close());

  test("prints the reply and exits 0 when it is done", async () => {
    expect(await run("/status")).toBe(0);
    expect(printed).toEqual(["All is well."]);
  });

  test("exits 1 when it is refused", async () => {
    expect(await run("/note no")).toBe(1);
    expect(printed).toEqual(["❌ Refused: no is no."]);
  });

  test("exits 2 when a person must answer", async () => {
    expect(await run("/card")).toBe(2);
  });

  test("prints the last reply alone with --json", async () => {
    expect(await run("/status", true)).toBe(0);
    expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([say("All is well.")]);
  });

  test("follows a card until it is final", async () => {
    const running = run("/open");
    const { id } = await until("the card", async () => Alert.query(at.desk.db.reader).first());
    await until("the card to be shown", () => printed.length === 1);
    await transact(at.desk, (tx) => revise(tx, id, say("Half filled.", "open"), NOW));
    await until("the change", () => printed.length === 2);
    await transact(at.desk, (tx) => revise(tx, id, say("Filled."), NOW));
    expect(await running).toBe(0);
    expect(printed).toEqual(["On its way.", "\nHalf filled.", "\nFilled."]);
  });

  test("gives up following in the end, and says with its exit that it is open", async () => {
    expect(await run("/open", false, 500)).toBe(2);
    expect(printed).toEqual(["On its way."]);
  });
});
