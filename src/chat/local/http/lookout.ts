/** Looks at the desk once for all who watch it: soon after something has changed, else once a second, never while nobody does. */
import type { Desk } from "../../../db/desk.ts";
import type { Person } from "../../../models/person.ts";
import { within } from "../../../runtime/deadline.ts";
import { createWaiter, type Waiter } from "./waiter.ts";
import type { DeskView } from "../protocol.ts";

/** One look at the desk; what a person sees of it is told by the function that it gives. */
export type Look = () => Promise<Sight>;
export type Sight = (person: Person) => Promise<DeskView>;

/** What a person sees of the newest look; null where it failed. */
export type Seen = (person: Person) => Promise<DeskView | null>;

export interface Lookout {
  /** Wakes after each look. Returns its own end. */
  watch(wake: () => void): () => void;
  /** Of the last second; null before the first look. */
  latest(): Seen | null;
}

const SOON_MS = 250;
const EVERY_MS = 1_000;
/** A look that takes longer has failed: what is shown must not grow old in silence. */
const LOOK_MS = 5_000;

const blind: Seen = async () => null;

export function createLookout(look: Look, { bell, log }: Pick<Desk, "bell" | "log">): Lookout {
  const watchers = new Set<() => void>();
  const waiter = createWaiter();
  let latest: Seen | null = null;
  let isFailing = false;
  let isLooking = false;

  const lookOnce = async (): Promise<void> => {
    try {
      latest = await within(LOOK_MS, "a look at the desk", look());
      isFailing = false;
    } catch (error) {
      latest = blind;
      if (!isFailing && watchers.size > 0) log.warn({ error }, "the desk could not be looked at for the page");
      isFailing = true;
    }
  };

  const run = async (): Promise<void> => {
    isLooking = true;
    // Whatever changes a card rings for its delivery.
    const silence = bell.listen("deliver", waiter.ring);
    while (watchers.size > 0) {
      await lookOnce();
      for (const wake of watchers) wake();
      await pauseBetween(waiter);
    }
    silence();
    latest = null;
    isLooking = false;
  };

  return {
    watch(wake) {
      watchers.add(wake);
      if (!isLooking) void run();
      return () => {
        watchers.delete(wake);
        waiter.ring(); // the last one to leave ends it
      };
    },
    latest: () => latest,
  };
}

async function pauseBetween(waiter: Waiter): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SOON_MS));
  await waiter.wait(EVERY_MS - SOON_MS);
}
