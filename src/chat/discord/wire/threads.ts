/** What is known of threads: to which channel they belong, and which are archived for good. */
import { Kept } from "../../../runtime/kept.ts";
import { ChatClosed, ChatMoved } from "../../adapter.ts";
import type { Memory } from "../../memory.ts";
import { inPortsWords } from "./refusals.ts";
import { type Call, Refused } from "./rest.ts";
import { chatOf, type Place } from "./target.ts";

const MOST_THREADS = 1_000;
/** So long an archived thread is left alone once it could not be opened. */
const ARCHIVED_MS = 10 * 60_000;

export class Threads {
  readonly #call: Call;
  readonly #memory: Memory;
  readonly #parents = new Kept<string>(MOST_THREADS);
  /** When it was found archived (`performance.now()`). */
  readonly #archived = new Kept<number>(MOST_THREADS);

  constructor(call: Call, memory: Memory) {
    this.#call = call;
    this.#memory = memory;
  }

  /** Once archived a thread does not tell any more where it belongs without being asked. */
  async learnParent(thread: string, parent: string): Promise<void> {
    if (this.#parents.get(thread) === parent) return;
    this.#parents.set(thread, parent);
    await this.#memory.remember(parentKey(thread), parent);
  }

  /** Throws ChatMoved or ChatClosed where it was found archived a short while ago. */
  async checkIsOpen(place: Place): Promise<void> {
    const since = this.#archived.get(place.channel);
    if (since === undefined) return;
    if (performance.now() - since < ARCHIVED_MS) throw await this.#moved(place);
    this.#archived.delete(place.channel);
  }

  /** One attempt. Throws ChatMoved or ChatClosed where the bot may not. */
  async open(place: Place): Promise<void> {
    try {
      await this.#call({
        ...{ what: "opening an archived thread", method: "PATCH", route: `/channels/${place.channel}` },
        ...{ body: { archived: false }, isRepeatable: false },
      });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#archived.set(place.channel, performance.now());
      throw await this.#moved(place);
    }
  }

  async #moved({ guild, channel: thread }: Place): Promise<ChatMoved | ChatClosed> {
    const why = "the thread is archived and the bot may not open it";
    const parent =
      this.#parents.get(thread) ?? (await this.#memory.known(parentKey(thread))) ?? (await this.#askParent(thread));
    return parent === null ? new ChatClosed(why) : new ChatMoved(chatOf({ guild, channel: parent }), why);
  }

  async #askParent(thread: string): Promise<string | null> {
    const channel = await inPortsWords(this.#call)({
      ...{ what: "looking at a thread", method: "GET", route: `/channels/${thread}` },
      isRepeatable: true,
    });
    const { parent_id: parent } = channel as { readonly parent_id?: string | null };
    if (parent == null) return null;
    this.#parents.set(thread, parent);
    return parent;
  }
}

function parentKey(thread: string): string {
  return `discord:parent:${thread}`;
}
