/**
 * What the desk says, as plain data (JSON all the way down, decimals as text). A reply holds values, not text: they are
 * formatted by domain/format.ts at the moment of sending, in the chat's zone. An adapter draws what it can.
 */
import type { ChartSpec } from "./chart.ts";

export type Value =
  /** change: always with a sign · estimate: with ≈ */
  | {
      readonly type: "money";
      readonly amount: string;
      readonly asset: string;
      readonly change?: true;
      readonly estimate?: true;
    }
  /** At the market's precision: so many places. */
  | { readonly type: "price"; readonly price: string; readonly places: number; readonly estimate?: true }
  /** Base currency; `asset` is left out where a pair follows at once. */
  | { readonly type: "quantity"; readonly quantity: string; readonly asset?: string }
  | {
      readonly type: "percent";
      readonly percent: string;
      readonly places?: number;
      readonly change?: true;
      readonly estimate?: true;
    }
  /** A bare number, always with so many places: its unit is said once, beside it or at the head of its column. */
  | { readonly type: "number"; readonly number: string; readonly places: number; readonly change?: true }
  /** ms UTC; clock 08:01:12 · day 4 Jan 2022 · moment: both */
  | { readonly type: "time"; readonly at: number; readonly style: "clock" | "day" | "moment" }
  /** What is left until a moment of people's time (ms UTC): 4:58 */
  | { readonly type: "left"; readonly until: number }
  | { readonly type: "order"; readonly id: number }
  | { readonly type: "pair"; readonly pair: string }
  /** A line to type, in a mono face where there is one. */
  | { readonly type: "command"; readonly line: string };

export type Inline = string | Value;
export type Line = readonly Inline[];

/** The status mark that opens a headline, always with its word. */
export type Mark = "buy" | "sell" | "waiting" | "done" | "refused" | "lapsed" | "requoted" | "attention" | "halted";

export type Block =
  /** The first line: what happened and how much. `aside` stands at the right (#42). */
  | { readonly kind: "headline"; readonly mark?: Mark; readonly line: Line; readonly aside?: Line }
  | { readonly kind: "text"; readonly line: Line; readonly mark?: Mark }
  /** A label with one or more lines. */
  | { readonly kind: "fields"; readonly fields: readonly { readonly label: string; readonly lines: readonly Line[] }[] }
  | {
      readonly kind: "table";
      readonly columns: readonly { readonly title: string; readonly align: "left" | "right" }[];
      readonly rows: readonly (readonly Line[])[];
      readonly total?: readonly Line[];
    }
  | { readonly kind: "chart"; readonly chart: ChartSpec }
  | TextFile
  | { readonly kind: "buttons"; readonly buttons: readonly Button[] };

/** To keep. It comes in a reply that is shown once, never in a card. */
export interface TextFile {
  readonly kind: "file";
  readonly name: string;
  readonly text: string;
}

/** A button is a command line. On the wire it is a token, never the text. */
export interface Button {
  readonly label: string;
  readonly run: string;
  /** What cannot be taken back: drawn so that nobody presses it by habit. */
  readonly tone?: "danger";
  /** What a chat with forms asks for before it presses: it follows the line. Elsewhere the button runs its line alone, or is not shown where the words are needed. */
  readonly asks?: { readonly label: string; readonly isNeeded: boolean };
}

/** done, refused: final · asks: a person must answer · open: the desk is at it, the card will change */
export type Outcome = "done" | "refused" | "asks" | "open";

export interface Reply {
  readonly outcome: Outcome;
  readonly blocks: readonly Block[];
  /** Its buttons are good for this version of this order alone. */
  readonly binds?: { readonly order: number; readonly version: number };
  /** Its buttons are good until then (ms UTC, people's time); without it, for a day. */
  readonly until?: number;
  readonly progress?: Progress;
  /** The picture of an earlier revision belongs to this one, too: a chat that could not take it away in place leaves it. */
  readonly keepsPicture?: true;
}

/** How far an order is on its way, for those who draw it: the lines say the same. */
export interface Progress {
  /** To its end, in words. */
  readonly steps: readonly string[];
  /** So many of them are behind it. */
  readonly done: number;
  /** The part of its quantity that is filled; left out while none is. */
  readonly percent?: string;
}

/** A reply as a chat gets it: each button with its token in place of the line. */
export type Shown = Omit<Reply, "blocks"> & { readonly blocks: readonly ShownBlock[] };
export type ShownBlock =
  | Exclude<Block, { kind: "buttons" }>
  | { readonly kind: "buttons"; readonly buttons: readonly ShownButton[] };
export type ShownButton = Omit<Button, "run"> & { readonly token: string };
