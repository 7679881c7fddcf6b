/** Single facts about this database: `tag`, three characters that open every client order id of this desk. */
import type { Knex } from "knex";

import type { Tx } from "../db/transact.ts";

export async function readMeta(db: Knex, key: string): Promise<string | null> {
  const row = await db<{ key: string; value: string }>("meta").where({ key }).first("value");
  return row?.value ?? null;
}

/** The name of the desk's bot in Telegram, once it was there. */
export const TELEGRAM_BOT = "telegram.bot";

/** The three characters that open every client order id of this database. */
export async function readTag(db: Knex): Promise<string> {
  const tag = await readMeta(db, "tag");
  if (tag === null) throw new Error("this database has no tag: it was not seeded");
  return tag;
}

export async function writeMeta(tx: Tx, key: string, value: string): Promise<void> {
  await tx("meta").insert({ key, value }).onConflict("key").merge();
}
