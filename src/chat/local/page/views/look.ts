/** What every view is given beside the state: whose eyes, and what can be done. */
import type { Reader } from "../../../../domain/format.ts";
import type { DeclaredCommand, PriceView, WaitingView } from "../../protocol.ts";
import type { Actions } from "../actions.ts";
import { type Drift, driftOf } from "../drift.ts";
import { canAct, type State } from "../state.ts";
import { venuesOf, type Venue } from "./venue.ts";

export interface Look {
  readonly reader: Reader;
  readonly actions: Actions;
  readonly canAct: boolean;
  readonly commands: readonly DeclaredCommand[];
  readonly venues: ReadonlyMap<string, Venue>;
  readonly theme: "dark" | "light";
}

export function lookOf(state: State, actions: Actions, systemIsDark: boolean): Look {
  const isDark = state.theme === "system" ? systemIsDark : state.theme === "dark";
  return {
    reader: { zone: state.desk?.zone ?? "UTC", now: shownNow(state) },
    actions,
    canAct: canAct(state),
    commands: state.commands,
    venues: venuesOf(state.desk?.accounts ?? []),
    theme: isDark ? "dark" : "light",
  };
}

/** What is shown is as old as what was heard: count-downs stand still with the prices beside them. */
function shownNow({ link, now }: State): number {
  return link.kind === "lost" || link.kind === "resting" ? (link.heardAt ?? now) : now;
}

export function waitingOf({ desk }: State, order: number | null): WaitingView | null {
  return desk?.waiting.find((waiting) => waiting.order === order) ?? null;
}

export function driftIn(state: State, waiting: WaitingView | null): Drift | null {
  return waiting === null ? null : driftOf(waiting, priceAt(state, waiting));
}

export function priceAt(
  { desk }: State,
  at: { readonly exchange: string; readonly pair: string },
): PriceView | undefined {
  return desk?.prices.find(({ exchange, pair }) => exchange === at.exchange && pair === at.pair);
}
