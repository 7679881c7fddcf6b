/** The interactions that may still be answered: by their update, and the presses by the message whose button it is. */
import type { Call } from "../wire/rest.ts";
import { Kept } from "../../../runtime/kept.ts";
import { Interaction } from "./interaction.ts";
import { madeAt, type Origin } from "./origin.ts";

export interface AnswerWaits {
  /** Of a command without an answer: then it shows that the desk thinks. */
  readonly commandMs: number;
  /** Of a press: most change their own message, which needs no answer. */
  readonly pressMs: number;
}

export const ANSWER_WAITS: AnswerWaits = { commandMs: 1_500, pressMs: 1_000 };

/** Discord forgets an interaction after 15 minutes. */
const LIFE_MS = 14 * 60_000;
const MOST = 10_000;
/** Of the three seconds that Discord gives, when an interaction was long on its way. */
const LATEST_MS = 2_300;

export class Interactions {
  readonly #call: Call;
  readonly #waits: AnswerWaits;
  readonly #byUpdate = new Kept<{ readonly interaction: Interaction; readonly since: number }>(MOST);
  readonly #byMessage = new Kept<Interaction>(MOST);

  constructor(call: Call, waits: AnswerWaits) {
    this.#call = call;
    this.#waits = waits;
  }

  /** The same one twice is one. `now`: people's time, ms UTC. */
  open(updateId: string, origin: Origin, now: number, failed: (error: unknown) => void): Interaction {
    const known = this.find(updateId);
    if (known !== null) return known;
    const interaction = new Interaction(origin, this.#call);
    this.#byUpdate.set(updateId, { interaction, since: performance.now() });
    if (origin.messageId !== null) this.#byMessage.set(origin.messageId, interaction);
    const ownMs = origin.command === null ? this.#waits.pressMs : this.#waits.commandMs;
    interaction.deferIn(Math.min(ownMs, madeAt(origin.id) + LATEST_MS - now), failed);
    return interaction;
  }

  /** Null where it was not asked, or too long ago, or before the desk was started. */
  find(updateId: string): Interaction | null {
    const found = this.#byUpdate.get(updateId);
    return found === undefined || performance.now() - found.since > LIFE_MS ? null : found.interaction;
  }

  /** The latest press of a button of this message. */
  pressOn(messageId: string): Interaction | null {
    return this.#byMessage.get(messageId) ?? null;
  }
}
