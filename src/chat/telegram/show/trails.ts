/** What finds a message again in the next process: the newest numbers known of its chat's counter before each of its sendings. */
import { within } from "../../../runtime/deadline.ts";
import type { Trails } from "../../adapter.ts";
import { sentOf } from "../wire/ref.ts";
import { targetOf } from "../wire/target.ts";
import type { Doubts } from "./doubts.ts";

/** Of the sendings before, each by another process. */
const MOST_SENDINGS = 3;

interface TrailParts {
  readonly doubts: Doubts;
  /** Resolves when Telegram has told what was written while the desk was down. */
  readonly heard: Promise<void>;
  readonly heardMs: number;
}

export function createTrails({ doubts, heard, heardMs }: TrailParts): Trails {
  const at: Trails["at"] = (chatRef) => doubts.newestOf(targetOf(chatRef))?.toString() ?? null;

  return {
    at,
    recall(chatRef, trail, shown) {
      const target = targetOf(chatRef);
      doubts.saw(target, Number(trail));
      for (const { id } of shown.flatMap(sentOf)) doubts.sent(target, id);
    },
    async before(chatRef, earlier) {
      // Where it does not answer, nothing is sent either.
      await within(heardMs, "hearing what was written meanwhile", heard).catch(() => undefined);
      const now = at(chatRef);
      if (now === null) return earlier;
      const numbers = new Set([...(earlier?.split(" ") ?? []), now]);
      return [...numbers].slice(-MOST_SENDINGS).join(" ");
    },
  };
}

/** The numbers that `before` gave, the newest first. */
export function numbersIn(trail: string): readonly number[] {
  return trail.split(" ").map(Number).toReversed();
}
