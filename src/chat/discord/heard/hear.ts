/** From an interaction to the desk: what was asked is handed on at once, and taken by Discord's clock. */
import type { APIInteraction } from "discord.js";

import type { Clock } from "../../../runtime/clock.ts";
import type { Log } from "../../../runtime/log.ts";
import type { Receive } from "../../adapter.ts";
import { choicesFor, type Complete } from "../commands/complete.ts";
import { renderForm } from "../render/form.ts";
import { sentence } from "../wire/body.ts";
import type { Call } from "../wire/rest.ts";
import { CALLBACK, callbackTo } from "./callback.ts";
import type { Interactions } from "./interactions.ts";
import type { Origin } from "./origin.ts";
import { type FindCommand, type Read, readInteraction } from "./read.ts";

export interface Hearing {
  readonly call: Call;
  readonly interactions: Interactions;
  readonly find: FindCommand;
  readonly complete: Complete;
  readonly clock: Clock;
  readonly log: Log;
  readonly receive: Receive;
  learnParent(origin: Origin): void;
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
    case "asks":
      return take(hearing, read);
    case "form":
      return showForm(hearing, read);
    case "typing":
      return propose(hearing, read);
  }
}

const STRANGER =
  "This desk does not know you. Type /pair with a code of its own: an admin gets one by /pair, and so do you where you are in already. A wrong, used or old code does nothing.";
const NOT_TAKEN = "The desk could not take this: nothing was executed. Try again in a moment.";

type Of<Kind extends Read["kind"]> = Extract<Read, { kind: Kind }>;

async function take(hearing: Hearing, { origin, update }: Of<"asks">): Promise<void> {
  const { interactions, clock, log, receive, learnParent } = hearing;
  const interaction = interactions.open(update.updateId, origin, clock.now(), (error) =>
    log.warn({ error }, "an interaction of Discord could not be deferred"),
  );
  const taken = await receive(update).catch((error: unknown) => {
    log.error({ error }, "what was asked in Discord could not be stored");
    return null;
  });
  if (taken === "taken") return learnParent(origin);
  await interaction.reply("unheard", [sentence(taken === "stranger" ? STRANGER : NOT_TAKEN)]);
}

async function showForm({ call }: Hearing, { origin, form }: Of<"form">): Promise<void> {
  await call({ ...callbackTo(origin, CALLBACK.form, renderForm(form)), isRepeatable: false });
}

/** Nothing where anything fails: there is no way to tell. */
async function propose({ call, complete, log }: Hearing, { origin, typing }: Of<"typing">): Promise<void> {
  const choices = await choicesFor(complete, origin.userRef, typing).catch((error: unknown) => {
    log.warn({ error }, "words could not be proposed in Discord");
    return [];
  });
  await call({ ...callbackTo(origin, CALLBACK.choices, { choices }), isRepeatable: false });
}
