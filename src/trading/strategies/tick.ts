/** The loop in which an account's strategies decide: a simulated market waits for it at each minute that closes. */
import type { App } from "../../app.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { newestClosed } from "../../market/history.ts";
import { type Loop, startLoop } from "../../runtime/loop.ts";
import { createDecider } from "./decider.ts";

/** How soon to look again at a candle that the exchange does not tell yet, or at one whose facts have just changed. */
const AGAIN_MS = 500;
/** By the clock, in case a tick was lost. */
const EVERY_MS = 60_000;

export function startTicking(app: App, gateway: Gateway): Loop {
  const { bell, log } = app;
  const ticker = createTicker(app, gateway);
  const loop = startLoop({ name: "tick", everyMs: EVERY_MS, bell, log, work: ticker.round });
  return {
    isBusy: () => ticker.isDue() || loop.isBusy(),
    async idle() {
      if (ticker.isDue()) bell.ring("tick");
      await loop.idle();
    },
    stop: loop.stop,
  };
}

interface Ticker {
  round(): Promise<number | void>;
  /** A minute has closed that no round has looked at. */
  isDue(): boolean;
}

function createTicker(app: App, gateway: Gateway): Ticker {
  const decider = createDecider(app, gateway);
  let looked: number | null = null;
  /** The last round left something undone, or failed. */
  let isAgain = false;
  const newest = (): number => newestClosed(gateway.now(), "1m");
  return {
    isDue: () => app.compared.has(gateway.exchange) && newest() !== looked,
    async round() {
      if (!app.compared.has(gateway.exchange)) return AGAIN_MS;
      if (newest() === looked && !isAgain) return undefined;
      looked = newest();
      isAgain = true;
      isAgain = !(await decider.round());
      return isAgain ? AGAIN_MS : undefined;
    },
  };
}
