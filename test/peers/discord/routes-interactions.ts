/** The answer to an interaction, and the messages that belong to its token. */
import { refuse } from "./errors.ts";
import type { Interaction } from "./interactions.ts";
import type { Message } from "./messages.ts";
import { NO_CONTENT, ok } from "./route.ts";
import type { Answer, Call, Parts, Route } from "./route.ts";
import { LOADING } from "./check-message.ts";

const FIVE_IN_TWO = { count: 5, perMs: 2000 };
/** They have no bucket to speak of. */
const CALLBACKS = { count: 1000, perMs: 1000 };

export function interactionRoutes(parts: Parts): readonly Route[] {
  const { interactions, messages, applicationId } = parts;
  const base = "/webhooks/:application/:token";
  const isOpen = true;
  const rate = FIVE_IN_TWO;

  const interactionOf = (call: Call): Interaction =>
    call.at("application") === applicationId ? interactions.byToken(call.at("token")) : refuse("unknownWebhook");

  const messageOf = (call: Call, id: string): Message => {
    const it = interactionOf(call);
    const own = it.original === null ? it.followUps : [it.original, ...it.followUps];
    const message = id === "@original" ? it.original : own.find((one) => one.id === id);
    return message == null ? refuse("unknownMessage") : messages.get(message.channelId, message.id);
  };

  const get = (call: Call, id: string): Answer => ok(messages.json(messageOf(call, id)));
  const edit = (call: Call, id: string): Answer =>
    ok(messages.json(interactions.edit(messageOf(call, id), call.body, call.uploads)));
  const remove = (call: Call, id: string): Answer => {
    messages.remove(messageOf(call, id));
    return NO_CONTENT;
  };

  return [
    {
      name: "POST /interactions/:interaction/:token/callback",
      rate: CALLBACKS,
      isOpen,
      run: (call) => callback(parts, call),
    },
    {
      name: `POST ${base}`,
      rate,
      isOpen,
      run: (call) => ok(messages.json(interactions.followUp(interactionOf(call), call.body, call.uploads))),
    },
    { name: `GET ${base}/messages/@original`, rate, isOpen, run: (call) => get(call, "@original") },
    { name: `PATCH ${base}/messages/@original`, rate, isOpen, run: (call) => edit(call, "@original") },
    { name: `DELETE ${base}/messages/@original`, rate, isOpen, run: (call) => remove(call, "@original") },
    { name: `GET ${base}/messages/:message`, rate, isOpen, run: (call) => get(call, call.at("message")) },
    { name: `PATCH ${base}/messages/:message`, rate, isOpen, run: (call) => edit(call, call.at("message")) },
    { name: `DELETE ${base}/messages/:message`, rate, isOpen, run: (call) => remove(call, call.at("message")) },
  ];
}

function callback({ interactions, messages }: Parts, call: Call): Answer {
  const it = interactions.answer(call.at("interaction"), call.at("token"), call.body, call.uploads);
  if (call.query.get("with_response") !== "true") return NO_CONTENT;
  const { original } = it;
  const interaction = {
    ...{ id: it.id, type: it.kind },
    ...(original === null ? {} : { response_message_id: original.id }),
    response_message_loading: original !== null && (original.flags & LOADING) !== 0,
    response_message_ephemeral: original !== null && original.draft.shownTo !== null,
  };
  const resource = { type: it.first?.type, ...(original === null ? {} : { message: messages.json(original) }) };
  return ok({ interaction, resource });
}
