/** Buttons on the wire: an opaque token that stands for a command line in one chat, for one state of an order, for a time. */
import { randomUUID } from "node:crypto";

import type { Desk } from "../db/desk.ts";
import type { Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import type { ChatId, DeliveryId, OrderId } from "../domain/ids.ts";
import type { Block, Reply, Shown, ShownBlock } from "../domain/reply.ts";
import { Button, type ButtonRow, insertButtons } from "../models/button.ts";
import type { Call } from "./command.ts";

const DAY_MS = 24 * 60 * 60_000;

export interface Runnable {
  readonly canRun: (line: string) => boolean;
  /** Of the chat where they are shown. */
  readonly hasForms: boolean;
}

/** Takes out the buttons that could not run there; a reply that has none left needs no tokens. */
export function withRunnable(reply: Reply, { canRun, hasForms }: Runnable): Reply {
  const blocks = reply.blocks.flatMap((block): Block[] => {
    if (block.kind !== "buttons") return [block];
    const buttons = block.buttons.filter(({ run, asks }) => canRun(run) && (hasForms || asks?.isNeeded !== true));
    return buttons.length === 0 ? [] : [{ ...block, buttons }];
  });
  return { ...reply, blocks };
}

export function hasButtons(reply: Reply): boolean {
  return reply.blocks.some((block) => block.kind === "buttons");
}

/** Those of a reply that is shown once: its tokens, and the rows that make them good. */
export function mintReply(
  reply: Reply,
  chatId: ChatId,
  now: number,
): { readonly shown: Shown; readonly rows: readonly ButtonRow[] } {
  const rows: ButtonRow[] = [];
  const shown = withTokens(reply, (run) => {
    const row = rowFor(run, { reply, chatId, deliveryId: null, now });
    rows.push(row);
    return row.token;
  });
  return { shown, rows };
}

/** Where a card is about to be shown. */
export interface Place {
  readonly chat: ChatId;
  readonly delivery: DeliveryId;
}

/**
 * Gives every button of a card its token. Of the tokens that the same delivery had before, those that mean exactly the same
 * live on (a message may be sent twice after a crash and only the first be shown), all others die.
 */
export async function mintCard(
  tx: Tx,
  reply: Reply,
  { chat: chatId, delivery: deliveryId }: Place,
  now: number,
): Promise<Shown> {
  const { old, elsewhere } = await liveTokens(tx, { chat: chatId, delivery: deliveryId }, now);
  const fresh: ButtonRow[] = [];
  const kept: string[] = [];
  const shown = withTokens(reply, (run) => {
    const row = rowFor(run, { reply, chatId, deliveryId, now });
    const known = old.get(meaningOf(row));
    if (known === undefined) fresh.push(row);
    else kept.push(known);
    old.delete(meaningOf(row));
    return known ?? row.token;
  });
  await insertButtons(tx, fresh);
  if (kept.length > 0)
    await Button.query(tx)
      .whereIn("token", kept)
      .patch({ expiresAt: expiryOf(reply, now) });
  await expire(tx, [...old.values(), ...elsewhere], now);
  return shown;
}

/** After the last card without buttons: what an older one offered is over. */
export async function expireButtons(tx: Tx, delivery: DeliveryId, now: number): Promise<void> {
  await Button.query(tx).where({ delivery_id: delivery }).where("expires_at", ">", now).patch({ expiresAt: now });
}

function withTokens(reply: Reply, tokenFor: (run: string) => string): Shown {
  const blocks = reply.blocks.map((block): ShownBlock => {
    if (block.kind !== "buttons") return block;
    return {
      kind: "buttons",
      buttons: block.buttons.map(({ run, ...button }) => ({ ...button, token: tokenFor(run) })),
    };
  });
  return { ...reply, blocks };
}

interface Minting extends Pick<ButtonRow, "chatId" | "deliveryId"> {
  readonly reply: Reply;
  readonly now: number;
}

function rowFor(run: string, { reply, chatId, deliveryId, now }: Minting): ButtonRow {
  // In the order of time, so that new rows lie side by side in the index; what cannot be guessed is the rest.
  const token = `${now.toString(36)}-${randomUUID()}`;
  const orderId = (reply.binds?.order ?? null) as OrderId | null;
  const orderVersion = reply.binds?.version ?? null;
  return { token, chatId, deliveryId, run, orderId, orderVersion, expiresAt: expiryOf(reply, now), createdAt: now };
}

function expiryOf({ until }: Reply, now: number): number {
  return until ?? now + DAY_MS;
}

/** By meaning; and those of a chat that the card was moved from. */
async function liveTokens(tx: Tx, { chat, delivery }: Place, now: number) {
  const rows = await Button.query(tx).where({ delivery_id: delivery }).where("expires_at", ">", now);
  const here = rows.filter(({ chatId }) => chatId === chat);
  return {
    old: new Map(here.map((row) => [meaningOf(row), row.token])),
    elsewhere: rows.filter(({ chatId }) => chatId !== chat).map(({ token }) => token),
  };
}

function meaningOf({ run, orderId, orderVersion }: Pick<ButtonRow, "run" | "orderId" | "orderVersion">): string {
  return JSON.stringify([run, orderId, orderVersion]);
}

async function expire(tx: Tx, dead: readonly string[], now: number): Promise<void> {
  if (dead.length > 0)
    await Button.query(tx)
      .whereIn("token", [...dead])
      .patch({ expiresAt: now });
}

export interface Press {
  readonly line: string;
  readonly pressed: NonNullable<Call["pressed"]> | null;
}

/** What a press in this chat means. Throws a Refusal, the same for a token that never was and one of another chat. */
export async function pressed(desk: Desk, token: string, chat: ChatId): Promise<Press> {
  const row = await Button.query(desk.db.reader).findById(token);
  if (row === undefined || row.chatId !== chat) {
    throw new Refusal("button", "This button does nothing here: type the command, /help shows them.", ["/help"]);
  }
  if (row.expiresAt !== null && row.expiresAt <= desk.clock.now()) throw lapsed(row.orderId);
  const { run, orderId, orderVersion } = row;
  return {
    line: run,
    pressed: orderId === null || orderVersion === null ? null : { order: orderId, version: orderVersion },
  };
}

function lapsed(order: OrderId | null): Refusal {
  if (order === null)
    return new Refusal("button", "This button is too old: nothing was changed. Type the command.", ["/help"]);
  return new Refusal("button", `This button is no longer good: #${order} has moved on and nothing was changed.`, [
    `/order ${order}`,
  ]);
}
