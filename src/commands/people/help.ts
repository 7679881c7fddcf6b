import type { App } from "../../app.ts";
import { commandHelpCard, helpCard } from "../../cards/help.ts";
import { pageOf } from "../../cards/pages.ts";
import { versionCard } from "../../cards/version.ts";
import { wordArg } from "../../chat/grammar/arguments.ts";
import { type ArgType, command, mayAct, offeredArgs, optional } from "../../chat/command.ts";
import { page } from "../../chat/grammar/page.ts";
import { usage } from "../../chat/grammar/usage.ts";
import { Refusal } from "../../domain/errors.ts";
import { nearest } from "../../domain/nearest.ts";

const commandArg: ArgType<string> = {
  ...wordArg,
  placeholder: "COMMAND",
  complete: async ({ commands }: App) => commands.all.map((each) => each.name),
};

export const help = command({
  name: "help",
  family: "people",
  kind: "reads",
  role: "viewer",
  help: "all commands, or one in full",
  examples: ["/help", "/help buy"],
  args: { name: optional(commandArg, "the command"), page },
  stale: "run",
  async run(app: App, call, { name, page: asked }) {
    const mine = app.commands.all.filter((each) => mayAct(call.person.role, each.role));
    if (name === undefined) return { reply: helpCard(mine, pageOf(mine.length, asked)) };
    const found = app.commands.find(name);
    if (found === undefined) {
      const guess = nearest(
        name,
        app.commands.all.map((each) => each.name),
      );
      throw new Refusal(
        "help",
        `There is no command /${name}. ${guess === null ? "/help lists them all." : `Did you mean /${guess}?`}`,
        [guess === null ? "/help" : `/help ${guess}`],
      );
    }
    const args = offeredArgs(found.args).map(([key, arg]) => ({ name: key, help: arg.help }));
    return { reply: commandHelpCard({ ...found, usage: usage(found), args }) };
  },
});

export const version = command({
  name: "version",
  family: "people",
  kind: "reads",
  role: "viewer",
  help: "which Outcry this is",
  examples: ["/version"],
  args: {},
  stale: "run",
  async run(app: App) {
    const database = app.db.client === "sqlite" ? "SQLite" : "PostgreSQL";
    return { reply: versionCard({ version: app.settings.version, node: process.versions.node, database }) };
  },
});
