/**
 * The loop in which an account's orders go out. A simulated market waits for an exit that waits for its minute: that is people's
 * time, of which a fast market would make hours, with nothing guarding what is held.
 */
import { setTimeout as wait } from "node:timers/promises";

import type { App } from "../app.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { type Loop, startLoop } from "../runtime/loop.ts";
import { sendDue } from "./send.ts";

const EVERY_MS = 1_000;

export function startSending(app: App, gateway: Gateway): Loop {
  const { bell, log } = app;
  let waits = false;
  const stopping = new AbortController();
  const { signal } = stopping;
  const work = async (): Promise<void> => {
    waits = false;
    waits = await sendDue(app, gateway);
  };
  const loop = startLoop({ name: "send", everyMs: EVERY_MS, bell, log, work });
  return {
    isBusy: () => loop.isBusy() || (waits && !signal.aborted),
    async idle() {
      await loop.idle();
      if (waits) await wait(EVERY_MS, undefined, { signal }).catch(() => undefined); // the stop ends it
    },
    async stop() {
      stopping.abort();
      await loop.stop();
    },
  };
}
