/** The engine's look at its account at each bar: what it is worth, and whether it has lost too much to enter. */
import type { Candle } from "../candle.ts";
import { dayIn, nextDayIn } from "../day.ts";
import { ZERO } from "../money.ts";
import { breachesOf, nextStanding } from "../risk/loss.ts";
import { type Draft, equityAt, quoteAfter, type Setup } from "./book.ts";

export function look(setup: Setup, draft: Draft, bar: Candle): void {
  const equity = equityAt(draft, quoteAfter(setup, bar, draft.at));
  const day = dayIn(draft.at, setup.zone);
  draft.standing = nextStanding(draft.standing, { equity, day, flows: ZERO, isRebased: false });
  if (draft.at < draft.haltedUntil) return;
  for (const { rule } of breachesOf({ ...draft.standing, equity }, setup.limits)) {
    const until = rule === "drawdown" ? Infinity : nextDayIn(draft.at, setup.zone);
    draft.haltedUntil = Math.max(draft.haltedUntil, until);
    draft.effects.push({ kind: "halted", rule, until, at: draft.at });
  }
}
