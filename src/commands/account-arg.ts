import type { ArgType } from "../chat/command.ts";
import type { Desk } from "../db/desk.ts";
import { nearest } from "../domain/nearest.ts";
import { wordArg } from "../chat/grammar/arguments.ts";
import { Exchange } from "../models/exchange.ts";

/** The name of an account, completed with those that there are. */
export const accountArg: ArgType<string> = {
  ...wordArg,
  placeholder: "ACCOUNT",
  complete: activeAccounts,
  async mend(desk, word) {
    const names: readonly string[] = await activeAccounts(desk);
    return names.includes(word.toLowerCase()) ? null : nearest(word, names);
  },
};

async function activeAccounts({ db }: Desk): Promise<string[]> {
  const rows = await Exchange.query(db.reader).where({ is_active: true }).orderBy("name");
  return rows.map((row) => row.name);
}
