import type { ArgType } from "../chat/command.ts";
import { wordArg } from "../chat/grammar/arguments.ts";
import { Exchange } from "../models/exchange.ts";

/** The name of an account, completed with those that there are. */
export const accountArg: ArgType<string> = {
  ...wordArg,
  placeholder: "ACCOUNT",
  async complete(desk) {
    const rows = await Exchange.query(desk.db.reader).where({ is_active: true }).orderBy("name");
    return rows.map((row) => row.name);
  },
};
