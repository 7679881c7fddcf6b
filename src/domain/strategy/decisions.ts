/** What a strategy would do at a candle, whatever it holds, to be compared with what it would do elsewhere. */
import type { CandleColumns } from "../candle-columns.ts";
import type { Intent, Reading } from "./strategy.ts";

/** What it decides holding nothing, long, short and in a grid. */
export type Choice = readonly [flat: Intent | null, long: Intent | null, short: Intent | null, laid: Intent | null];

export type Holding = "nothing" | "LONG" | "SHORT" | "a grid";
export const HOLDINGS = ["nothing", "LONG", "SHORT", "a grid"] as const satisfies Holding[];

/** It holds what it entered at the last candle whose index this divides: so it is asked with young positions and old ones. */
const ENTERED_EVERY = 50;

/** How far a grid reaches on either side of what was paid, as a fraction. */
const AROUND = 0.01;

/** What was paid for a position that is held at candle `index`. */
export function entryAt({ close }: CandleColumns, index: number): number {
  return close[index - (index % ENTERED_EVERY)] ?? Number.NaN;
}

export function choiceAt(reading: Reading, index: number, entry: number): Choice {
  return [
    reading.decide(index, null),
    reading.decide(index, { side: "LONG", entry }),
    reading.decide(index, { side: "SHORT", entry }),
    reading.decide(index, { side: "LONG", entry }, { lowest: entry * (1 - AROUND), highest: entry * (1 + AROUND) }),
  ];
}

export interface Slack {
  /** What a figure may be off by, as a fraction of itself, and of this price where that is more. */
  readonly fraction: number;
  readonly price: number;
}

export const EXACT: Slack = { fraction: 0, price: 0 };

/** What is held where two choices differ; null where they are the same. */
export function differenceOf(one: Choice, other: Choice, slack: Slack): Holding | null {
  return HOLDINGS.find((_, i) => !isSame(one[i] ?? null, other[i] ?? null, slack)) ?? null;
}

function isSame(one: Intent | null, other: Intent | null, slack: Slack): boolean {
  if (one === null || other === null) return one === other;
  if (wordsOf(one) !== wordsOf(other)) return false;
  const figures = figuresOf(other);
  return figuresOf(one).every((figure, i) => isNear(figure, figures[i] ?? Number.NaN, slack));
}

function wayOf(intent: Intent): readonly string[] {
  switch (intent.kind) {
    case "enter":
      return [intent.side, intent.target === null ? "no target" : "target"];
    case "buy":
      return [intent.keeps ? "keeps" : "passes"];
    case "lay":
      return [`${intent.levels.length} levels`];
    case "leave":
      return [];
  }
}

/** What has to be the same to the letter. */
function wordsOf(intent: Intent): string {
  return [intent.kind, ...wayOf(intent), intent.rule, ...intent.values.map(({ label }) => label)].join("\n");
}

function figuresOf(intent: Intent): readonly number[] {
  const values = intent.values.map(({ value }) => value);
  if (intent.kind === "lay") return [intent.stop, ...intent.levels, ...values];
  return intent.kind === "enter" ? [intent.stop, intent.target ?? 0, ...values] : values;
}

function isNear(one: number, other: number, { fraction, price }: Slack): boolean {
  return Object.is(one, other) || Math.abs(one - other) <= fraction * Math.max(Math.abs(one), Math.abs(other), price);
}
