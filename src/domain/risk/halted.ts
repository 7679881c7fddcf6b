/** What stops entries whatever they are: a halt, and another entry of which nobody knows. */
import { Refusal } from "../errors.ts";
import { type HaltScope, whereOf } from "../halt.ts";
import type { Purpose } from "../order.ts";

export interface HaltFacts extends HaltScope {
  readonly reason: string | null;
}

/** A halt stops entries and never an exit (EXECUTION §1, rule 11). */
export function checkHalts(purpose: Purpose, halts: readonly HaltFacts[]): void {
  const halt = halts[0];
  if (purpose === "exit" || halt === undefined) return;
  const why = halt.reason === null ? "" : ` (${halt.reason})`;
  const what = whereOf(halt) ?? "the desk";
  throw new Refusal("halt", `Refused: ${what} is halted${why}. Closing orders still pass; /resume ends the halt.`, [
    "/status",
    "/resume",
  ]);
}

/** While one entry is unknown, no other may be sent for that pair on that account (rule 4). */
export function checkUnknown(purpose: Purpose, unknownEntry: number | null): void {
  if (purpose === "exit" || unknownEntry === null) return;
  throw new Refusal(
    "unknown",
    `Refused: I do not know yet whether #${unknownEntry} was placed. New entries on its pair wait until then.`,
  );
}
