/** Looks at the desk once for all who watch it: soon after something has changed, else once a second, never while nobody does. */
import type { Desk } from "../../db/desk.ts";
import type { Person } from "../../models/person.ts";
import { type Alarm, createAlarm } from "./alarm.ts";
import type { DeskView } from "./protocol.ts";

/** One look at the desk; what a person sees of it is told by the function that it gives. */
export type Look = () => Promise<Sight>;
export type Sight = (person: Person) => Promise<DeskView>;

export interface Lookout {
  /** Wakes after each look. Returns its own end. */
  watch(wake: () => void): () => void;
  /** The newest look of the last second; null before the first one, and where it failed. */
  latest(): Sight | null;
}

const SOON_MS = 250;
const EVERY_MS = 1_000;

export function createLookout(look: Look, { bell, log }: Pick<Desk, "bell" | "log">): Lookout {
  const watchers = new Set<() => void>();
  const alarm = createAlarm();
  let latest: Sight | null = null;
  let isFailing = false;
  let isLooking = false;

  const lookOnce = async (): Promise<void> => {
    try {
      latest = await look();
      isFailing = false;
    } catch (error) {
      latest = null;
      if (!isFailing && watchers.size > 0) log.warn({ error }, "the desk could not be looked at for the page");
      isFailing = true;
    }
  };

  const run = async (): Promise<void> => {
    isLooking = true;
    // Whatever changes a card rings for its delivery.
    const silence = bell.listen("deliver", alarm.ring);
    while (watchers.size > 0) {
      await lookOnce();
      for (const wake of watchers) wake();
      await pauseBetween(alarm);
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
        alarm.ring(); // the last one to leave ends it
      };
    },
    latest: () => latest,
  };
}

async function pauseBetween(alarm: Alarm): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, SOON_MS));
  await alarm.wait(EVERY_MS - SOON_MS);
}
