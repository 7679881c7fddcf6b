/** Halts that need no chat: the file HALT and a signal. They halt everything and never sell anything. */
import type { Desk } from "../../db/desk.ts";
import { transact } from "../../db/transact.ts";
import { EVERYTHING } from "../../domain/halt.ts";
import type { HaltFile } from "../../runtime/halt-file.ts";
import { halt } from "./halt.ts";
import { postHalt } from "./card.ts";

export interface Stops {
  /** One look at both; throws where the halt could not be written, and then the next look tries again. */
  look(): Promise<void>;
  /** Notes the signal, and wakes the loop that looks. */
  signal(): void;
}

export function createStops(desk: Desk, file: HaltFile): Stops {
  let isSignaled = false;
  /** Taking the file away resumes nothing; only one that comes anew halts anew. */
  let isKnown = false;
  return {
    async look() {
      if (isSignaled) await haltAll(desk, "a signal", null);
      isSignaled = false;
      const reason = file.reason();
      if (reason !== undefined && !isKnown) await haltAll(desk, "the file HALT", reason);
      isKnown = reason !== undefined;
    },
    signal() {
      isSignaled = true;
      desk.bell.ring("stops");
    },
  };
}

async function haltAll(desk: Desk, actor: string, reason: string | null): Promise<void> {
  const at = desk.clock.now();
  const wish = { scope: EVERYTHING, reason, keepsOrders: false, askedAt: null };
  const isNew = await transact(desk, async (tx) => {
    const made = await halt(tx, wish, { at, actor, personId: null });
    if (made.isNew) await postHalt(tx, made.halt, at);
    return made.isNew;
  });
  desk.log.warn({ actor, isNew }, "the desk is halted");
}
