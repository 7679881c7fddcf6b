/** Everything that the page shows, as one value. Each change makes a new one; the views are functions of it. */
import type { CandleChart } from "../../../domain/chart.ts";
import type { Timeframe } from "../../../domain/candle.ts";
import type { AccountView, Completed, DeclaredCommand, DeskView, PriceView } from "../protocol.ts";
import { type Form } from "./form.ts";
import { type History, historyOf } from "./typing/history.ts";
import { EMPTY_LOG, type Log } from "./log.ts";

export interface State {
  readonly link: Link;
  readonly log: Log;
  readonly unread: Unread;
  /** Null before the desk has told of itself. */
  readonly desk: DeskView | null;
  /** Since when the desk cannot be looked at: what is shown of it is older. Null while it can; ms UTC. */
  readonly blindSince: number | null;
  /** People's time at the desk as of the last tick, and how far it is ahead of this browser's; ms. */
  readonly now: number;
  readonly aheadMs: number;
  readonly commands: readonly DeclaredCommand[];
  readonly composer: Composer;
  readonly form: Form | null;
  readonly pane: Pane;
  /** On a phone, which half is shown. */
  readonly tab: "chat" | "desk";
  readonly dialog: Dialog | null;
  readonly theme: Theme;
}

/** Holds it. */
export interface Store {
  state(): State;
  update(change: (state: State) => State): void;
}

export type Link =
  /** locked: no token, or one that the desk does not know */
  | { readonly kind: "locked"; readonly isRefused: boolean }
  | { readonly kind: "opening" }
  /** Catching up: what was missed is still coming in. */
  | { readonly kind: "open"; readonly isCatchingUp: boolean }
  /** Desk's time of the last line heard, and of the next try; null while it is tried. */
  | { readonly kind: "lost"; readonly heardAt: number | null; readonly nextAt: number | null }
  /** Too many pages of this person are open: this one waits until somebody asks for it. */
  | { readonly kind: "resting"; readonly heardAt: number | null };

export interface Unread {
  /** The line "New since …" stands before this message; it came while nobody looked. */
  readonly divider: { readonly ref: string; readonly since: number } | null;
  /** Since when nobody looks; null while somebody does. */
  readonly awaySince: number | null;
  /** The newest message of an earlier visit: up to it, nothing is new. */
  readonly seenSeq: number;
  /** Messages below what is in sight. */
  readonly below: number;
  /** Orders that wait and whose card is out of sight. */
  readonly hidden: readonly number[];
}

export interface Composer {
  readonly text: string;
  /** The desk's words, and the line that they were for. */
  readonly completed: { readonly line: string; readonly found: Completed } | null;
  /** Which suggestion was walked to; null: none yet. */
  readonly picked: number | null;
  readonly isOpen: boolean;
  /** Why the line still stands here. */
  readonly notice: string | null;
  readonly history: History;
}

export interface Pane {
  /** The account that the header shows; null: the first. */
  readonly exchange: string | null;
  readonly pair: string | null;
  readonly timeframe: Timeframe;
  /** The order whose levels are drawn; null: none was chosen. */
  readonly order: number | null;
  /** Null while they are fetched, or where there are none. */
  readonly candles: CandleChart | null;
  readonly isLoading: boolean;
}

export type Dialog =
  | { readonly kind: "halt" }
  | { readonly kind: "keys" }
  | { readonly kind: "picture"; readonly url: string; readonly name: string }
  | { readonly kind: "sorry"; readonly title: string; readonly sentence: string };

export type Theme = "system" | "dark" | "light";

export const PANE_TIMEFRAMES = ["5m", "15m", "1h", "4h", "1d"] as const satisfies readonly Timeframe[];

export function firstState(kept: { readonly theme: Theme; readonly history: readonly string[] }, now: number): State {
  return {
    link: { kind: "opening" },
    log: EMPTY_LOG,
    unread: { divider: null, awaySince: null, seenSeq: 0, below: 0, hidden: [] },
    desk: null,
    blindSince: null,
    now,
    aheadMs: 0,
    commands: [],
    composer: {
      text: "",
      completed: null,
      picked: null,
      isOpen: false,
      notice: null,
      history: historyOf(kept.history),
    },
    form: null,
    pane: { exchange: null, pair: null, timeframe: "15m", order: null, candles: null, isLoading: false },
    tab: "chat",
    dialog: null,
    theme: kept.theme,
  };
}

/** What acts rests while the desk may not hear it. */
export function canAct({ link }: State): boolean {
  return link.kind === "open";
}

export function accountOf({ desk, pane }: State): AccountView | null {
  return desk?.accounts.find(({ exchange }) => exchange === pane.exchange) ?? desk?.accounts[0] ?? null;
}

/** The pair that the pane shows: the chosen one, else the first that the account has. */
export function priceOf(state: State): PriceView | null {
  const exchange = accountOf(state)?.exchange;
  const ofAccount = state.desk?.prices.filter((price) => price.exchange === exchange) ?? [];
  return ofAccount.find(({ pair }) => pair === state.pane.pair) ?? ofAccount[0] ?? null;
}

export function hasCommand({ commands }: State, name: string): boolean {
  return commands.some((command) => command.name === name);
}

/** What a button of a proposal's card runs: its line is not told here, only that it decides. */
const DECIDES: Readonly<Record<string, string>> = { Approve: "approve", Half: "approve", Reject: "reject" };

/** True where it cannot be known. */
export function mayDecide(label: string, commands: readonly DeclaredCommand[]): boolean {
  const needed = DECIDES[label];
  return needed === undefined || commands.length === 0 || commands.some(({ name }) => name === needed);
}
