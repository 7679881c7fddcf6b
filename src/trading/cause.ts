import type { Call } from "../chat/command.ts";
import type { OrderId, PersonId, StrategyId } from "../domain/ids.ts";

/** Who or what moves an order, and when (people's time, ms). */
export interface Cause {
  readonly at: number;
  readonly actor: string;
  readonly personId: PersonId | null;
}

/** What the desk itself does: loops and recovery. */
export function deskCause(at: number): Cause {
  return { at, actor: "desk", personId: null };
}

/** What a strategy decides by itself. */
export function strategyCause(strategy: StrategyId, at: number): Cause {
  return { at, actor: strategy, personId: null };
}

/** A person, by a command. */
export function causeOf(call: Call, at: number): Cause {
  return { at, actor: call.person.name, personId: call.person.id };
}

/** How the audit names an order. */
export function entityOf(id: OrderId): string {
  return `order ${id}`;
}
