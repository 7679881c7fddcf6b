/** What is read of Telegram's updates (Bot API, Update). Anything else in them is left alone. */
import { z } from "zod";

const chat = z.object({ id: z.int(), type: z.enum(["private", "group", "supergroup", "channel"]) });
const user = z.object({ id: z.int(), is_bot: z.boolean() });

const message = z.object({
  message_id: z.int(),
  /** s UTC */
  date: z.int(),
  chat,
  from: user.optional(),
  text: z.string().optional(),
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
  sender_chat: z.unknown().optional(),
  via_bot: z.unknown().optional(),
  forward_origin: z.unknown().optional(),
  forward_date: z.unknown().optional(),
  is_automatic_forward: z.unknown().optional(),
  migrate_to_chat_id: z.int().optional(),
});

/** Of a button's message that is too old to be shown there is less. */
const pressedMessage = z.object({
  message_id: z.int(),
  chat,
  message_thread_id: z.int().optional(),
  is_topic_message: z.boolean().optional(),
});

const updateSchema = z.object({
  update_id: z.int(),
  message: message.optional(),
  callback_query: z
    .object({ id: z.string(), from: user, data: z.string().optional(), message: pressedMessage.optional() })
    .optional(),
  my_chat_member: z.object({ chat, new_chat_member: z.object({ status: z.string() }) }).optional(),
});

/** Null: of a shape that is not known here. */
export function readUpdate(envelope: Envelope): Update | null {
  return updateSchema.safeParse(envelope).data ?? null;
}

export type Update = z.infer<typeof updateSchema>;
export type Message = z.infer<typeof message>;
export type Press = NonNullable<Update["callback_query"]>;

/** Of whatever came at least this is read, so that one strange update stops no other. */
export const envelopeSchema = z.looseObject({ update_id: z.int() });
export type Envelope = z.infer<typeof envelopeSchema>;

export const ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"] as const;
