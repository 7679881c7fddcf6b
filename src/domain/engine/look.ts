/** The engine's look at its account at each bar: what it is worth, and whether it has lost too much to enter. */
import type { Candle } from "../candle.ts";
import { dayIn } from "../day.ts";
import { ZERO } from "../money.ts";
import { breachesOf, nextStanding } from "../risk/loss.ts";
import { type Draft, equityAt, quoteAfter, type Setup } from "./book.ts";

export function look(setup: Setup, draft: Draft, bar: Candle): void {
  const equity = equityAt(draft, quoteAfter(setup, bar, draft.at));
  const day = dayIn(draft.at, setup.zone);
  draft.standing = nextStanding(draft.standing, { equity, day, flows: ZERO, isRebased: false });
  if (draft.halted !== null) return;
  const [breach] = breachesOf({ ...draft.standing, equity }, setup.limits);
  if (breach === undefined) return;
  draft.halted = breach.rule;
  draft.effects.push({ kind: "halted", rule: breach.rule, at: draft.at });
}
