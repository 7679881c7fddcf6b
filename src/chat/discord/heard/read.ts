/** What a person did in Discord, read from the interaction. Pure. */
import type { APIInteraction, APIMessageComponentInteraction, APIModalSubmitInteraction } from "discord.js";

import type { Incoming } from "../../adapter.ts";
import type { Declared } from "../commands/declare.ts";
import { lineOf, type Options } from "../commands/line.ts";
import { type Form, formOf, submitted } from "../render/custom-id.ts";

/** Where an answer goes. */
export interface Place {
  readonly id: string;
  /** Lets answer for 15 minutes whoever has it: in no error and no log. */
  readonly token: string;
  readonly applicationId: string;
  readonly chatRef: string;
  readonly userRef: string;
  /** Else the person is alone with the bot. */
  readonly isInGuild: boolean;
  /** Of a thread the channel that it belongs to. */
  readonly parentId: string | null;
}

export type Read =
  | { readonly kind: "command"; readonly place: Place; readonly command: string; readonly update: Incoming }
  /** `messageId`: of the message whose button it is. */
  | { readonly kind: "press"; readonly place: Place; readonly messageId: string | null; readonly update: Incoming }
  | { readonly kind: "form"; readonly place: Place; readonly form: Form }
  | {
      readonly kind: "complete";
      readonly place: Place;
      readonly command: Declared;
      readonly options: Options;
      readonly focused: string;
    };

export type FindCommand = (name: string) => Declared | undefined;

// Discord's numbers: its package is loaded only where a client is made.
const KIND = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
const CHAT_INPUT = 1;
const THREADS: ReadonlySet<number> = new Set([10, 11, 12]);

/** Null for what the desk has not offered. */
export function readInteraction(raw: APIInteraction, find: FindCommand): Read | null {
  const place = placeOf(raw);
  if (place === null) return null;
  switch (raw.type) {
    case KIND.command:
    case KIND.autocomplete: {
      if (raw.data.type !== CHAT_INPUT) return null;
      const command = find(raw.data.name);
      if (command === undefined) return null;
      const { options, focused } = optionsOf(raw.data.options ?? []);
      if (raw.type === KIND.autocomplete)
        return focused === null ? null : { kind: "complete", place, command, options, focused };
      const line = lineOf(command, options);
      return { kind: "command", place, command: command.name, update: updateOf(place, { line }) };
    }
    case KIND.component:
      return component(raw, place);
    case KIND.modal:
      return form(raw, place);
    default:
      return null;
  }
}

function placeOf(raw: APIInteraction): Place | null {
  const user = raw.member?.user ?? raw.user;
  const channel = raw.channel?.id;
  if (user === undefined || channel === undefined) return null;
  const { id, token, application_id: applicationId, guild_id: guild } = raw;
  const chatRef = guild === undefined ? user.id : `${guild}/${channel}`;
  return {
    ...{ id, token, applicationId, chatRef, userRef: user.id },
    isInGuild: guild !== undefined,
    parentId: parentOf(raw),
  };
}

function parentOf({ channel }: APIInteraction): string | null {
  if (channel?.type === undefined || !THREADS.has(channel.type)) return null;
  return "parent_id" in channel ? (channel.parent_id ?? null) : null;
}

type GivenOption = { readonly name: string; readonly value?: unknown; readonly focused?: boolean };

function optionsOf(given: readonly GivenOption[]): { options: Options; focused: string | null } {
  const options = new Map(
    given.flatMap(({ name, value }) => (typeof value === "string" ? [[name, value] as const] : [])),
  );
  return { options, focused: given.find((each) => each.focused === true)?.name ?? null };
}

function component({ data, message }: APIMessageComponentInteraction, place: Place): Read {
  const id = "values" in data ? (data.values[0] ?? "") : data.custom_id;
  const asked = formOf(id);
  if (asked !== null) return { kind: "form", place, form: asked };
  return { kind: "press", place, messageId: message.id, update: updateOf(place, { press: id }) };
}

function form({ data, message }: APIModalSubmitInteraction, place: Place): Read | null {
  const press = submitted(data.custom_id);
  if (press === null) return null;
  const typed = typedIn(data.components).trim();
  const content = typed === "" ? { press } : { press, typed };
  return { kind: "press", place, messageId: message?.id ?? null, update: updateOf(place, content) };
}

/** The form has one field. */
function typedIn(rows: APIModalSubmitInteraction["data"]["components"]): string {
  for (const row of rows) {
    const fields = "components" in row ? row.components : "component" in row ? [row.component] : [];
    for (const field of fields) if ("value" in field && typeof field.value === "string") return field.value;
  }
  return "";
}

const DISCORD_EPOCH = 1_420_070_400_000n;

/** ms UTC: it stands in every id that Discord makes. */
export function madeAt(id: string): number {
  return Number((BigInt(id) >> 22n) + DISCORD_EPOCH);
}

function updateOf({ id, chatRef, userRef }: Place, content: Incoming["content"]): Incoming {
  return { updateId: updateIdOf(id, userRef), chatRef, userRef, content, sentAt: madeAt(id), message: null };
}

/** With who asked: after a restart nothing else tells whom a private answer belongs to. */
function updateIdOf(interaction: string, userRef: string): string {
  return `${interaction}/${userRef}`;
}

/** Of an update's id; null where it is none of ours. */
export function askerOf(updateId: string): string | null {
  return /^\d+\/(\d+)$/.exec(updateId)?.[1] ?? null;
}
