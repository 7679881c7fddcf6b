import type { ArgType } from "../chat/command.ts";
import type { Desk } from "../db/desk.ts";
import { nearest } from "../domain/nearest.ts";
import { wordArg } from "../chat/grammar/arguments.ts";
import { Strategy } from "../models/strategy.ts";

/** The name of a strategy, completed with those that there are. */
export const strategyArg: ArgType<string> = {
  ...wordArg,
  placeholder: "STRATEGY",
  complete: strategyIds,
  async mend(desk, word) {
    const ids = await strategyIds(desk);
    return ids.includes(word.toLowerCase()) ? null : nearest(word, ids);
  },
};

async function strategyIds({ db }: Desk): Promise<readonly string[]> {
  return (await Strategy.query(db.reader).orderBy("id")).map(({ id }) => id);
}
