/**
 * A desk that pulls its own plug at the k-th named step (`step` in the debug log), for the proof of recovery:
 * `node crash-desk.ts K`. K = 0 never does. Every step is written to stderr as `step NAME`.
 */
import { writeSync } from "node:fs";

import { publishAddress, saveToken, readToken } from "../../src/cli/address.ts";
import { loadConfig } from "../../src/config.ts";
import { openDesk } from "../../src/main.ts";
import { wallClock } from "../../src/runtime/clock.ts";
import type { Log } from "../../src/runtime/log.ts";

const killAt = Number(process.argv[2]);
let steps = 0;

function take(fields: object): void {
  if (!("step" in fields)) return;
  steps += 1;
  writeSync(2, `step ${String(fields.step)}\n`);
  if (steps === killAt) process.kill(process.pid, "SIGKILL");
}

const say = (fields: object, message: string): void => void writeSync(2, `${message} ${JSON.stringify(fields)}\n`);

const log: Log = { debug: take, info: say, warn: say, error: say, child: () => log };

const config = loadConfig();
const desk = await openDesk({ config, log, clock: wallClock, version: "0.0.0", onLost: () => process.exit(75) });
if (desk.firstToken !== null) saveToken(config, desk.firstToken);
const server = await desk.serve();
publishAddress(config, server.url);
process.on("SIGTERM", () => void desk.stop().then(() => process.exit(0)));
desk.startFeeds();
process.stdout.write(`${server.url}/#${readToken(config)}\n`);
