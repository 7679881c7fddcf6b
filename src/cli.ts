/** The command `outcry`. It declares only what must not pass through chat; `run` reaches every chat command. */
import { Argument, Command, Option } from "commander";

import { type Role, ROLES } from "./chat/command.ts";
import type { ImportOptions, RemoveOptions } from "./cli/candles.ts";
import { fail } from "./cli/fail.ts";
import type { RunCommandOptions } from "./cli/run.ts";
import { VERSION } from "./cli/version.ts";
import { type Timeframe, TIMEFRAMES } from "./domain/candle.ts";

const program = new Command("outcry").description("A trading desk that lives in chat").version(VERSION);

program
  .command("start")
  .description("start the desk; it migrates its database and goes on where it stood")
  .action(async () => (await import("./cli/start.ts")).start());

program
  .command("console")
  .description("chat in this terminal with the running desk, or start one")
  .action(async () => (await import("./cli/console.ts")).openConsole());

program
  .command("run")
  .description("run one chat command, for example: outcry run '/price BTC/USDT'")
  .argument("<line...>", "the command, as it is typed in chat")
  .option("--json", "print the last reply as JSON")
  .option("--files <folder>", "save its chart (PNG) and its file (CSV) there")
  .action(async (words: string[], options: RunCommandOptions) =>
    (await import("./cli/run.ts")).run(words.join(" "), options),
  );

program
  .command("strategy")
  .description("strategies of your own")
  .command("check")
  .description(
    "hold a file to what the desk relies on: that it knows the past alone, warms up in time, is always the same",
  )
  .argument("<file>", "TypeScript or JavaScript, see docs/strategies.md")
  .option("--candles <file>", "a CSV file of candles to check it on, instead of the synthetic market")
  .action(async (file: string, { candles }: { candles?: string }) =>
    (await import("./cli/strategy.ts")).checkFile(file, candles),
  );

const candles = program.command("candles").description("recorded candles to run a backtest on");
const ACCOUNT = ["--exchange <name>", "the account that they are for", "paper"] as const;

candles
  .command("import")
  .description("take in a CSV file of candles, also while the desk runs; twice is once")
  .argument("<file>", "as exchanges, charts and spreadsheets write it, also packed with gzip")
  .option("--pair <pair>", "what they are candles of, for example BTC/USDT (as a column says where it is left out)")
  .option(...ACCOUNT)
  .option("--replace", "take the file's figures where others are there already")
  .action(async (file: string, options: ImportOptions) =>
    (await import("./cli/candles.ts")).importCandles(file, options),
  );

candles
  .command("list")
  .description("what is stored: imported, and collected by the desk")
  .action(async () => (await import("./cli/candles.ts")).listCandles());

candles
  .command("remove")
  .description("delete imported candles")
  .argument("<pair>", "for example BTC/USDT")
  .addArgument(new Argument("<timeframe>", "how long a candle lasts").choices(TIMEFRAMES))
  .option(...ACCOUNT)
  .option("--yes", "without it nothing is deleted")
  .action(async (pair: string, timeframe: Timeframe, options: RemoveOptions) =>
    (await import("./cli/candles.ts")).removeCandles(pair, timeframe, options),
  );

const token = program.command("token").description("who may open the local chat");

token
  .command("add")
  .description("let a person in, or give one a token; it is shown once")
  .argument("<name>", "the person")
  .addOption(new Option("--role <role>", "of somebody new (viewer where it is left out)").choices(ROLES))
  .action(async (name: string, { role }: { role?: Role }) => (await import("./cli/token.ts")).addToken(name, role));

token
  .command("rotate")
  .description("give a person a new token; the old one opens nothing any more")
  .argument("<name>", "the person")
  .action(async (name: string) => (await import("./cli/token.ts")).rotateToken(name));

token
  .command("remove")
  .description("close a person's local chat")
  .argument("<name>", "the person")
  .action(async (name: string) => (await import("./cli/token.ts")).removeToken(name));

token
  .command("list")
  .description("who has a token")
  .action(async () => (await import("./cli/token.ts")).listTokens());

const db = program.command("db").description("the databases of the desk");

db.command("backup")
  .description("copy all databases into a folder, also while the desk runs")
  .argument("<dir>", "where to; made if it is not there")
  .action(async (dir: string) => (await import("./cli/backup.ts")).backup(dir));

try {
  await program.parseAsync();
} catch (error) {
  fail(error);
}
