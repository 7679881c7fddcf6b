/** What a halt is for, as people type it: an account, a pair or a strategy. */
import type { App } from "../app.ts";
import { pairArg, textArg } from "../chat/grammar/arguments.ts";
import type { ArgType } from "../chat/command.ts";
import { Refusal } from "../domain/errors.ts";
import { EVERYTHING, type HaltScope, type Known, scopeOf, type ScopeWord } from "../domain/halt.ts";
import type { ExchangeName, Pair } from "../domain/ids.ts";
import { knownScopes } from "../trading/halts/scope.ts";

/** Any word: whether it names something is the command's business. `others`: words that mean another argument. */
export function scopeArg(others: RegExp): ArgType<ScopeWord> {
  return {
    placeholder: "all|ACCOUNT|PAIR|STRATEGY",
    fits: (word) => !others.test(word),
    parse: (word) => ({ word, pair: pairOf(word) }),
    async complete(desk) {
      const { exchanges, pairs, strategies } = await knownScopes(desk.db.reader);
      return ["all", ...exchanges, ...pairs, ...strategies];
    },
  };
}

function pairOf(word: string): Pair | null {
  try {
    return pairArg.parse(word);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

const LONGEST_REASON = 200;

/** Why something is stopped: that it is too long must not keep anybody from stopping. */
export const reasonArg: ArgType<string> = {
  ...textArg,
  parse: (words) => Array.from(words).slice(0, LONGEST_REASON).join(""),
};

export interface Meant {
  /** Null where the word names nothing. */
  readonly scope: HaltScope | null;
  readonly known: Known;
}

/** `exchange` narrows a pair to one account, and alone it is that account. */
export async function meantBy(app: App, typed: ScopeWord | undefined, exchange: string | undefined): Promise<Meant> {
  const known = await knownScopes(app.db.reader);
  const scope = typed === undefined ? EVERYTHING : scopeOf(typed, known);
  if (exchange === undefined || scope === null) return { scope, known };
  return {
    scope: known.exchanges.some((each) => each === exchange) ? on(scope, exchange as ExchangeName) : null,
    known,
  };
}

function on(scope: HaltScope, exchange: ExchangeName): HaltScope {
  if (scope.scope === "pair") return { ...scope, exchange };
  return scope.scope === "all" ? { ...scope, scope: "exchange", exchange } : scope;
}
