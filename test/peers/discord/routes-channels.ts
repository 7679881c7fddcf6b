/** Channels, threads, and the messages in them. */
import { readFlags, readMessage } from "./check-message.ts";
import { refuse } from "./errors.ts";
import { newForm } from "./form.ts";
import { fieldsOf, listOf, numberOf, textOf } from "./kit.ts";
import type { Fields, Id } from "./kit.ts";
import { nowOf } from "./messages.ts";
import type { Message } from "./messages.ts";
import { NO_CONTENT, ok } from "./route.ts";
import type { Answer, Call, Parts, Route } from "./route.ts";
import type { Channel } from "./world.ts";

const FIVE_IN_FIVE = { count: 5, perMs: 5000 };
const FIVE_A_SECOND = { count: 5, perMs: 1000 };
const GUILDS = 1;

export function channelRoutes(parts: Parts): readonly Route[] {
  const { world, messages } = parts;
  const channelOf = (call: Call): Channel => world.seen(call.at("channel"));
  const one = "/channels/:channel/messages/:message";

  /** Ephemeral messages belong to their interaction: no channel has them. */
  const messageOf = (call: Call): Message => {
    const message = messages.get(channelOf(call).id, call.at("message"));
    return message.draft.shownTo === null ? message : refuse("unknownMessage");
  };

  /** An archived thread is as it is, until it is open again. */
  const changeable = (call: Call): Message => {
    if (channelOf(call).isArchived) refuse("archived");
    return messageOf(call);
  };

  return [
    { name: "GET /channels/:channel", rate: FIVE_A_SECOND, run: (call) => ok(world.channelJson(channelOf(call))) },
    {
      name: "PATCH /channels/:channel",
      rate: FIVE_IN_FIVE,
      run: (call) => changeThread(parts, channelOf(call), call.body),
    },
    { name: "POST /channels/:channel/messages", rate: FIVE_IN_FIVE, run: (call) => send(parts, channelOf(call), call) },
    {
      name: "GET /channels/:channel/messages",
      rate: FIVE_A_SECOND,
      run: (call) => ok(listed(parts, channelOf(call), numberOf(Number(call.query.get("limit") ?? 50)))),
    },
    { name: `GET ${one}`, rate: FIVE_A_SECOND, run: (call) => ok(messages.json(messageOf(call))) },
    {
      name: `PATCH ${one}`,
      rate: FIVE_IN_FIVE,
      run: (call) => {
        const message = changeable(call);
        messages.edit(message, readMessage(call.body, call.uploads, nowOf(message), parts.newId));
        return ok(messages.json(message));
      },
    },
    {
      name: `DELETE ${one}`,
      rate: FIVE_A_SECOND,
      run: (call) => {
        messages.remove(changeable(call));
        return NO_CONTENT;
      },
    },
    {
      name: "POST /channels/:channel/typing",
      rate: FIVE_IN_FIVE,
      run: (call) => {
        checkMaySend(parts, channelOf(call));
        return NO_CONTENT;
      },
    },
  ];
}

function checkMaySend({ world }: Parts, channel: Channel): void {
  if (channel.userId !== null && world.anyUser(channel.userId).isClosed) refuse("closedToYou");
  world.need(channel, channel.kind === "thread" ? "SEND_MESSAGES_IN_THREADS" : "SEND_MESSAGES");
}

function send(parts: Parts, channel: Channel, { body, uploads }: Call): Answer {
  const { world, messages, newId } = parts;
  checkMaySend(parts, channel);
  if (listOf(body["embeds"]).length > 0) world.need(channel, "EMBED_LINKS");
  if (uploads.length > 0) world.need(channel, "ATTACH_FILES");
  if (channel.isArchived && channel.isLocked) refuse("archived");
  const nonce = readNonce(body["nonce"]);
  const before = nonce === null || body["enforce_nonce"] !== true ? undefined : messages.withNonce(channel.id, nonce);
  if (before !== undefined) return ok(messages.json(before));
  const replyTo = readReference(parts, channel, body["message_reference"]);
  const content = readMessage(body, uploads, null, newId);
  // A message opens an archived thread by itself, unless a moderator locked it.
  if (channel.isArchived) open(parts, channel);
  const draft = { content, flags: readFlags(body, false), shownTo: null, nonce, replyTo, metadata: null };
  return ok(messages.json(messages.post(channel, draft)));
}

const LONGEST_NONCE = 25;

function readNonce(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") return value;
  if (typeof value === "string" && value.length <= LONGEST_NONCE) return value;
  const form = newForm();
  form.bad(["nonce"], "NONCE_TYPE_TOO_LONG", `Must be ${LONGEST_NONCE} or fewer in length.`);
  form.finish();
  return null;
}

function readReference({ messages }: Parts, channel: Channel, value: unknown): Id | null {
  const reference = fieldsOf(value);
  const id = textOf(reference["message_id"]);
  if (id === "") return null;
  if (messages.find(channel.id, id) !== undefined) return id;
  if (reference["fail_if_not_exists"] !== false) {
    const form = newForm();
    form.bad(["message_reference"], "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
    form.finish();
  }
  return null;
}

function listed({ messages }: Parts, channel: Channel, limit: number): readonly Fields[] {
  const shown = messages.list(channel.id).filter(({ shownTo }) => shownTo === null);
  return shown
    .toReversed()
    .slice(0, limit)
    .map(({ id }) => messages.json(messages.get(channel.id, id)));
}

/** Un-archiving, archiving and locking. A locked thread is only for those who manage threads. */
function changeThread(parts: Parts, channel: Channel, body: Fields): Answer {
  const { world } = parts;
  if (channel.kind !== "thread") refuse("missingPermissions");
  const opens = body["archived"] === false;
  const isMayOpen = channel.permissions.has("SEND_MESSAGES_IN_THREADS");
  if (channel.isLocked || typeof body["locked"] === "boolean" || !isMayOpen) world.need(channel, "MANAGE_THREADS");
  if (channel.isArchived && !opens) refuse("archived");
  channel.isArchived = body["archived"] === true;
  if (typeof body["locked"] === "boolean") channel.isLocked = body["locked"];
  parts.dispatch("THREAD_UPDATE", world.channelJson(channel), GUILDS);
  return ok(world.channelJson(channel));
}

function open(parts: Parts, channel: Channel): void {
  channel.isArchived = false;
  parts.dispatch("THREAD_UPDATE", parts.world.channelJson(channel), GUILDS);
}
