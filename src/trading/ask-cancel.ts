/** The call that asks an exchange to cancel. What became of it, only a look-up tells. */
import type { App } from "../app.ts";
import type { Gateway } from "../exchange/gateway.ts";
import type { Order } from "../models/order.ts";
import { within } from "../runtime/deadline.ts";

/** Our own deadline around a call that changes something: a stalled body outlives a library's. */
export const CALL_MS = 10_000;

/** Never throws: a refused cancel proves nothing either. */
export async function askToCancel(
  app: App,
  gateway: Gateway,
  { id, tradingPair, clientOrderId }: Order,
): Promise<void> {
  try {
    await within(CALL_MS, `${gateway.exchange} canceling #${id}`, gateway.cancel(tradingPair, clientOrderId));
  } catch (error) {
    app.log.warn({ order: id, error }, "a cancel was not taken");
  }
  app.bell.ring("reconcile");
}
