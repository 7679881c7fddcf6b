import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { connect } from "../../src/db/connect.ts";
import { ring, transact, type Tx } from "../../src/db/transact.ts";
import { LeaseLost } from "../../src/domain/errors.ts";
import { LOOPS } from "../../src/runtime/bell.ts";
import { readMeta, writeMeta } from "../../src/models/meta.ts";
import { eachDatabase, type TestDesk, testDesk } from "../support/database.ts";

/** As PostgreSQL reports it when two transactions cannot both be right. */
function serialisationFailure(): Error {
  return Object.assign(new Error("could not serialize access"), { code: "40001" });
}

eachDatabase("a write transaction", (open, client) => {
  let desk: TestDesk;
  let rung: string[] = [];
  const fact = (): Promise<string | null> => readMeta(desk.db.reader, "fact");
  const write = (work: (tx: Tx) => Promise<void>): Promise<void> => transact(desk, work);
  beforeAll(async () => {
    desk = await open();
    for (const loop of LOOPS) desk.bell.listen(loop, () => rung.push(loop));
  });
  beforeEach(async () => {
    await write((tx) => writeMeta(tx, "fact", "before"));
    rung = [];
  });
  afterAll(() => desk.close());

  test("writes all of its work and gives its result", async () => {
    const result = await transact(desk, async (tx) => {
      await writeMeta(tx, "fact", "after");
      return 42;
    });
    expect([result, await fact()]).toEqual([42, "after"]);
  });

  test("that throws has written nothing", async () => {
    const failing = write(async (tx) => {
      await writeMeta(tx, "fact", "after");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await fact()).toBe("before");
  });

  test("rings its bells after the commit, each once", async () => {
    let insideCommit: string[] = [];
    await write(async (tx) => {
      ring(tx, "send");
      ring(tx, "deliver");
      ring(tx, "send");
      await writeMeta(tx, "fact", "after");
      insideCommit = [...rung];
    });
    expect(insideCommit).toEqual([]);
    expect(rung.toSorted()).toEqual(["deliver", "send"]);
  });

  test("rings nothing when it is taken back", async () => {
    const failing = write(async (tx) => {
      ring(tx, "send");
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(rung).toEqual([]);
  });

  test("runs again after a serialisation failure, and rings only for the attempt that was kept", async () => {
    let attempts = 0;
    await write(async (tx) => {
      attempts++;
      ring(tx, attempts < 3 ? "send" : "deliver");
      await writeMeta(tx, "fact", `attempt ${attempts}`);
      if (attempts < 3) throw serialisationFailure();
    });
    expect(await fact()).toBe("attempt 3");
    expect(rung).toEqual(["deliver"]);
  });

  test("gives up on serialisation failures that do not end", async () => {
    let attempts = 0;
    const failing = write(() => {
      attempts++;
      return Promise.reject(serialisationFailure());
    });
    await expect(failing).rejects.toThrow("could not serialize");
    expect(attempts).toBe(5);
  });

  test("runs again after the database's own failure", async () => {
    if (client === "sqlite") return; // SQLite has one writer: it knows no such failure
    let attempts = 0;
    await write(async (tx) => {
      if (++attempts === 1) await tx.raw("do $$ begin raise exception using errcode = '40P01'; end $$");
      await writeMeta(tx, "fact", "after");
    });
    expect([attempts, await fact()]).toEqual([2, "after"]);
  });

  test("is not waited for by a reader", async () => {
    await write(async (tx) => {
      await writeMeta(tx, "fact", "after");
      expect(await fact()).toBe("before");
    });
  });

  test("that uses the outer handle inside fails instead of hanging", async () => {
    const db = await connect(desk.databaseUrl, { acquireTimeoutMs: 1_000 });
    const slip = transact({ ...desk, db }, async () => {
      await db.writer("meta").select();
    });
    await expect(slip).rejects.toThrow(/timeout acquiring/i);
    await db.destroy();
  });

  test("works one after the other under many at once", async () => {
    await write((tx) => writeMeta(tx, "fact", "0"));
    const increments = Array.from({ length: 25 }, () =>
      write(async (tx) => writeMeta(tx, "fact", String(Number(await readMeta(tx, "fact")) + 1))),
    );
    await Promise.all(increments);
    expect(await fact()).toBe("25");
  });
});

eachDatabase("after another process has taken over", (open) => {
  test("nothing is written, the lease says so once, and no later transaction begins", async () => {
    const desk = await open();
    await desk.db.writer("lease").update({ epoch: desk.lease.epoch + 1 });
    let isWorking = false;
    const write = (): Promise<void> =>
      transact(desk, async (tx) => {
        isWorking = true;
        await writeMeta(tx, "fact", "stale");
      });

    await expect(write()).rejects.toThrow(LeaseLost);
    await expect(write()).rejects.toThrow(LeaseLost);

    expect(isWorking).toBe(false);
    expect(desk.lease.isHeld()).toBe(false);
    expect(desk.losses).toHaveLength(1);
    expect(await readMeta(desk.db.reader, "fact")).toBeNull();
    await desk.close();
  });
});

test("a bell cannot be rung outside of a transaction", async () => {
  const desk = await testDesk();
  let kept: Tx | null = null;
  await transact(desk, async (tx) => void (kept = tx));
  expect(() => ring({} as Tx, "send")).toThrow("outside");
  expect(() => kept !== null && ring(kept, "send")).toThrow("outside");
  await desk.close();
});
