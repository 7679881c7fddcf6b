/** What a button's opaque token stands for: a command line, bound to a chat and to a version of an order. */
import { z } from "zod";

import { type Prepared, prepared } from "../db/prepared.ts";
import type { Tx } from "../db/transact.ts";
import type { ChatId, DeliveryId, OrderId } from "../domain/ids.ts";
import { table } from "./base.ts";
import { count, id, nullable, time, word } from "./schema.ts";

const schema = z.strictObject({
  token: word(),
  chatId: id<ChatId>(),
  deliveryId: nullable(id<DeliveryId>()),
  run: word(),
  orderId: nullable(id<OrderId>()),
  orderVersion: nullable(count()),
  /** People's time, ms UTC. */
  expiresAt: nullable(time()),
  createdAt: time(),
});

export class Button extends table("buttons", schema, "token") {}

export type ButtonRow = z.output<typeof schema>;

const COLUMNS = ["token", "chat_id", "delivery_id", "run", "order_id", "order_version", "expires_at", "created_at"];
/** By how many rows they write. */
const INSERTS = new Map<number, Prepared>();

/** All in one statement. */
export async function insertButtons(tx: Tx, rows: readonly ButtonRow[]): Promise<void> {
  if (rows.length === 0) return;
  await insertOf(rows.length).rows(
    tx,
    rows.flatMap((row) => [
      ...[row.token, row.chatId, row.deliveryId, row.run],
      ...[row.orderId, row.orderVersion, row.expiresAt, row.createdAt],
    ]),
  );
}

function insertOf(count: number): Prepared {
  const known = INSERTS.get(count);
  if (known !== undefined) return known;
  const row = `(${COLUMNS.map(() => "?").join(", ")})`;
  const insert = prepared(`insert into buttons (${COLUMNS.join(", ")}) values ${Array(count).fill(row).join(", ")}`);
  INSERTS.set(count, insert);
  return insert;
}
