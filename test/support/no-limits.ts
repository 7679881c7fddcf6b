/** A desk without limits: so the cases run unless they say otherwise, and so do tests of other things. */
import { join } from "node:path";

import { connect } from "../../src/db/connect.ts";
import { migrate, seedIfEmpty } from "../../src/db/migrations.ts";
import { type RuleName, RULES } from "../../src/domain/risk/rules.ts";
import type { Db } from "../../src/db/desk.ts";

const ALL: readonly RuleName[] = RULES.filter(({ mayBeOff }) => mayBeOff).map(({ name }) => name);

/** All that can be switched off is off, or these alone. */
export async function switchLimitsOff({ writer }: Pick<Db, "writer">, rules = ALL): Promise<void> {
  await writer("limits").insert(rules.map((rule) => ({ rule, scope: "desk", value: null, set_at: 0 })));
}

/** In a folder that no desk has used yet: its database is made, as the desk would. */
export async function withoutLimits(dataDir: string, rules = ALL): Promise<string> {
  const db = await connect(`sqlite:${join(dataDir, "outcry.db")}`);
  try {
    await migrate(db);
    await seedIfEmpty(db, Date.now());
    await switchLimitsOff(db, rules);
    return dataDir;
  } finally {
    await db.destroy();
  }
}
