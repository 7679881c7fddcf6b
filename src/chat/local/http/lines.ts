/** What people typed, for the answers to it; a pressed button counts as the line that it stands for. */
import type { Knex } from "knex";

import { Button } from "../../../models/button.ts";
import { InboxRow } from "../../../models/inbox.ts";

/** By update id. What was let go meanwhile (chat/prune) is left out. */
export async function typedLines(db: Knex, updateIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (updateIds.length === 0) return new Map();
  const rows = await InboxRow.query(db)
    .where({ platform: "local" })
    .whereIn("update_id", [...updateIds]);
  const runs = await runsOf(
    db,
    rows.flatMap(({ content }) => ("press" in content ? [content.press] : [])),
  );
  return new Map(
    rows.flatMap(({ updateId, content }): [string, string][] => {
      const line = "line" in content ? content.line : "press" in content ? runs.get(content.press) : undefined;
      return line === undefined ? [] : [[updateId, line]];
    }),
  );
}

async function runsOf(db: Knex, tokens: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (tokens.length === 0) return new Map();
  const buttons = await Button.query(db).whereIn("token", [...tokens]);
  return new Map(buttons.map(({ token, run }) => [token, run.startsWith("/") ? run : `/${run}`]));
}
