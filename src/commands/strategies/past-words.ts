/** What is typed behind a run over the past beside parameters: `guards=off exchange=paper2`. */
import { Refusal } from "../../domain/errors.ts";
import type { StrategyId } from "../../domain/ids.ts";

export function isGuardedBy(guards = "on"): boolean {
  if (guards === "on" || guards === "off") return guards === "on";
  throw new Refusal("parameter", `guards is on or off, and not ${guards.slice(0, 20)}: type it like guards=off`);
}

/** As it was typed, for a line that runs over the same past. */
export function runWords(run: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(run).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
}

/** Throws a Refusal for settings that say what the desk trades, and not how. */
export function checkMisplaced(id: StrategyId, given: Readonly<Record<string, string>>): void {
  const misplaced = ["pairs", "exchanges", "mode"].find((each) => each in given);
  if (misplaced === undefined) return;
  throw new Refusal(
    "parameter",
    `${misplaced} is no matter of a backtest: leave it out. /strategy ${id} shows what can be tried.`,
  );
}
