/** What a button's opaque token stands for: a command line, bound to a chat and to a version of an order. */
import { z } from "zod";

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
