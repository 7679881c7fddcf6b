/** A desk without limits: so the cases run unless they say otherwise, and so do tests of other things. */
import { join } from "node:path";

import { connect } from "../../src/db/connect.ts";
import { migrate, seedIfEmpty } from "../../src/db/migrations.ts";
import { RULES } from "../../src/domain/risk/rules.ts";
import type { Db } from "../../src/db/desk.ts";

/** All that can be switched off is off. */
export async function switchLimitsOff({ writer }: Pick<Db, "writer">): Promise<void> {
  const off = RULES.filter(({ mayBeOff }) => mayBeOff);
  await writer("limits").insert(off.map(({ name }) => ({ rule: name, scope: "desk", value: null, set_at: 0 })));
}

/** In a folder that no desk has used yet: its database is made, as the desk would. */
export async function withoutLimits(dataDir: string): Promise<string> {
  const db = await connect(`sqlite:${join(dataDir, "outcry.db")}`);
  try {
    await migrate(db);
    await seedIfEmpty(db, Date.now());
    await switchLimitsOff(db);
    return dataDir;
  } finally {
    await db.destroy();
  }
}
