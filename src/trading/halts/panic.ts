/** /panic: everything halts at once and what could raise exposure is canceled; selling what is held is a second step. */
import type { App } from "../../app.ts";
import type { Call } from "../../chat/command.ts";
import { transact, type Tx } from "../../db/transact.ts";
import { orRefusal, Refusal } from "../../domain/errors.ts";
import { EVERYTHING } from "../../domain/halt.ts";
import type { AlertId, OrderId } from "../../domain/ids.ts";
import { HUNDRED, sub, sum } from "../../domain/money.ts";
import { Flattening } from "../../models/flattening.ts";
import { auditHalt, Halt, insertHalt } from "../../models/halt.ts";
import { Order } from "../../models/order.ts";
import { Panic, standingPanic } from "../../models/panic.ts";
import type { Position } from "../../models/position.ts";
import { cancelOrder } from "../cancel.ts";
import { causeOf } from "../cause.ts";
import { type Closing, closePosition, closingOf } from "../close.ts";
import { writtenAt } from "../../chat/stale.ts";
import { cancelUnder } from "./halt.ts";
import { postHalt, showHalt } from "./card.ts";
import { takeLook } from "../account.ts";
import { byPerson } from "../origin.ts";
import { previewEnds } from "./panic-card.ts";
import { workingExits } from "../orders.ts";
import { keep } from "../settle.ts";

/** Halts by rows alone: no exchange is waited for. While one stands, it is previewed anew. */
export async function panic(tx: Tx, reason: string | null, call: Call, at: number): Promise<AlertId> {
  const standing = await standingPanic(tx);
  if (standing !== undefined) return previewAnew(tx, standing, call, at);
  const { id: personId, name } = call.person;
  const halt = { ...EVERYTHING, reason, personId, createdAt: at, askedAt: writtenAt(call, at) };
  const made = await insertHalt(tx, halt, name);
  await Panic.query(tx).insert({ haltId: made.id, step: "asks", previewedAt: at });
  await auditHalt(tx, "panic", made, causeOf(call, at));
  await cancelUnder(tx, made, causeOf(call, at));
  return postHalt(tx, made, at, call);
}

/** What is open now, with a new minute to decide. */
export async function previewAnew(tx: Tx, { haltId }: Panic, call: Call, at: number): Promise<AlertId> {
  await Panic.query(tx).findById(haltId).patch({ step: "asks", previewedAt: at, decidedBy: null, decidedAt: null });
  const halt = await Halt.query(tx).findById(haltId).throwIfNotFound();
  await cancelUnder(tx, halt, causeOf(call, at));
  return shown(tx, halt, at);
}

/** The positions stay as they are, and the desk stays halted. */
export async function keepPositions(tx: Tx, standing: Panic, call: Call, at: number): Promise<AlertId> {
  return decide(tx, standing, "kept", call, at);
}

/** True where this call means what the panic has last shown, and in time. `newest`: the position that it names. */
export function meansPreview(
  panic: Panic,
  open: readonly Position[],
  newest: number | undefined,
  { ageMs }: Call,
  at: number,
): boolean {
  const isInTime = at - ageMs >= panic.previewedAt && at <= previewEnds(panic);
  return panic.step === "asks" && isInTime && newest === open.at(-1)?.id;
}

/** A position with its prices, or why it cannot be sold. */
export interface Look {
  readonly position: Position;
  readonly closing: Closing | Refusal;
}

/** Before the transaction, for it asks the exchange. Never throws: one position must not keep the others open. */
export async function lookAt(app: App, position: Position): Promise<Look> {
  return { position, closing: await orRefusal(closingOf(app, position)) };
}

/** An exit at market for each position; what cannot be sold is said, and keeps nothing else open. */
export async function flatten(
  tx: Tx,
  standing: Panic,
  looks: readonly Look[],
  call: Call,
  at: number,
): Promise<AlertId> {
  for (const look of looks) await flattenOne(tx, standing, look, call, at);
  return decide(tx, standing, "flattened", call, at);
}

async function flattenOne(tx: Tx, { haltId }: Panic, look: Look, call: Call, at: number): Promise<void> {
  const done = await sell(tx, look, call, at);
  const orderId = done instanceof Refusal ? null : await belongTo(tx, done, haltId);
  const item = { haltId, positionId: look.position.id, orderId, reason: done instanceof Refusal ? done.message : null };
  await Flattening.query(tx).insert(item).onConflict(["halt_id", "position_id"]).merge();
}

/** What rests to sell it is taken back, for its coins are locked till then; its stop and target make way by themselves. */
async function sell(tx: Tx, { position, closing }: Look, call: Call, at: number): Promise<AlertId | Refusal> {
  if (closing instanceof Refusal) return closing;
  const resting = (await workingExits(tx, position)).filter(
    ({ orderType, leg }) => orderType === "LIMIT" && leg === null,
  );
  const freed = sum(resting.map(({ quantity, filledQuantity }) => sub(quantity, filledQuantity)));
  const card = await orRefusal(
    closePosition(tx, closing, { kind: "percent", percent: HUNDRED }, byPerson(call, at), freed),
  );
  if (!(card instanceof Refusal)) for (const exit of resting) await cancelOrder(tx, exit, causeOf(call, at));
  return card;
}

/** The exit tells the panic's card how it goes. */
async function belongTo(tx: Tx, card: AlertId, haltId: number): Promise<OrderId> {
  const exit = await Order.query(tx).findOne({ alert_id: card }).throwIfNotFound();
  await keep(tx, exit, { haltId });
  return exit.id;
}

async function decide(tx: Tx, { haltId }: Panic, step: "kept" | "flattened", call: Call, at: number): Promise<AlertId> {
  await Panic.query(tx).findById(haltId).patch({ step, decidedBy: call.person.id, decidedAt: at });
  const halt = await Halt.query(tx).findById(haltId).throwIfNotFound();
  await auditHalt(tx, `panic.${step}`, halt, causeOf(call, at));
  return shown(tx, halt, at);
}

async function shown(tx: Tx, halt: Halt, at: number): Promise<AlertId> {
  await showHalt(tx, halt, at);
  if (halt.alertId === null) throw new Error(`the panic of halt ${halt.id} has no card`);
  return halt.alertId;
}

/** Once the desk is halted there is time for prices. Never throws: without them the preview says so. */
export async function priceThePreview(app: App): Promise<void> {
  try {
    for (const gateway of app.gateways.values()) await takeLook(app, gateway);
    await transact(app, async (tx) => {
      const standing = await standingPanic(tx);
      if (standing?.step !== "asks") return;
      await showHalt(tx, await Halt.query(tx).findById(standing.haltId).throwIfNotFound(), app.clock.now());
    });
  } catch (error) {
    app.log.warn({ error }, "the preview of a panic could not be priced");
  }
}
