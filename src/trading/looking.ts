/**
 * The loop in which an account is looked at. A simulated market waits for the look that its own time makes due: at full speed it
 * would be hours further by the clock's next one, its losses unseen and its new day not begun.
 */
import type { App } from "../app.ts";
import { nextDayIn } from "../domain/day.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { newestEquity } from "../models/equity.ts";
import { type Loop, startLoop } from "../runtime/loop.ts";
import { keepAccount, MARKET_EVERY_MS } from "./account.ts";

/** How often is asked whether a look is due by people's time; that looks at rows alone. */
const EVERY_MS = 1_000;

export function startLooking(app: App, gateway: Gateway): Loop {
  const { bell, log } = app;
  /** Market time, ms UTC, from which on the next look is due; null: none was taken yet. */
  let dueAt: number | null = null;
  let isStopped = false;
  const work = async (): Promise<void> => {
    await keepAccount(app, gateway);
    const last = await newestEquity(app.db.reader, gateway.exchange);
    if (last !== null) dueAt = Math.min(last.at + MARKET_EVERY_MS, nextDayIn(last.at, app.settings.zone));
  };
  const loop = startLoop({ name: "account", everyMs: EVERY_MS, bell, log, work });
  const isDue = (): boolean =>
    !isStopped && dueAt !== null && app.compared.has(gateway.exchange) && gateway.now() >= dueAt;
  return {
    isBusy: () => isDue() || loop.isBusy(),
    async idle() {
      if (isDue()) bell.ring("account");
      await loop.idle();
    },
    async stop() {
      isStopped = true;
      await loop.stop();
    },
  };
}
