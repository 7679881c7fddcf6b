/** What a person decides about a difference: the exchange is believed, or it stays and is told no more. */
import type { Call } from "../../chat/command.ts";
import { ring, type Tx } from "../../db/transact.ts";
import { orRefusal, Refusal } from "../../domain/errors.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { HUNDRED, isZero, text } from "../../domain/money.ts";
import { appendAudit, type AuditDetails } from "../../models/audit.ts";
import { forgetDrift, noteDrift } from "../../models/drift.ts";
import { Position } from "../../models/position.ts";
import { takeShare } from "../backed.ts";
import { bookExternal, kindOfFlow } from "../balances.ts";
import { type Cause, causeOf } from "../cause.ts";
import { type Closing, closePosition } from "../close.ts";
import { saveBalance } from "../ledger.ts";
import { byPerson } from "../origin.ts";
import { keepOne } from "../protection/keep.ts";
import type { Difference } from "./compare.ts";
import type { DriftLook } from "./look.ts";

/**
 * Books the difference as external, and takes it from the positions that the coin backs; what protects them follows in the
 * same transaction. Realised profit stays as it is.
 * Throws a Refusal where an exit of theirs is in the way.
 */
export async function adoptDifference(tx: Tx, look: DriftLook, difference: Difference, cause: Cause): Promise<void> {
  const { exchange } = look.gateway;
  const { asset, change, theirs } = difference;
  checkExits(difference);
  const kind = kindOfFlow(change);
  const entry = await bookExternal(tx, exchange, asset, change, kind, cause.at);
  const watch = { gateway: look.gateway, ...look.truth.watched, cause };
  for (const share of difference.backed) {
    if (isZero(share.gone)) continue;
    await takeShare(tx, share, { asset, kind, entry, tradeId: null }, cause.at);
    await keepOne(tx, await Position.query(tx).findById(share.id).throwIfNotFound(), watch);
  }
  const balance = look.truth.balances.find((each) => each.asset === asset);
  const { askedAt } = look.truth;
  await saveBalance(tx, exchange, balance ?? { asset, total: theirs, available: theirs, locked: theirs }, askedAt);
  await forgetDrift(tx, { exchange, asset });
  await audit(tx, "drift.adopted", exchange, difference, cause, {
    kind,
    entry,
    positions: difference.backed.flatMap(({ id, gone, left, isDust }) =>
      isZero(gone) ? [] : [{ id, gone: text(gone), left: text(left), isDust }],
    ),
  });
  ring(tx, "account");
}

/** Throws a Refusal where an exit would sell more than is left of its position, and so another one's coins. */
export function checkExits({ asset, inTheWay }: Difference): void {
  const [exit] = inTheWay;
  if (exit === undefined) return;
  throw new Refusal(
    "exit",
    `#${exit.id} sells more ${asset} than would be left of its position: cancel it first.`,
    inTheWay.map(({ id }) => `/cancel ${id}`),
  );
}

export interface Sold {
  readonly orders: number;
  /** A sentence for each position that stays open. */
  readonly refusals: readonly string[];
}

/**
 * Adopts, and sells at market what is left of the positions. Throws a Refusal, with nothing done, where none of them can be
 * sold now. `closings`: looked at before the transaction.
 */
export async function closeBacked(
  tx: Tx,
  look: DriftLook,
  difference: Difference,
  closings: readonly (Closing | Refusal)[],
  call: Call,
  at: number,
): Promise<Sold> {
  const refused = closings.filter((closing) => closing instanceof Refusal);
  const [first] = refused;
  if (first !== undefined && refused.length === closings.length) throw first;
  await adoptDifference(tx, look, difference, causeOf(call, at));
  const results: unknown[] = [];
  for (const closing of closings) {
    if (closing instanceof Refusal || !isLeft(closing, difference)) continue;
    results.push(
      await orRefusal(closePosition(tx, closing, { kind: "percent", percent: HUNDRED }, byPerson(call, at))),
    );
  }
  const refusals = [...refused, ...results.filter((result) => result instanceof Refusal)];
  return {
    orders: results.filter((result) => !(result instanceof Refusal)).length,
    refusals: refusals.map(({ message }) => message),
  };
}

function isLeft({ position }: Closing, { backed }: Difference): boolean {
  return backed.some(({ id, canBeSold }) => id === position.id && canBeSold);
}

/** Of just this size it is told no more; /drift keeps showing it. */
export async function ignoreDifference(
  tx: Tx,
  look: DriftLook,
  difference: Difference,
  call: Call,
  at: number,
): Promise<void> {
  const { exchange } = look.gateway;
  const { asset, change } = difference;
  const ignored = { ignoredBy: call.person.id, ignoredAt: at };
  await noteDrift(tx, { exchange, asset, difference: change, foundAt: at }, ignored);
  await audit(tx, "drift.ignored", exchange, difference, causeOf(call, at));
}

async function audit(
  tx: Tx,
  action: string,
  exchange: ExchangeName,
  { asset, ours, theirs, change }: Difference,
  { at, personId, actor }: Cause,
  more: AuditDetails = {},
): Promise<void> {
  const figures = { book: text(ours), exchange: text(theirs), difference: text(change) };
  const entity = `drift ${asset} on ${exchange}`;
  await appendAudit(tx, { at, personId, actor, action, entity, details: { ...figures, ...more } });
}
