/** From an interaction to the desk: what was asked is handed on at once, and taken by Discord's clock. */
import type { APIInteraction } from "discord.js";

import { within } from "../../../runtime/deadline.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { Log } from "../../../runtime/log.ts";
import type { Receive } from "../../adapter.ts";
import { unfinishedLine } from "../commands/line.ts";
import { submitId } from "../render/custom-id.ts";
import { shortened } from "../render/pieces.ts";
import { sentence } from "../wire/body.ts";
import type { Call } from "../wire/rest.ts";
import type { Interactions } from "./interactions.ts";
import { type FindCommand, type Place, type Read, readInteraction } from "./read.ts";

/** What may stand for the last word of an unfinished line, best first; for people whom the desk does not know, nothing. */
export type Complete = (userRef: string, line: string) => Promise<readonly string[]>;

export interface Hearing {
  readonly call: Call;
  readonly interactions: Interactions;
  readonly find: FindCommand;
  readonly complete: Complete;
  readonly clock: Clock;
  readonly log: Log;
  readonly receive: Receive;
  learnParent(place: Place): void;
}

/** Resolves when what it asks is stored. Never rejects. */
export async function hear(hearing: Hearing, raw: APIInteraction): Promise<void> {
  try {
    const read = readInteraction(raw, hearing.find);
    if (read === null) hearing.log.warn({ kind: raw.type }, "Discord sent what the desk did not offer");
    else await answer(hearing, read);
  } catch (error) {
    hearing.log.warn({ error }, "an interaction of Discord could not be taken");
  }
}

async function answer(hearing: Hearing, read: Read): Promise<void> {
  switch (read.kind) {
    case "command":
    case "press":
      return take(hearing, read);
    case "form":
      return showForm(hearing, read);
    case "complete":
      return propose(hearing, read);
  }
}

const STRANGER = "This desk does not know you. An admin can let you in: ask one for a code, then type /pair with it.";
const NOT_TAKEN = "The desk could not take this: nothing was executed. Try again in a moment.";

type Taken = Extract<Read, { kind: "command" | "press" }>;

async function take({ interactions, clock, log, receive, learnParent }: Hearing, read: Taken): Promise<void> {
  const { place, update } = read;
  const command = read.kind === "command" ? read.command : null;
  const messageId = read.kind === "press" ? read.messageId : null;
  learnParent(place);
  const asked = interactions.open(update.updateId, { place, command, messageId }, clock.now(), (error) =>
    log.warn({ error }, "an interaction of Discord could not be deferred"),
  );
  const taken = await receive(update).catch((error: unknown) => {
    log.error({ error }, "what was asked in Discord could not be stored");
    return null;
  });
  if (taken === "taken") return;
  await asked.reply("unheard", [sentence(taken === "stranger" ? STRANGER : NOT_TAKEN)]);
}

const FORM = 9;
const ROW = 1;
const TEXT_FIELD = 4;
const ONE_LINE = 1;
const LONGEST_LABEL = 45;
/** A line that it follows has its own length. */
const LONGEST_TEXT = 400;

async function showForm({ call }: Hearing, { place, form }: Extract<Read, { kind: "form" }>): Promise<void> {
  const { token, label, isNeeded } = form;
  const words = shortened(label.trim() === "" ? "Text" : label, LONGEST_LABEL);
  const field = { type: TEXT_FIELD, style: ONE_LINE, custom_id: "text", label: words };
  await callback(call, place, FORM, {
    custom_id: submitId(token),
    title: words,
    components: [{ type: ROW, components: [{ ...field, required: isNeeded, max_length: LONGEST_TEXT }] }],
  });
}

const CHOICES = 8;
const MOST_CHOICES = 25;
const LONGEST_CHOICE = 100;
const COMPLETE_MS = 2_000;

type Typing = Extract<Read, { kind: "complete" }>;

/** Without words where anything fails: there is no way to tell. */
async function propose(hearing: Hearing, typing: Typing): Promise<void> {
  const words = await wordsFor(hearing, typing).catch((error: unknown) => {
    hearing.log.warn({ error }, "words could not be proposed in Discord");
    return [];
  });
  const choices = words.slice(0, MOST_CHOICES).map((word) => ({ name: word, value: word }));
  await callback(hearing.call, typing.place, CHOICES, { choices });
}

async function wordsFor(
  { complete }: Hearing,
  { place, command, options, focused }: Typing,
): Promise<readonly string[]> {
  const unfinished = unfinishedLine(command, options, focused);
  if (unfinished === null) return [];
  const { line, prefix, fits } = unfinished;
  const words = await within(COMPLETE_MS, "finding words", complete(place.userRef, line));
  const values = words.filter((word) => word.startsWith(prefix)).map((word) => word.slice(prefix.length));
  return [...new Set(values)].filter((word) => word !== "" && word.length <= LONGEST_CHOICE && fits(word));
}

async function callback(call: Call, { id, token }: Place, type: number, data: object): Promise<void> {
  await call({
    ...{ what: "answering", method: "POST", route: `/interactions/${id}/${token}/callback`, body: { type, data } },
    ...{ isTokenless: true, isRepeatable: false },
  });
}
