/** The rows of PerformanceMetrics are written anew once a UTC day of each account's market time. */
import type { App } from "../app.ts";
import { transact } from "../db/transact.ts";
import type { Gateway } from "../exchange/gateway.ts";
import { newestEquity } from "../models/equity.ts";
import { claimSlot, Slot } from "../models/slot.ts";
import { type RewrittenAccount, rewriteMetrics } from "./metrics.ts";

/** One look; at rows alone, while no day is over. */
export async function keepMetrics(app: App): Promise<void> {
  const accounts = (await Promise.all(Array.from(app.gateways.values(), (gateway) => lookedAt(app, gateway)))).flat();
  const due = accounts.filter(({ isDue }) => isDue);
  if (due.length === 0) return;
  const kinds = new Set(due.map(({ mode }) => mode));
  await transact(app, async (tx) => {
    for (const { slot, now } of due) await claimSlot(tx, slot, midnightBefore(now));
    // A row is of all accounts of a kind together.
    await rewriteMetrics(
      tx,
      accounts.filter(({ mode }) => kinds.has(mode)),
    );
  });
}

interface Account extends RewrittenAccount {
  readonly slot: string;
  readonly isDue: boolean;
}

/** As of its newest row: a day is over when it was looked at after it, for that look may close it. None before its first. */
async function lookedAt(app: App, { exchange, mode }: Gateway): Promise<Account[]> {
  const { reader } = app.db;
  const look = await newestEquity(reader, exchange);
  if (look === null) return [];
  // The days of another market are others.
  const slot = `metrics ${exchange} ${look.source}`;
  const last = await Slot.query(reader).findById(slot);
  return [{ exchange, mode, now: look.at, slot, isDue: last === undefined || last.at < midnightBefore(look.at) }];
}

const DAY_MS = 24 * 60 * 60_000;

function midnightBefore(at: number): number {
  return Math.floor(at / DAY_MS) * DAY_MS;
}
