/**
 * Holds a strategy to what the desk relies on: that it knows the past alone, that the history it asks for is enough, that
 * the same candles give the same decisions, and that what it decides can be carried out.
 */
import { type CandleColumns, COLUMNS } from "../candle-columns.ts";
import { Refusal } from "../errors.ts";
import { WHOLE_PERIODS } from "../indicators/memory.ts";
import { type Choice, choiceAt, differenceOf, entryAt, EXACT, HOLDINGS, type Holding } from "./decisions.ts";
import { copyOf, type Dice, EXTREMES, partOf, withFuture } from "./futures.ts";
import { riskSchema } from "./risk.ts";
import { faultOf } from "./soundness.ts";
import type { Configured, Strategy } from "./strategy.ts";

export interface Checked {
  /** What is wrong, a sentence each; nothing: it passes. */
  readonly findings: readonly string[];
  /** Candles at which it decided something. */
  readonly decisions: number;
}

/** How often the future is changed, and the history cut off. */
const CUTS = 200;
/** What the rounding of long and short histories may differ by. */
const ROUNDING = 1e-9;

/** With its defaults, on closed candles of its timeframe without a gap. What it throws is thrown on. */
export function checkStrategy(strategy: Strategy, candles: CandleColumns, dice: Dice): Checked {
  const configured = defaultsOf(strategy);
  if (typeof configured === "string") return { findings: [configured], decisions: 0 };
  const given = copyOf(candles);
  const subject: Subject = { strategy, configured, candles, choices: choicesOn(configured, given), dice };
  const findings = [
    describes(strategy),
    isSettable(strategy),
    leavesAlone(given, candles),
    decides(subject),
    firstFault(subject),
  ];
  return { findings: findings.filter((each) => each !== null), decisions: decidedAt(subject).length };
}

interface Subject {
  readonly strategy: Strategy;
  readonly configured: Configured;
  readonly candles: CandleColumns;
  /** At each candle. */
  readonly choices: readonly Choice[];
  readonly dice: Dice;
}

/** Each relies on those before it: what throws dice seems to look ahead, and what looks ahead to warm up too late. */
const STEPS: readonly ((subject: Subject) => string | null)[] = [
  isSound,
  keepsItsTurns,
  isTheSameAgain,
  isTheSameBackwards,
  knowsThePastAlone,
  warmsUp,
];

function firstFault(subject: Subject): string | null {
  for (const step of STEPS) {
    const fault = step(subject);
    if (fault !== null) return fault;
  }
  return null;
}

/** With its defaults, or the sentence why that cannot be. */
export function defaultsOf(strategy: Strategy): Configured | string {
  try {
    return strategy.configure({});
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `Its defaults are refused: ${error.message} Give each parameter a .default(…) that goes with the others.`;
  }
}

function describes({ schema }: Strategy): string | null {
  const fields = Object.entries(schema.shape);
  const silent = fields.filter(([, { description }]) => description === undefined).map(([name]) => name);
  if (silent.length === 0) return null;
  return `Without a .describe("…") people do not know what it is in chat: ${silent.join(", ")}.`;
}

/** What `/strategy NAME set` takes for something of its own. */
const TAKEN: ReadonlySet<string> = new Set(["pairs", "exchanges", ...Object.keys(riskSchema.shape)]);

function isSettable({ schema }: Strategy): string | null {
  const wrong = Object.keys(schema.shape).filter((name) => TAKEN.has(name) || !/^[a-z][a-z0-9_]*$/.test(name));
  if (wrong.length === 0) return null;
  return `In chat nobody could set ${wrong.join(", ")}: a name is in small letters, and none of ${[...TAKEN].join(", ")}.`;
}

function leavesAlone(given: CandleColumns, candles: CandleColumns): string | null {
  const isChanged = COLUMNS.some((name) => given[name].some((cell, i) => cell !== candles[name][i]));
  return isChanged ? "It changes the candles that it is given, which others read too: let it work on a copy." : null;
}

function decides(subject: Subject): string | null {
  if (decidedAt(subject).length > 0) return null;
  return `It decides nothing on ${subject.choices.length} candles, so nothing can be said of it: give others.`;
}

function isSound({ strategy, candles, choices }: Subject): string | null {
  for (const [index, choice] of choices.entries()) {
    const close = candles.close[index] ?? Number.NaN;
    const faults = choice.map((intent) => faultOf(intent, close, strategy));
    const holding = HOLDINGS.find((_, i) => faults[i] !== null);
    if (holding !== undefined)
      return `Its decision at ${place(candles, { index, holding })} ${faults[HOLDINGS.indexOf(holding)]}.`;
  }
  return null;
}

/** A run over many candles asks it at its turns alone. */
function keepsItsTurns(subject: Subject): string | null {
  const { configured, candles } = subject;
  const { turns } = configured.on(copyOf(candles));
  if (turns === undefined) return null;
  const named = new Set(turns);
  const other = decidedAt(subject).find((index) => !named.has(index));
  if (other === undefined) return null;
  return `It decides something at ${when(candles, other)}, which is not among its turns: a run over many candles would pass over that.`;
}

/** Also where it is configured anew. */
function isTheSameAgain({ strategy, candles, choices }: Subject): string | null {
  const found = firstDifference(choices, choicesOn(strategy.configure({}), copyOf(candles)));
  if (found === null) return null;
  return `Asked again it decides otherwise, at ${place(candles, found)}: it must go by candles, parameters and what is held alone.`;
}

function isTheSameBackwards({ configured, candles, choices }: Subject): string | null {
  const reading = configured.on(copyOf(candles));
  // Once more than the first time: who counts the calls is out of step.
  if (choices.length > 0) reading.decide(0, null);
  const backwards = [...choices.keys()].toReversed().map((i) => choiceAt(reading, i, entryAt(candles, i)));
  const found = firstDifference(choices, backwards.toReversed());
  if (found === null) return null;
  return `Asked in another order it decides otherwise, at ${place(candles, found)}: it must keep nothing from one call to the next.`;
}

function knowsThePastAlone(subject: Subject): string | null {
  const { configured, candles, choices, dice } = subject;
  for (const [n, last] of placesIn(subject, 0, choices.length - 1).entries()) {
    const past = choices.slice(0, last + 1);
    for (const future of ["are others", EXTREMES[n % EXTREMES.length] ?? "are others"] as const) {
      const found = firstDifference(past, choicesOn(configured, withFuture(candles, last, future, dice), past.length));
      if (found === null) continue;
      return `It looks ahead: what it decides at ${place(candles, found)} is otherwise where the candles after ${when(candles, last)} ${future}.`;
    }
  }
  return null;
}

function warmsUp(subject: Subject): string | null {
  const { configured, candles, choices } = subject;
  const history = WHOLE_PERIODS * configured.period;
  if (choices.length <= history)
    return `Its warm-up takes more candles than there are: ${choices.length}, and ${WHOLE_PERIODS} × its period are ${history}. Give more of them.`;
  for (const index of placesIn(subject, history, choices.length)) {
    const reading = configured.on(partOf(candles, index + 1 - history, index + 1));
    const short = choiceAt(reading, history - 1, entryAt(candles, index));
    const slack = { fraction: ROUNDING, price: candles.close[index] ?? 0 };
    const holding = differenceOf(short, choices[index] ?? short, slack);
    if (holding === null) continue;
    return `Its period is too short: at ${place(candles, { index, holding })} it decides otherwise on ${history} candles (${WHOLE_PERIODS} × ${configured.period}) than on all that came before.`;
  }
  return null;
}

/** Half of them where it decides something, for there it has something to tell; the others anywhere. */
function placesIn(subject: Subject, begin: number, end: number): number[] {
  const { dice } = subject;
  if (begin >= end) return [];
  const deciding = decidedAt(subject).filter((index) => index >= begin && index < end);
  const among = (count: number): number => Math.floor(dice() * count);
  return Array.from({ length: CUTS }, (_, n) =>
    n % 2 === 0 ? (deciding[among(deciding.length)] ?? begin) : begin + among(end - begin),
  );
}

function decidedAt({ choices }: Subject): number[] {
  return choices.flatMap((choice, index) => (choice.some((intent) => intent !== null) ? [index] : []));
}

/** At the first `count` of candles that nobody else reads: it may spoil them. */
function choicesOn(configured: Configured, candles: CandleColumns, count = candles.at.length): Choice[] {
  const reading = configured.on(candles);
  return Array.from({ length: count }, (_, index) => choiceAt(reading, index, entryAt(candles, index)));
}

interface Place {
  readonly index: number;
  readonly holding: Holding;
}

function firstDifference(ones: readonly Choice[], others: readonly Choice[]): Place | null {
  for (const [index, one] of ones.entries()) {
    const other = others[index];
    const holding = other === undefined ? null : differenceOf(one, other, EXACT);
    if (holding !== null) return { index, holding };
  }
  return null;
}

function place(candles: CandleColumns, { index, holding }: Place): string {
  return `${when(candles, index)}${holding === "nothing" ? "" : ` (holding ${holding})`}`;
}

/** The open time of a candle, in UTC: 2024-01-01 01:00 */
export function when({ at }: CandleColumns, index: number): string {
  return new Date(at[index] ?? 0).toISOString().slice(0, 16).replace("T", " ");
}
