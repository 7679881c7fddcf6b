/** What a person did in Discord, read from the interaction. Pure. */
import type {
  APIApplicationCommandAutocompleteInteraction,
  APIApplicationCommandInteraction,
  APIInteraction,
  APIMessageComponentInteraction,
  APIModalSubmitInteraction,
} from "discord.js";

import type { Incoming } from "../../adapter.ts";
import type { Typing } from "../commands/complete.ts";
import type { Declared } from "../commands/declare.ts";
import { lineOf, type Options } from "../commands/line.ts";
import { type Form, formOf, submitted } from "../render/custom-id.ts";
import { madeAt, type Origin, originOf, updateIdOf } from "./origin.ts";

export type Read =
  /** By a command or a press. */
  | { readonly kind: "asks"; readonly origin: Origin; readonly update: Incoming }
  | { readonly kind: "form"; readonly origin: Origin; readonly form: Form }
  | { readonly kind: "typing"; readonly origin: Origin; readonly typing: Typing };

export type FindCommand = (name: string) => Declared | undefined;

// Discord's numbers: its package is loaded only where a client is made.
const KIND = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
const CHAT_INPUT = 1;

/** Null for what the desk has not offered. */
export function readInteraction(raw: APIInteraction, find: FindCommand): Read | null {
  switch (raw.type) {
    case KIND.command:
    case KIND.autocomplete:
      return slash(raw, find);
    case KIND.component:
      return component(raw);
    case KIND.modal:
      return form(raw);
    default:
      return null;
  }
}

function slash(
  raw: APIApplicationCommandInteraction | APIApplicationCommandAutocompleteInteraction,
  find: FindCommand,
): Read | null {
  if (raw.data.type !== CHAT_INPUT) return null;
  const command = find(raw.data.name);
  if (command === undefined) return null;
  const origin = originOf(raw, command.name);
  if (origin === null) return null;
  const { options, focused } = optionsOf(raw.data.options ?? []);
  if (raw.type === KIND.command) return asks(origin, { line: lineOf(command, options) });
  return focused === null ? null : { kind: "typing", origin, typing: { command, options, focused } };
}

type GivenOption = { readonly name: string; readonly value?: unknown; readonly focused?: boolean };

function optionsOf(given: readonly GivenOption[]): { options: Options; focused: string | null } {
  const options = new Map(
    given.flatMap(({ name, value }) => (typeof value === "string" ? [[name, value] as const] : [])),
  );
  return { options, focused: given.find((each) => each.focused === true)?.name ?? null };
}

function component(raw: APIMessageComponentInteraction): Read | null {
  const origin = originOf(raw, null);
  if (origin === null) return null;
  const id = "values" in raw.data ? (raw.data.values[0] ?? "") : raw.data.custom_id;
  const opened = formOf(id);
  return opened === null ? asks(origin, { press: id }) : { kind: "form", origin, form: opened };
}

function form(raw: APIModalSubmitInteraction): Read | null {
  const origin = originOf(raw, null);
  const press = submitted(raw.data.custom_id);
  if (origin === null || press === null) return null;
  const typed = typedIn(raw.data.components).trim();
  return asks(origin, typed === "" ? { press } : { press, typed });
}

/** The form has one field. */
function typedIn(rows: APIModalSubmitInteraction["data"]["components"]): string {
  for (const row of rows) {
    const fields = "components" in row ? row.components : "component" in row ? [row.component] : [];
    for (const field of fields) if ("value" in field && typeof field.value === "string") return field.value;
  }
  return "";
}

function asks(origin: Origin, content: Incoming["content"]): Read {
  const { id, chatRef, userRef } = origin;
  const update = { updateId: updateIdOf(origin), chatRef, userRef, content, sentAt: madeAt(id), message: null };
  return { kind: "asks", origin, update };
}
