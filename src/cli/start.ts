/** `outcry start`: the desk with its feeds and its local chat, until a signal ends it. */
import { loadConfig } from "../config.ts";
import type { OpenDesk } from "../main.ts";
import { whenParentGone } from "../runtime/parent.ts";
import { publishAddress } from "./desk-files.ts";
import { openHere } from "./desk.ts";
import { fail } from "./fail.ts";
import { logOf } from "./log.ts";
import { VERSION } from "./version.ts";

export async function start(): Promise<void> {
  const config = loadConfig();
  const opened = Promise.withResolvers<OpenDesk>();
  onHaltSignal(() => void opened.promise.then((desk) => desk.haltBySignal()));
  const { desk, token } = await openHere(config, logOf(config, "info"));
  opened.resolve(desk);
  const server = await desk.serve();
  const withdraw = publishAddress(config, server.url);
  let stopping: Promise<void> | undefined;
  const stop = (): void => {
    withdraw();
    stopping ??= desk.stop().then(stopped, failed);
  };
  // Before the ready line: who reads it may signal at once. `on`, not `once`: npm and the terminal both send SIGINT.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (config.startedByNpm) whenParentGone(stop);
  desk.startFeeds();
  const invitation = await desk.invite();
  const seconds = (performance.now() / 1000).toFixed(1);
  console.log(
    [
      `Outcry ${VERSION} is ready after ${seconds} s.`,
      ...desk.notes,
      `Open ${server.url}/#${token}`,
      "Or chat in another terminal: npx outcry console",
      ...(invitation === null ? [] : [invitation]),
    ].join("\n"),
  );
}

/** From the beginning: a signal that nobody listens to would end the process. Windows has no such signal. */
function onHaltSignal(halt: () => void): void {
  if (process.platform !== "win32") process.on("SIGUSR2", halt);
}

function stopped(): void {
  console.log("Stopped. The next start goes on where this one stood.");
  process.exit(0);
}

function failed(error: unknown): void {
  fail(error);
  process.exit();
}
