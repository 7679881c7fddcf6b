/**
 * A desk that pulls its own plug at the k-th named step (`step` in the debug log), for the proof of recovery:
 * `node crash-desk.ts K`. K = 0 never does; in place of a number, the line of a command: right after its commit.
 * Every step is written to stderr as `step NAME`.
 */
import { writeSync } from "node:fs";

import { openHere } from "../../src/cli/desk.ts";
import { loadConfig } from "../../src/config.ts";
import type { Log } from "../../src/runtime/log.ts";

const [, , killAt = "0"] = process.argv;
let steps = 0;

function take(fields: object): void {
  if (!("step" in fields)) return;
  steps += 1;
  writeSync(2, `step ${String(fields.step)}\n`);
  if (String(steps) === killAt || ("line" in fields && fields.line === killAt)) process.kill(process.pid, "SIGKILL");
}

const say = (fields: object, message: string): void => void writeSync(2, `${message} ${JSON.stringify(fields)}\n`);

const log: Log = { debug: take, info: say, warn: say, error: say, child: () => log };

const { desk, token } = await openHere(loadConfig(), log);
const server = await desk.serve();
process.on("SIGTERM", () => void desk.stop().then(() => process.exit(0)));
desk.startFeeds();
process.stdout.write(`${server.url}/#${token}\n`);
