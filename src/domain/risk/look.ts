/** Whether what an account is worth is known, and was looked at lately: most limits are judged by it. */
import { Refusal } from "../errors.ts";
import type { Decimal } from "../money.ts";
import { isOn, type Limits } from "./limits.ts";
import type { RuleName } from "./rules.ts";
import type { Terms } from "./terms.ts";

/** What an account was worth when it was last looked at. */
export interface AccountFacts {
  /** What its equity is counted in. */
  readonly currency: string;
  /** Null while a coin has no price. */
  readonly equity: Decimal | null;
  /** That coin. */
  readonly unpriced: string | null;
}

export interface WorthFacts {
  readonly terms: Terms;
  /** Null before its first look. */
  readonly account: AccountFacts | null;
}

export interface LookFacts extends WorthFacts {
  readonly limits: Limits;
  /** Of the last look, people's time; 0 before the first one. */
  readonly lookAgeMs: number;
}

const MINUTE_MS = 60_000;
/** A look is due every minute: so many have failed. */
const OLDEST_MS = 3 * MINUTE_MS;

export const isOutdated = (ageMs: number): boolean => Math.abs(ageMs) > OLDEST_MS;

const OF_LOSS: readonly RuleName[] = ["daily-loss", "drawdown"];
const BY_WORTH: readonly RuleName[] = ["order", "day", "exposure", ...OF_LOSS];

/** An account that nobody looks at could lose more than its limits let it. */
export function checkLook(facts: LookFacts): void {
  const { terms, limits, lookAgeMs } = facts;
  const isAnyOn = (rules: readonly RuleName[]): boolean => rules.some((rule) => isOn(limits, rule));
  if (isAnyOn(OF_LOSS)) checkKnown(facts);
  if (!isOutdated(lookAgeMs) || !isAnyOn(BY_WORTH)) return;
  const minutes = Math.round(Math.abs(lookAgeMs) / MINUTE_MS);
  throw new Refusal(
    "equity",
    `Refused: ${terms.market.exchange} was last looked at ${minutes} min ago, and what it is worth now is not known. Try again in a moment (/health).`,
    ["/health"],
  );
}

/** Throws a Refusal where what the account is worth is unknown. */
export function checkKnown({ terms, account }: WorthFacts): void {
  const { exchange } = terms.market;
  if (account === null)
    throw new Refusal("equity", `Refused: what ${exchange} is worth is not known yet. Try again in a moment.`, [
      "/balance",
    ]);
  if (account.equity !== null) return;
  const why = account.unpriced === null ? "" : `: no price for ${account.unpriced}`;
  throw new Refusal(
    "equity",
    `Refused: what ${exchange} is worth is unknown${why}. Entries wait until it is known (/balance).`,
    ["/balance"],
  );
}
