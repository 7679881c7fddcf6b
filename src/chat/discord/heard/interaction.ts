/**
 * An interaction that waits for its answer. Discord takes one first answer, within 3 s, and further ones for 15 minutes; only
 * the person who asked sees what is ephemeral. One call at a time: two first answers would race.
 */
import type { APIMessage } from "discord.js";

import { Late } from "../show/late.ts";
import type { Body } from "../wire/body.ts";
import { type Call, Refused, type Request, Unanswered } from "../wire/rest.ts";
import { CALLBACK, callbackTo } from "./callback.ts";
import type { Origin } from "./origin.ts";

/** deferred: shows that the bot thinks · held: taken, and nothing changed · answered: what it shows is ours · late: over */
type State = "open" | "deferred" | "held" | "answered" | "late";

const AFTER = { reply: "answered", defer: "deferred", hold: "held", update: "answered" } as const;
type First = keyof typeof AFTER;

const EPHEMERAL = 1 << 6;
const TAKEN_ALREADY = 40_060;
/** Unknown webhook, unknown interaction, invalid webhook token. */
const OVER: ReadonlySet<number> = new Set([10_015, 10_062, 50_027]);
/** Of the three seconds: a second try must still be in time. */
const FIRST_MS = 1_200;

export class Interaction {
  readonly origin: Origin;
  readonly #call: Call;
  #state: State = "open";
  /** A first answer that may have been taken: no word came back. */
  #unsure: First | null = null;
  #isAnswered = false;
  readonly #shown = new Map<string, string[]>();
  #turn: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(origin: Origin, call: Call) {
    this.origin = origin;
    this.#call = call;
  }

  /** Something was shown to who asked: what comes later is no answer any more. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Takes the interaction without an answer when none came by then. */
  deferIn(ms: number, failed: (error: unknown) => void): void {
    this.#timer = setTimeout(
      () => {
        this.#inTurn(() => this.#defer()).catch(failed);
      },
      Math.max(0, ms),
    );
  }

  /** For who asked alone. Gives the ids of its messages. Throws Late. A key that was shown in part goes on where it was. */
  async reply(key: string, parts: readonly Body[]): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      const ids = this.#shown.get(key) ?? [];
      this.#shown.set(key, ids);
      for (const part of parts.slice(ids.length)) ids.push(await this.#say(part, ids.length === 0));
      this.#isAnswered = true;
      return [...ids];
    });
  }

  /** For everybody. Gives the message's id; null where it is to be sent to the channel by the bot itself. */
  async card(part: Body): Promise<string | null> {
    return this.#inTurn(async () => {
      const id = await this.#sayToAll(part);
      this.#isAnswered = true;
      return id;
    });
  }

  /** Changes the message whose button was pressed. False where that is not possible any more. */
  async update(part: Body): Promise<boolean> {
    return this.#inTurn(async () => {
      if (this.#state !== "open") return false;
      const wasUnsure = this.#unsure !== null;
      const { state } = await this.#first("update", part.body, part.files);
      this.#isAnswered = true;
      // An earlier call has answered it after all: with an earlier revision.
      return state === "answered" && !wasUnsure;
    });
  }

  async #defer(): Promise<void> {
    if (this.#state !== "open") return;
    if (this.origin.command === null) await this.#first("hold", null);
    else await this.#first("defer", this.#privacy());
  }

  async #say(part: Body, isFirst: boolean): Promise<string> {
    const told = { ...part, body: { ...part.body, ...this.#privacy() } };
    if (this.#state === "open") {
      const { state, message } = await this.#open(told, this.#privacy());
      if (state === "answered") return message?.id ?? (await this.#original()).id;
    }
    if (this.#state === "late") throw new Late();
    // A deferred answer has its privacy already, and takes no other.
    if (this.#state === "deferred" && isFirst) return this.#fill(part);
    return (await this.#more({ method: "POST", path: "", part: told, isRepeatable: false })).id;
  }

  async #sayToAll(part: Body): Promise<string | null> {
    if (this.#state === "open") {
      const { state, message } = await this.#open(part, {});
      if (state === "answered") return message?.id ?? (await this.#original()).id;
      if (state === "deferred") return this.#fill(part);
    }
    if (this.#state !== "deferred") return null;
    if (!this.origin.isInGuild) return this.#fill(part);
    await this.#takeBack();
    return null;
  }

  /** An upload may take longer than a first answer has: then it comes behind one. */
  #open(part: Body, privacy: { readonly flags?: number }): Promise<Opened> {
    return part.files.length === 0 ? this.#first("reply", part.body) : this.#first("defer", privacy);
  }

  async #fill(part: Body): Promise<string> {
    const { id } = await this.#more({ method: "PATCH", path: "/messages/@original", part, isRepeatable: true });
    this.#state = "answered";
    return id;
  }

  /** The sign that the bot thinks: it was for one person, the answer is for all. */
  async #takeBack(): Promise<void> {
    try {
      await this.#more({ method: "DELETE", path: "/messages/@original", part: null, isRepeatable: true });
      this.#state = "held";
    } catch (error) {
      if (!(error instanceof Late) && !(error instanceof Refused)) throw error;
    }
  }

  #original(): Promise<APIMessage> {
    return this.#more({ method: "GET", path: "/messages/@original", part: null, isRepeatable: true });
  }

  #privacy(): { readonly flags?: number } {
    return this.origin.isInGuild ? { flags: EPHEMERAL } : {};
  }

  /** The message is null where Discord did not show it. */
  async #first(type: First, data: object | null, files: Body["files"] = []): Promise<Opened> {
    clearTimeout(this.#timer);
    try {
      const answer = await this.#call({
        ...callbackTo(this.origin, CALLBACK[type], data),
        query: new URLSearchParams({ with_response: "true" }),
        ...{ files, isRepeatable: true, deadlineMs: FIRST_MS },
      });
      this.#state = AFTER[type];
      const { resource } = answer as { readonly resource?: { readonly message?: APIMessage } };
      return { state: this.#state, message: resource?.message ?? null };
    } catch (error) {
      this.#state = this.#stateAfter(error, type);
      return { state: this.#state, message: null };
    }
  }

  /** Throws what says nothing about the interaction. */
  #stateAfter(error: unknown, type: First): State {
    if (error instanceof Unanswered) this.#unsure ??= type;
    if (!(error instanceof Refused)) throw error;
    const { code, isSecondTry } = error;
    if (code === TAKEN_ALREADY) {
      const taken = this.#unsure ?? (isSecondTry ? type : null);
      return taken === null ? "late" : AFTER[taken];
    }
    if (OVER.has(code)) return "late";
    throw error;
  }

  async #more({ method, path, part, isRepeatable }: More): Promise<APIMessage> {
    const { applicationId, token } = this.origin;
    try {
      const message = await this.#call({
        ...{ what: "answering", method, route: `/webhooks/${applicationId}/${token}${path}` },
        ...(part === null ? {} : { body: part.body, files: part.files }),
        ...{ isTokenless: true, isRepeatable },
      });
      return message as APIMessage;
    } catch (error) {
      if (!(error instanceof Refused) || !OVER.has(error.code)) throw error;
      this.#state = "late";
      throw new Late();
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

interface Opened {
  readonly state: State;
  readonly message: APIMessage | null;
}

interface More {
  readonly method: Request["method"];
  readonly path: "" | "/messages/@original";
  readonly part: Body | null;
  readonly isRepeatable: boolean;
}
