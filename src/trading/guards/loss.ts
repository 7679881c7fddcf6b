/** An account that has lost too much opens nothing more until a person resumes; after a daily loss, not before the next day. */
import { lossCard } from "../../cards/alarms.ts";
import { post } from "../../chat/outbox.ts";
import type { Tx } from "../../db/transact.ts";
import { nextDayIn } from "../../domain/day.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { type Breach, breachesOf, type LastLook } from "../../domain/risk/loss.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import type { EquityRow } from "../../models/equity.ts";
import { Halt, haltOnce } from "../../models/halt.ts";
import { deskCause } from "../cause.ts";
import { cancelUnder } from "../halts/halt.ts";
import { limitsOf } from "./limits.ts";

const REASONS: Readonly<Record<Breach["rule"], string>> = {
  "daily-loss": "the limit of loss in a day is reached",
  drawdown: "the limit of drawdown is reached",
};

export interface Judged {
  readonly gateway: Gateway;
  /** Market time, ms UTC. */
  readonly at: number;
  /** People's time, ms UTC. */
  readonly takenAt: number;
  readonly zone: string;
  readonly currency: string;
}

/** Halts the account for each limit that is reached, cancels what rests to open more, and tells people, once. */
export async function trip(tx: Tx, judged: Judged, look: LastLook): Promise<void> {
  const { gateway, takenAt } = judged;
  const limits = await limitsOf(tx, gateway.exchange);
  for (const breach of breachesOf(look, limits)) {
    const reason = REASONS[breach.rule];
    const until = breach.rule === "daily-loss" ? nextDayIn(judged.at, judged.zone) : null;
    const { exchange } = gateway;
    const row = { scope: "exchange", exchange, reason, createdAt: takenAt, until, keepsOrders: false } as const;
    const halt = await haltOnce(tx, row);
    if (halt !== null) await stopAndTell(tx, judged, breach, halt);
  }
}

async function stopAndTell(tx: Tx, judged: Judged, breach: Breach, halt: Halt): Promise<void> {
  const { gateway, takenAt: at, currency } = judged;
  const { exchange, mode } = gateway;
  const canceling = await cancelUnder(tx, halt, deskCause(at));
  const reply = lossCard({ exchange, mode, currency, ...breach, until: halt.until, canceling });
  await post(tx, { type: "ERROR", source: "risk", severity: 5, reply, about: { kind: "exchange", id: exchange }, at });
}

/** A person who has resumed after a drawdown since the last look has looked at the fall: it is counted anew from here. */
export async function isRebased(tx: Tx, exchange: ExchangeName, last: EquityRow | null): Promise<boolean> {
  if (last === null) return false;
  const released = await Halt.query(tx)
    .where({ exchange, reason: REASONS.drawdown })
    .where("released_at", ">=", last.takenAt)
    .first();
  return released !== undefined;
}
