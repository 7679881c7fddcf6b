/**
 * A desk that pulls its own plug, for the proof of recovery: `node crash-desk.ts WHEN [watched [N]]`. WHEN is the number of a named
 * step (`step` in the debug log; 0: never), a step's name with how often it came (`send.claimed 2`), the line of a command (right
 * after its commit), or a state of both books as `TwoBooks` words it (at the first step that finds them so). Every step is written
 * to stderr as `step NAME`.
 * Watched, its market waits until there are N orders (1), and stderr has each new `state`, what the first `look`
 * at the exchange left wrong, and each `fault`.
 */
import { writeSync } from "node:fs";

import { openHere } from "../../src/cli/desk.ts";
import { loadConfig } from "../../src/config.ts";
import type { Log } from "../../src/runtime/log.ts";
import { TwoBooks } from "./two-books.ts";

const [, , killAt = "0", mode, startsAt = "1"] = process.argv;
const config = loadConfig();
const isWatched = mode === "watched";
let steps = 0;
const timesOf = new Map<string, number>();
let books: TwoBooks | null = null;
let state = "";
let hasLooked = false;
let startMarket: (() => void) | null = null;

const tell = (line: string): void => void writeSync(2, `${line}\n`);
const die = (): void => void process.kill(process.pid, "SIGKILL");

function take(fields: object): void {
  if (!("step" in fields)) return;
  const name = String(fields.step);
  const times = (timesOf.get(name) ?? 0) + 1;
  timesOf.set(name, times);
  steps += 1;
  tell(`step ${name}`);
  if (fields.step === "start.accounts" && isWatched) books = new TwoBooks(config.dataDir);
  if (books !== null) watch(books, fields);
  if (String(steps) === killAt || `${name} ${times}` === killAt || ("line" in fields && fields.line === killAt)) die();
}

const mayStart = (): boolean => hasLooked && books !== null && books.orders() >= Number(startsAt);

interface Step {
  readonly step: unknown;
  readonly exchange?: unknown;
}

function watch(both: TwoBooks, { step, exchange }: Step): void {
  for (const fault of both.alwaysWrong()) tell(`fault ${fault}`);
  const now = both.state();
  if (now !== state) tell(`state ${now}`);
  state = now;
  if (now === killAt) die();
  if (step === "reconcile.booked" && exchange === "paper" && !hasLooked) {
    hasLooked = true;
    tell(`look ${JSON.stringify(both.wrongAfterLook())}`);
  }
  if (mayStart()) startMarket?.();
}

const log: Log = { debug: take, info: say, warn: say, error: say, child: () => log };

function say(fields: object, message: string): void {
  tell(
    `${message} ${JSON.stringify(fields, (_key, value: unknown) => (value instanceof Error ? value.stack : value))}`,
  );
}

const { desk, token } = await openHere(config, log);
const server = await desk.serve();
process.on("SIGTERM", () => void desk.stop().then(() => process.exit(0)));
if (isWatched) {
  startMarket = () => {
    startMarket = null;
    desk.startFeeds();
  };
  if (mayStart()) startMarket();
} else desk.startFeeds();
process.stdout.write(`${server.url}/#${token}\n`);
