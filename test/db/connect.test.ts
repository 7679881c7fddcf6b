import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { connect } from "../../src/db/connect.ts";
import { ConfigError } from "../../src/domain/errors.ts";
import { eachDatabase } from "../support/database.ts";

eachDatabase("a connection", (open, client) => {
  test("reads back 53-bit integers as numbers", async () => {
    const desk = await open();
    const [row] =
      client === "sqlite"
        ? await desk.db.reader.raw("select cast(9007199254740991 as bigint) as n")
        : (await desk.db.reader.raw("select 9007199254740991::bigint as n")).rows;
    await desk.close();
    expect(row).toEqual({ n: Number.MAX_SAFE_INTEGER });
  });
});

describe("SQLite", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "outcry-test-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("keeps what it has committed through a power cut, checks references, and lets readers read alone", async () => {
    const db = await connect(`sqlite:${join(folder, "new", "deep", "desk.db")}`);
    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await db.writer.raw(`pragma ${name}`))[0])[0];

    expect(await pragma("journal_mode")).toBe("wal");
    expect(await pragma("synchronous")).toBe(2); // FULL
    expect(await pragma("foreign_keys")).toBe(1);
    await db.writer.schema.createTable("fresh", (table) => table.text("word"));
    await expect(db.reader("fresh").insert({ word: "x" })).rejects.toThrow(/readonly/);
    expect(await db.reader("fresh").select()).toEqual([]);
    await db.destroy();
  });

  test("in a place where nothing can be written is refused with a sentence", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(connect(`sqlite:${join(folder, "file", "desk.db")}`)).rejects.toThrow(ConfigError);
    await expect(connect(`sqlite:${join(folder, "file", "desk.db")}`)).rejects.toThrow(/Cannot write .*desk.db/);
  });

  test.skipIf(process.platform !== "linux")("nor does it try for ever where no folder can be made", async () => {
    await expect(connect("sqlite:/proc/outcry/desk.db")).rejects.toThrow(/Cannot write/);
  });

  test("a file that is no database is refused with a sentence", async () => {
    await writeFile(join(folder, "letter.db"), "Dear reader, ".repeat(1000));
    await expect(connect(`sqlite:${join(folder, "letter.db")}`)).rejects.toThrow(/Cannot write .*NOTADB/);
  });

  test.skipIf(process.getuid?.() === 0)("a folder without the right to write is refused with a sentence", async () => {
    const locked = await mkdtemp(join(folder, "locked-"));
    await chmod(locked, 0o500);
    await expect(connect(`sqlite:${join(locked, "desk.db")}`)).rejects.toThrow(/Cannot write/);
  });
});

test("a PostgreSQL that does not answer is refused with a sentence that holds no password", async () => {
  const refused = connect("postgres://desk:hunter2secret@127.0.0.1:1/desk");
  await expect(refused).rejects.toThrow(/Cannot use the PostgreSQL that DATABASE_URL names \(ECONNREFUSED\)/);
  await expect(refused).rejects.not.toThrow(/hunter2secret/);
});

test.each(["mysql://here/desk", "sqlite:", "sqlite::memory:", "desk.db"])(
  "%s is refused with an example",
  async (url) => {
    await expect(connect(url)).rejects.toThrow(/for example sqlite:/);
  },
);
