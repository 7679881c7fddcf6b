import { describe, expect, inject, onTestFinished, test } from "vitest";

import type { Db } from "../../src/db/desk.ts";
import { migrate, rollback, seedIfEmpty } from "../../src/db/migrations.ts";
import { STRATEGIES } from "../../src/strategies/index.ts";
import { type Client, connectForTest, emptyDatabase, NOW } from "../support/database.ts";

const clients: Client[] = typeof inject("postgresPort") === "number" ? ["sqlite", "postgres"] : ["sqlite"];

describe.each(clients)("migrations on %s", (client) => {
  test("run up, down and up again, and leave nothing behind", async () => {
    const db = await open(client);

    const up = await migrate(db);
    const there = await tables(db);
    const down = await rollback(db);
    const left = await tables(db);
    const again = await migrate(db);

    expect(up.length).toBeGreaterThanOrEqual(4);
    expect(down).toHaveLength(up.length);
    expect(again).toEqual(up);
    expect(there).toContain("orders");
    expect(left).toEqual([]);
    expect(await tables(db)).toEqual(there);
  });

  test("have nothing to do the second time", async () => {
    const db = await open(client);
    await migrate(db);
    expect(await migrate(db)).toEqual([]);
  });

  test("names carry no extension", async () => {
    const db = await open(client);
    for (const name of await migrate(db)) expect(name).toMatch(/^\d{4}_[a-z_]+$/);
  });

  test("a database of a newer desk is refused with a sentence", async () => {
    const db = await open(client);
    await migrate(db);
    await db.writer("knex_migrations").insert({ name: "9999_from_the_future", batch: 2 });
    await expect(migrate(db)).rejects.toThrow("written by a newer Outcry");
  });

  test("give an older database the twin of its paper account, once, and leave one of that name as it is", async () => {
    const db = await open(client);
    await migrate(db);
    await seedIfEmpty(db, NOW);
    const again = async (): Promise<unknown[]> => {
      await db.writer("knex_migrations").where({ name: "0011_paper_twin" }).delete();
      expect(await migrate(db)).toEqual(["0011_paper_twin"]);
      return db.reader("exchanges").orderBy("name").select("name", "source", "mode", "settings");
    };

    const seeded = await db.reader("exchanges").orderBy("name").select("name", "source", "mode", "settings");
    await db.writer("exchanges").where({ name: "paper2" }).delete();
    expect(await again()).toEqual(seeded);
    await db.writer("exchanges").where({ name: "paper2" }).update({ source: "synthetic@1" });
    expect(await again()).toMatchObject([{ name: "paper" }, { name: "paper2", source: "synthetic@1" }]);
    await db.writer("exchanges").delete();
    expect(await again()).toEqual([]);
  });

  test("give a chart that was stored before no lines and no marks, and leave one that has some", async () => {
    const db = await open(client);
    await migrate(db);
    const [old, lined] = [
      { kind: "candles", levels: [] },
      { kind: "candles", lines: [{ label: "EMA 12" }], marks: [] },
    ];
    const replyWith = (chart: object): string =>
      JSON.stringify({ outcome: "done", blocks: [{ kind: "chart", chart }] });
    const alert = { type: "INFO", source: "orders", message: "-", timestamp: NOW, severity: 3, revision: 1 };
    for (const chart of [old, lined])
      await db.writer("alerts").insert({ ...alert, is_read: false, reply: replyWith(chart) });

    await db.writer("knex_migrations").where({ name: "0015_chart_lines" }).delete();
    expect(await migrate(db)).toEqual(["0015_chart_lines"]);
    const replies = await db.reader("alerts").orderBy("id").pluck<string[]>("reply");
    expect(replies.map((reply) => JSON.parse(reply) as unknown)).toEqual(
      [{ ...old, lines: [], marks: [] }, lined].map((chart) => JSON.parse(replyWith(chart)) as unknown),
    );
  });

  test("give an older database what ships since, paused, and pause a file of one's own that had its name", async () => {
    const db = await open(client);
    await migrate(db);
    await seedIfEmpty(db, NOW);
    const added = ["0020_reversion_and_breakout", "0022_dca", "0023_grid"];
    const ids = ["breakout", "dca", "grid", "reversion"];
    const shipped = (): Promise<unknown[]> => db.writer("strategies").whereIn("id", ids).orderBy("id").select();
    const again = async (): Promise<unknown[]> => {
      await db.writer("knex_migrations").whereIn("name", added).delete();
      expect(await migrate(db)).toEqual(added);
      return shipped();
    };

    const seeded = await shipped();
    await db.writer("strategies").whereIn("id", ids).delete();
    expect(await again()).toEqual(seeded);
    const own = { name: "My own", type: "OWN", status: "ACTIVE", parameters: '{"length":30}' };
    await db.writer("strategies").where({ id: "breakout" }).update(own);
    await db
      .writer("strategies")
      .where({ id: "dca" })
      .update({ ...own, risk_parameters: '{"sizing":"risk"}' });
    expect(await again()).toEqual(seeded);
    await db.writer("strategies").delete();
    expect(await again()).toEqual([]);
  });

  test("the seeds have a row for each strategy that ships, named as its code is", async () => {
    const db = await open(client);
    await migrate(db);
    await seedIfEmpty(db, NOW);
    const rows = await db.reader("strategies").whereNot({ id: "manual" }).orderBy("id").select("id", "name", "type");
    const shipped = STRATEGIES.map(({ id, name, type }) => ({ id, name, type }));
    expect(rows).toEqual(shipped.toSorted((one, other) => one.id.localeCompare(other.id)));
  });

  test("seeds an empty database once", async () => {
    const db = await open(client);
    await migrate(db);

    expect(await seedIfEmpty(db, NOW)).toBe(true);
    expect(await seedIfEmpty(db, NOW)).toBe(false);

    const accounts = await db.reader("exchanges").orderBy("name").select("name", "source");
    expect(accounts.map(({ name, source }) => [name, source])).toEqual([
      ["paper", null],
      ["paper2", "twin:paper"],
    ]);
    expect(await db.reader("assets").orderBy("symbol").pluck("symbol")).toEqual(["BNB", "BTC", "ETH", "SOL", "USDT"]);
    expect(await db.reader("strategies").orderBy("id").select("id", "type", "status")).toEqual([
      { id: "breakout", type: "BREAKOUT", status: "PAUSED" },
      { id: "dca", type: "DCA", status: "PAUSED" },
      { id: "grid", type: "GRID", status: "PAUSED" },
      { id: "manual", type: "MANUAL", status: "ACTIVE" },
      { id: "reversion", type: "MEAN_REVERSION", status: "PAUSED" },
      { id: "trend", type: "TREND_FOLLOWING", status: "ACTIVE" },
    ]);
    expect(await db.reader("lease").select("id", "epoch")).toEqual([{ id: 1, epoch: 0 }]);
    expect((await db.reader("meta").where({ key: "tag" }).pluck("value"))[0]).toMatch(/^[a-z2-7]{3}$/);
  });
});

async function open(client: Client): Promise<Db> {
  const { databaseUrl, remove } = await emptyDatabase(client);
  const db = await connectForTest(databaseUrl);
  onTestFinished(async () => {
    await db.destroy();
    await remove();
  });
  return db;
}

/** All but those of knex itself. */
async function tables(db: Db): Promise<string[]> {
  const rows =
    db.client === "sqlite"
      ? await db.writer("sqlite_master").where({ type: "table" }).whereNot("name", "like", "sqlite_%").select("name")
      : await db.writer("pg_tables").where({ schemaname: "public" }).select({ name: "tablename" });
  const names = (rows as { name: string }[]).map(({ name }) => name);
  return names.filter((name) => !name.startsWith("knex_")).toSorted();
}
