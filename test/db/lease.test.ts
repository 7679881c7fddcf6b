import { spawn } from "node:child_process";
import { once } from "node:events";

import { expect, onTestFinished, test } from "vitest";

import type { Db } from "../../src/db/desk.ts";
import { LeaseTaken } from "../../src/domain/errors.ts";
import { acquireLease, type Lease } from "../../src/db/lease.ts";
import { connectForTest, eachDatabase, settableClock, type TestDesk, testDesk } from "../support/database.ts";
import { END_LEASES } from "../support/on-server.ts";

eachDatabase("the lease", (open, client) => {
  test("goes to one: another is refused with a sentence, until the first lets go", async () => {
    const desk = await opened();
    const second = await secondConnection(desk);

    await expect(acquire(second)).rejects.toThrow(LeaseTaken);
    await expect(acquire(second)).rejects.toThrow(/Another Outcry is running on this database/);
    await desk.lease.release();
    const lease = await acquire(second);

    expect(lease.epoch).toBe(desk.lease.epoch + 1);
    expect(lease.isHeld()).toBe(true);
    expect(desk.lease.isHeld()).toBe(false);
    await lease.release();
  });

  test("that was refused has changed nothing", async () => {
    const desk = await opened();
    const second = await secondConnection(desk);
    await expect(acquire(second)).rejects.toThrow(LeaseTaken);
    expect(await desk.db.reader("lease").pluck("epoch")).toEqual([desk.lease.epoch]);
  });

  test("is written with its owner and the time", async () => {
    const desk = await opened();
    expect(await desk.db.reader("lease").first("owner", "taken_at")).toEqual({
      owner: "test",
      taken_at: desk.clock.now(),
    });
  });

  test("is let go when the preparation fails", async () => {
    const desk = await opened();
    await desk.lease.release();
    const second = await secondConnection(desk);
    const failing = acquire(second, () => Promise.reject(new Error("a bad migration")));
    await expect(failing).rejects.toThrow("a bad migration");
    const lease = await acquire(second);
    await lease.release();
  });

  test("tells of its loss once, whoever finds out", async () => {
    const desk = await opened();
    desk.lease.lost("one reason");
    desk.lease.lost("another reason");
    expect(desk.lease.isHeld()).toBe(false);
    expect(desk.losses).toEqual(["one reason"]);
  });

  test("let go on purpose is no loss", async () => {
    const desk = await opened();
    await desk.lease.release();
    expect(desk.losses).toEqual([]);
  });

  test("is lost at once when PostgreSQL ends its connection", async () => {
    if (client === "sqlite") return; // no connection there
    const desk = await opened();
    await desk.db.reader.raw(END_LEASES);
    await expect.poll(() => desk.lease.isHeld()).toBe(false);
    expect(desk.losses).toHaveLength(1);
  });

  async function opened(): Promise<TestDesk> {
    const desk = await open();
    onTestFinished(() => desk.close());
    return desk;
  }
});

test("a lock held by another process counts, and ends with that process", async () => {
  const desk = await testDesk("sqlite");
  onTestFinished(() => desk.close());
  await desk.lease.release();
  const holder = spawn(process.execPath, ["--input-type=module", "-e", HOLDER, desk.databaseUrl], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");

  await expect(acquire(desk.db)).rejects.toThrow(LeaseTaken);
  holder.kill("SIGKILL");
  await once(holder, "exit");

  const lease = await acquire(desk.db);
  await lease.release();
});

const HOLDER = `
  import { connect } from "${new URL("../../src/db/connect.ts", import.meta.url).href}";
  import { lockDatabase } from "${new URL("../../src/db/lease.ts", import.meta.url).href}";
  await lockDatabase(await connect(process.argv[1]), () => {});
  console.log("locked");
  setInterval(() => {}, 1000);
`;

async function secondConnection(desk: TestDesk): Promise<Db> {
  const db = await connectForTest(desk.databaseUrl);
  onTestFinished(() => db.destroy());
  return db;
}

function acquire(db: Db, prepare = (): Promise<void> => Promise.resolve()): Promise<Lease> {
  return acquireLease(db, { owner: "second", clock: settableClock(0), prepare, onLost: () => undefined });
}
