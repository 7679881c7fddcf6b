/** Tells the desk that somebody looks, so that it knows who was away and since when. */
import type { Clock } from "../../../runtime/clock.ts";
import type { Api } from "./api.ts";
import type { Store } from "./state.ts";

const EVERY_MS = 20_000;

export interface Presence {
  /** Whenever somebody may be looking: at each tick, and when the page comes into sight. */
  look(): void;
}

export function createPresence(api: Api, { state }: Store, clock: Clock): Presence {
  let toldAt: number | null = null;
  return {
    look() {
      if (document.hidden || state().link.kind !== "open") return;
      if (toldAt !== null && clock.now() - toldAt < EVERY_MS) return;
      toldAt = clock.now();
      // Where it did not arrive it is said again with the next look.
      api.seen().catch(() => (toldAt = null));
    },
  };
}
