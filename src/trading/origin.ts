/** Where an order comes from: a person, by a command, or a strategy by itself. */
import type { Call } from "../chat/command.ts";
import type { Evidence } from "../domain/evidence.ts";
import type { PersonId, StrategyId } from "../domain/ids.ts";
import { type Cause, causeOf, strategyCause } from "./cause.ts";

export interface Origin {
  /** Null: a strategy. */
  readonly person: PersonId | null;
  /** Of the chat where it was asked for; null where nobody asked. */
  readonly platform: string | null;
  readonly cause: Cause;
  /** The call that its card answers. */
  readonly call: Call | undefined;
  /** What a strategy decided on. */
  readonly evidence: Evidence | null;
  /** True for a strategy in mode auto: nobody is asked. */
  readonly isAuto: boolean;
}

/** `at`: people's time, ms UTC. */
export function byPerson(call: Call, at: number): Origin {
  const { person, chat } = call;
  return { person: person.id, platform: chat.platform, cause: causeOf(call, at), call, evidence: null, isAuto: false };
}

export function byStrategy(strategy: StrategyId, evidence: Evidence, isAuto: boolean, at: number): Origin {
  return { person: null, platform: null, cause: strategyCause(strategy, at), call: undefined, evidence, isAuto };
}
