import type { App } from "../app.ts";

/** A question that was asked once more is good for a minute: later the desk is another one. */
const CONFIRM_MS = 60_000;

/** People's time, ms UTC. */
export function confirmedUntil(app: Pick<App, "clock">): number {
  return app.clock.now() + CONFIRM_MS;
}
