/** Lets another person in, in the database of a desk that is not running: quicker than the command. */
import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";

import Database from "better-sqlite3";

/** Gives the token of their chat. */
export function addPersonTo(dataDir: string, name: string, role: "trader" | "approver"): string {
  const db = new Database(join(dataDir, "outcry.db"));
  const token = randomBytes(32).toString("base64url");
  const hash = createHash("sha256").update(token).digest("hex");
  try {
    const { lastInsertRowid: id } = db
      .prepare("insert into persons (name, role, is_active, created_at) values (?, ?, 1, 0)")
      .run(name, role);
    db.prepare(
      "insert into chats (platform, chat_ref, zone, is_active, created_at) values ('local', ?, 'UTC', 1, 0)",
    ).run(String(id));
    db.prepare("insert into tokens (person_id, name, hash, created_at) values (?, ?, ?, 0)").run(id, name, hash);
    return token;
  } finally {
    db.close();
  }
}
