/** Buttons on the wire: an opaque token that stands for a command line in one chat, for one state of an order, for a time. */
import { randomBytes } from "node:crypto";

import type { Desk } from "../db/desk.ts";
import type { Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import type { ChatId, DeliveryId, OrderId } from "../domain/ids.ts";
import type { Block, Button, Reply, Shown, ShownBlock, ShownButton } from "../domain/reply.ts";
import { Button as ButtonRow } from "../models/button.ts";
import type { Call } from "./command.ts";

/** Where a reply is about to be shown. */
export interface Place {
  readonly chat: ChatId;
  /** Null for a reply that never changes. */
  readonly delivery: DeliveryId | null;
}

const DAY_MS = 24 * 60 * 60_000;
const TOKEN_BYTES = 16;

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

/**
 * Gives every button its token. Of the tokens that the same delivery had before, those that mean exactly the same live on
 * (a message may be sent twice after a crash and only the first be shown), all others die.
 */
export async function mint(tx: Tx, reply: Reply, place: Place, now: number): Promise<Shown> {
  const old = await liveTokens(tx, place, now);
  const blocks: ShownBlock[] = [];
  for (const block of reply.blocks) {
    if (block.kind !== "buttons") blocks.push(block);
    else blocks.push({ kind: "buttons", buttons: await tokens(tx, block.buttons, { reply, place, now, old }) });
  }
  await expire(tx, [...old.values()], now);
  return { ...reply, blocks };
}

/** After the last card without buttons: what an older one offered is over. */
export async function expireButtons(tx: Tx, delivery: DeliveryId, now: number): Promise<void> {
  await ButtonRow.query(tx).where({ delivery_id: delivery }).where("expires_at", ">", now).patch({ expiresAt: now });
}

interface Minting {
  readonly reply: Reply;
  readonly place: Place;
  readonly now: number;
  /** By meaning; what is taken over is taken out. */
  readonly old: Map<string, string>;
}

async function tokens(tx: Tx, buttons: readonly Button[], minting: Minting): Promise<ShownButton[]> {
  const shown: ShownButton[] = [];
  for (const { run, ...button } of buttons) shown.push({ ...button, token: await tokenFor(tx, run, minting) });
  return shown;
}

async function tokenFor(tx: Tx, run: string, { reply, place, now, old }: Minting): Promise<string> {
  const orderId = (reply.binds?.order ?? null) as OrderId | null;
  const orderVersion = reply.binds?.version ?? null;
  const expiresAt = reply.until ?? now + DAY_MS;
  const meaning = meaningOf({ run, orderId, orderVersion });
  const known = old.get(meaning);
  if (known !== undefined) {
    old.delete(meaning);
    await ButtonRow.query(tx).findById(known).patch({ expiresAt });
    return known;
  }
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  await ButtonRow.query(tx).insert({
    token,
    chatId: place.chat,
    deliveryId: place.delivery,
    run,
    orderId,
    orderVersion,
    expiresAt,
    createdAt: now,
  });
  return token;
}

async function liveTokens(tx: Tx, { delivery }: Place, now: number): Promise<Map<string, string>> {
  if (delivery === null) return new Map();
  const rows = await ButtonRow.query(tx).where({ delivery_id: delivery }).where("expires_at", ">", now);
  return new Map(rows.map((row) => [meaningOf(row), row.token]));
}

function meaningOf({ run, orderId, orderVersion }: Pick<ButtonRow, "run" | "orderId" | "orderVersion">): string {
  return JSON.stringify([run, orderId, orderVersion]);
}

async function expire(tx: Tx, dead: readonly string[], now: number): Promise<void> {
  if (dead.length > 0)
    await ButtonRow.query(tx)
      .whereIn("token", [...dead])
      .patch({ expiresAt: now });
}

export interface Press {
  readonly line: string;
  readonly pressed: NonNullable<Call["pressed"]> | null;
}

/** What a press in this chat means. Throws a Refusal, the same for a token that never was and one of another chat. */
export async function pressed(desk: Desk, token: string, chat: ChatId): Promise<Press> {
  const row = await ButtonRow.query(desk.db.reader).findById(token);
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
