/** What the desk asks the process of a file, and how that answers. All of it is plain data. */
import type { Timeframe } from "../../domain/candle.ts";
import type { ChosenIndicator } from "../../domain/indicators/chosen.ts";
import type { Description, Moment } from "../../domain/strategy/idea.ts";
import type { Parameters, Configuration } from "../../domain/strategy/strategy.ts";
import type { Decided } from "../../domain/strategy/walk.ts";

export type Question =
  | { readonly ask: "describe" }
  | { readonly ask: "configure"; readonly given: Readonly<Record<string, unknown>> }
  | { readonly ask: "decide"; readonly parameters: Parameters; readonly moment: Moment };

export interface Numbered {
  /** Nobody can guess it: what a file posts by itself answers nothing. */
  readonly number: string;
  readonly question: Question;
}

export interface Answers {
  readonly describe: Description;
  readonly configure: SentConfiguration;
  readonly decide: Decided | null;
}

/** What it may keep; then it is ended. V8 counts objects alone, so that typed arrays are seen by what the process takes. */
export const MEMORY_MB = 256;
/** With Node itself, about 120 MB, and what V8 has not yet swept. */
export const PROCESS_MB = 512;

export const TOO_MUCH_MEMORY = `took more than ${MEMORY_MB} MB of memory.`;

export type Sent =
  | { /** By the thread of the file. */ readonly said: unknown }
  | { /** Why nothing more comes, to go behind the name of the file. */ readonly ended: string };

/** What the thread says to a question. */
export interface Said {
  readonly number: string;
  readonly reply: Answer;
}

export type Answer =
  | { readonly answer: unknown }
  /** What somebody wants cannot be meant. */
  | { readonly refusal: string; readonly suggestions: readonly string[] }
  /** The file failed; the sentence names it by its whole path. */
  | { readonly failure: string };

/** Indicators are functions, which do not travel: their words do. */
export interface SentConfiguration {
  readonly parameters: Parameters;
  readonly timeframe: Timeframe;
  readonly period: number;
  readonly shows: readonly { readonly word: string; readonly numbers: readonly number[] }[];
}

export function sentConfiguration({ parameters, timeframe, period, shows }: Configuration): SentConfiguration {
  return { parameters, timeframe, period, shows: shows.map(sentIndicator) };
}

function sentIndicator({ indicator, numbers }: ChosenIndicator): SentConfiguration["shows"][number] {
  return { word: indicator.word, numbers };
}
