/** A data folder whose paper account is as a test wants it, before any desk has used it. */
import { join } from "node:path";

import { connect } from "../../src/db/connect.ts";
import { Exchange, type PaperSettings } from "../../src/models/exchange.ts";
import { makeFolder } from "../../src/runtime/data-dir.ts";
import { withoutLimits } from "./no-limits.ts";

/** Without limits, and with what the settings change of the account `paper`. */
export async function paperAccount(dataDir: string, settings: Partial<PaperSettings>): Promise<string> {
  makeFolder(dataDir);
  await withoutLimits(dataDir);
  const db = await connect(`sqlite:${join(dataDir, "outcry.db")}`);
  try {
    const { settings: usual } = await Exchange.query(db.writer).findById("paper").throwIfNotFound();
    await Exchange.query(db.writer)
      .findById("paper")
      .patch({ settings: { ...(usual as PaperSettings), ...settings } });
    return dataDir;
  } finally {
    await db.destroy();
  }
}
