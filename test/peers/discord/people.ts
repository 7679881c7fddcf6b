/** People act: they run commands, press buttons, choose from menus, fill in modals. What a client would not let them, throws. */
import { inputOf, partsOf } from "./check-components.ts";
import type { Commands } from "./commands.ts";
import { KINDS } from "./interactions.ts";
import type { Handle, Interactions, Kind } from "./interactions.ts";
import { fieldsOf, found, lengthOf, listOf, numberOf, textOf } from "./kit.ts";
import type { Fields, Id, NewId } from "./kit.ts";
import { nowOf } from "./messages.ts";
import type { Dispatch, Message, Messages } from "./messages.ts";
import { fillIn } from "./options.ts";
import type { Values } from "./options.ts";
import type { Channel, World } from "./world.ts";

export interface People {
  /** `where`: a channel's id, or "dm". `command`: `buy`, or `strategy show`. */
  runs(userId: Id, where: Id, command: string, options?: Values, how?: How): Handle;
  /** `options` as typed so far; `focused` is the one that is being typed. */
  autocompletes(userId: Id, where: Id, command: string, options: Values, focused: string, how?: How): Handle;
  /** A button by its label or custom_id; only one that is on the message now, unless forced. */
  presses(userId: Id, where: Id, messageId: Id, button: string, how?: Pressing): Handle;
  /** From a select menu by its custom_id or placeholder. */
  selects(userId: Id, where: Id, messageId: Id, menu: string, values: readonly string[], how?: Pressing): Handle;
  /** Only a modal that is on the person's screen, unless forged. */
  submits(userId: Id, customId: string, texts: Readonly<Record<string, string>>, how?: Submitting): Handle;
  /** The same interaction comes to the bot once more. */
  redeliver(handle: Handle): void;
}

export interface How {
  readonly locale?: string;
  /** Of the person in the guild, as bits. */
  readonly permissions?: bigint;
  /** When the person acted, ms UTC; left out: now. The gateway may bring it late. */
  readonly at?: number;
}

export interface Pressing extends How {
  /** As a client that was tampered with: also what is not there, or is not shown to this person. */
  readonly isForced?: boolean;
}

export interface Submitting extends How {
  /** As a client that was tampered with: one that was never shown, in this channel or "dm". */
  readonly forgedIn?: Id;
}

interface Parts {
  readonly world: World;
  readonly commands: Commands;
  readonly messages: Messages;
  readonly interactions: Interactions;
  readonly applicationId: Id;
  readonly newId: NewId;
  readonly dispatch: Dispatch;
}

const BOT_DM = 1;
const BUTTON = 2;

export function newPeople(parts: Parts): People {
  const { world, commands, messages, interactions, applicationId, newId, dispatch } = parts;

  const placeOf = (userId: Id, where: Id): Channel => (where === "dm" ? world.dm(userId) : world.anyChannel(where));

  const act = (kind: Kind, userId: Id, channel: Channel, data: Fields, source: Message | null, how: How): Handle => {
    const [id, token] = [newId(how.at), `${applicationId}.${crypto.randomUUID()}`];
    const payload = {
      ...{ id, token, type: kind, version: 1, application_id: applicationId, data },
      ...placeFields(world, userId, channel, how),
      ...(source === null ? {} : { message: messages.json(source) }),
    };
    const handle = interactions.open({ id, token, kind, userId, channel, payload, source });
    dispatch("INTERACTION_CREATE", payload, 0);
    return handle;
  };

  const command = (
    kind: Kind,
    userId: Id,
    where: Id,
    line: string,
    values: Values,
    focused: string | null,
    how: How,
  ) => {
    const channel = placeOf(userId, where);
    const [name = "", ...path] = line.split(" ");
    const declared = found(commands.named(name, channel.guildId), `command /${name}`);
    const contexts = declared["contexts"];
    const context = channel.guildId === null ? BOT_DM : 0;
    if (Array.isArray(contexts) && !contexts.includes(context)) throw new Error(`/${name} is not shown here`);
    const options = fillIn(declared, path, { values, focused });
    const guild = declared["guild_id"] === undefined ? {} : { guild_id: declared["guild_id"] };
    return act(kind, userId, channel, { id: declared.id, name, type: 1, options, ...guild }, null, how);
  };

  const sourceOf = (userId: Id, channel: Channel, messageId: Id, isForced: boolean): Message => {
    const message = found(messages.find(channel.id, messageId), `message ${messageId}`);
    const { shownTo } = message.draft;
    if (!isForced && shownTo !== null && shownTo !== userId) throw new Error(`${messageId} is not shown to ${userId}`);
    return message;
  };

  return {
    runs: (userId, where, line, options = {}, how = {}) =>
      command(KINDS.command, userId, where, line, options, null, how),
    autocompletes: (userId, where, line, options, focused, how = {}) =>
      command(KINDS.autocomplete, userId, where, line, options, focused, how),
    presses(userId, where, messageId, button, how = {}) {
      const channel = placeOf(userId, where);
      const message = sourceOf(userId, channel, messageId, how.isForced ?? false);
      const part = partsOf(nowOf(message).components).find(
        (one) => one["type"] === BUTTON && (one["custom_id"] === button || one["label"] === button),
      );
      if (how.isForced !== true && found(part, `button ${button} on ${messageId}`)["disabled"] === true)
        throw new Error(`the button ${button} is disabled`);
      const data = { component_type: BUTTON, custom_id: part?.["custom_id"] ?? button, id: 1 };
      return act(KINDS.component, userId, channel, data, message, how);
    },
    selects(userId, where, messageId, menu, values, how = {}) {
      const channel = placeOf(userId, where);
      const message = sourceOf(userId, channel, messageId, how.isForced ?? false);
      const part = partsOf(nowOf(message).components).find(
        (one) => one["type"] !== BUTTON && (one["custom_id"] === menu || one["placeholder"] === menu),
      );
      if (how.isForced !== true) checkChosen(found(part, `menu ${menu} on ${messageId}`), values);
      const data = { component_type: part?.["type"] ?? 3, custom_id: part?.["custom_id"] ?? menu, values, id: 1 };
      return act(KINDS.component, userId, channel, data, message, how);
    },
    submits(userId, customId, texts, how = {}) {
      const { forgedIn } = how;
      const { data, channel, source } =
        forgedIn === undefined
          ? interactions.takeModal(userId, customId)
          : { data: forgedModal(texts), channel: placeOf(userId, forgedIn), source: null };
      const components = listOf(data["components"])
        .map(fieldsOf)
        .map((row) => typedRow(row, texts));
      return act(KINDS.modal, userId, channel, { custom_id: customId, components }, source, how);
    },
    redeliver: (handle) => dispatch("INTERACTION_CREATE", interactions.payloadOf(handle), 0),
  };
}

function placeFields(world: World, userId: Id, channel: Channel, how: How): Fields {
  const user = world.userJson(found(world.anyUser(userId), `user ${userId}`).id);
  const common = {
    ...{ channel_id: channel.id, channel: world.channelJson(channel), locale: how.locale ?? "en-US" },
    ...{ app_permissions: world.permissionsIn(channel), entitlements: [], attachment_size_limit: 10_485_760 },
  };
  const { guildId } = channel;
  if (guildId === null) return { ...common, context: BOT_DM, user, authorizing_integration_owners: { 0: "0" } };
  const permissions = String(how.permissions ?? BigInt(world.permissionsIn(channel)));
  return {
    ...{
      ...common,
      context: 0,
      guild_id: guildId,
      guild_locale: "en-US",
      authorizing_integration_owners: { 0: guildId },
    },
    guild: { id: guildId, locale: "en-US", features: [] },
    member: {
      user,
      permissions,
      roles: [],
      nick: null,
      joined_at: new Date(0).toISOString(),
      deaf: false,
      mute: false,
      flags: 0,
    },
  };
}

function checkChosen(menu: Fields, values: readonly string[]): void {
  const offered = listOf(menu["options"]).map((option) => fieldsOf(option)["value"]);
  const unknown = values.find((value) => !offered.includes(value));
  if (unknown !== undefined) throw new Error(`the menu offers no ${unknown}`);
  const [least, most] = [menu["min_values"] ?? 1, menu["max_values"] ?? 1];
  if (values.length < numberOf(least) || values.length > numberOf(most))
    throw new Error(`the menu takes another count`);
}

function forgedModal(texts: Readonly<Record<string, string>>): Fields {
  return {
    components: Object.keys(texts).map((id) => ({
      type: 1,
      components: [{ type: 4, custom_id: id, required: false }],
    })),
  };
}

/** A row of a modal as it comes back, with what was typed into it; what was not typed is as the bot filled it in. */
function typedRow(row: Fields, texts: Readonly<Record<string, string>>): Fields {
  const input = inputOf(row);
  const customId = textOf(input["custom_id"]);
  const value = texts[customId] ?? textOf(input["value"]);
  const length = lengthOf(value);
  const isNeeded = input["required"] !== false;
  const least = Math.max(isNeeded ? 1 : 0, numberOf(input["min_length"]));
  if ((isNeeded || length > 0) && length < least) throw new Error(`${customId} needs ${least} letters`);
  if (length > numberOf(input["max_length"] ?? 4000)) throw new Error(`${customId} takes fewer letters`);
  const typed = { type: 4, id: 2, custom_id: customId, value };
  return row["type"] === 1 ? { type: 1, id: 1, components: [typed] } : { type: 18, id: 1, component: typed };
}
