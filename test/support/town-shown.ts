/** What the people of a town were shown, by words that only one message has. */
import type { Told } from "./chat-books.ts";
import type { Sight, Town, Who } from "./town.ts";

export class Shown {
  readonly #town: Town;
  readonly #sights: readonly Sight[];

  constructor(town: Town) {
    this.#town = town;
    this.#sights = town.sights();
  }

  /** How many messages of a chat say so, or said so once. */
  count(words: string, chatRef: string): number {
    const who = this.#town.chatRefs.indexOf(chatRef);
    const own = this.#sights.filter((sight) => sight.who === who);
    return own.filter(({ texts }) => texts.some((text) => `${text}\n`.includes(words))).length;
  }

  refOf({ who }: { readonly who: Who }): string {
    return this.#town.chatRefs[who];
  }
}

const PLANTED = /^Planted \d+\.$/;

export function isPlanted({ message }: Told): boolean {
  return PLANTED.test(message);
}

/** A card's first line ends in the order's number, in each of its revisions. */
export function markOfOrder(order: number): string {
  return ` · #${order}\n`;
}

/** The words by which an alert's copy is known; null where it looks like others. */
export function markOf(told: Told): string | null {
  if (isPlanted(told)) return told.message;
  const [, order] = /#(\d+)$/m.exec(told.message.split("\n")[0] ?? "") ?? [];
  return order === undefined ? null : markOfOrder(Number(order));
}
