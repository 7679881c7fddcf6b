/** The stop above everything. */
import type { HaltScope } from "../domain/halt.ts";
import type { Block, Button, Inline, Line, Reply } from "../domain/reply.ts";
import { clock, command } from "./values.ts";
import { ago, button, buttons, counted, quoted } from "./words.ts";

/** What of a halt is said wherever it is named. */
export interface HaltFacts {
  /** What is halted in words; null: everything. `BTC/USDT on paper`, `the strategy trend` */
  readonly where: string | null;
  readonly by: string;
  readonly reason: string | null;
  /** People's time, ms UTC. */
  readonly at: number;
  /** Nobody may resume before that; market time, ms UTC. */
  readonly until: number | null;
}

/** What became of the entries that a halt covers. */
export interface EntriesFacts {
  readonly canceled: number;
  /** Asked to be canceled; the exchange has not confirmed it yet. */
  readonly canceling: number;
  /** Filled before their cancel came. */
  readonly filled: number;
  /** Left resting on purpose (/halt keep). */
  readonly kept: number;
  /** In quarantine: nobody knows what they are at the exchange. */
  readonly inDoubt: number;
}

export interface ResumedFacts {
  readonly by: string;
  /** People's time, ms UTC. */
  readonly at: number;
}

export interface HaltedFacts extends HaltFacts {
  readonly scope: HaltScope["scope"];
  readonly entries: EntriesFacts;
  /** Open positions, and how many of them have a stop. */
  readonly positions: number;
  readonly stops: number;
  /** How old the message was that halted, in ms; null where it came at once. */
  readonly lateMs: number | null;
  /** What its first word may have meant, so that less would be halted. */
  readonly guess: string | null;
  readonly resumed: ResumedFacts | null;
}

export function haltedCard(facts: HaltedFacts): Reply {
  if (facts.resumed !== null) return endedCard(facts, facts.resumed);
  return {
    outcome: facts.entries.canceling > 0 ? "open" : "done",
    blocks: [
      { kind: "headline", mark: "halted", line: haltedLine(facts) },
      { kind: "text", line: [`${[...entriesWords(facts.entries), ...positions(facts)].join(" · ")}.`] },
      { kind: "text", line: [`No new exposure ${place(facts)}; closing orders still pass.`] },
      ...lateBlocks(facts.lateMs),
      ...narrower(facts.guess),
      ...buttons(button("Status", "status"), ...others(facts), button("Panic", "panic"), button("Resume", "resume")),
    ],
  };
}

/** The same once more: nothing new is halted, though what rests may be canceled by it. */
export function haltedAlreadyCard(halt: HaltFacts, canceling: number): Reply {
  const more = counted(canceling, "resting entry is being canceled", "resting entries are being canceled");
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        mark: "halted",
        line: [`Halted already: ${halt.where ?? "everything"} by ${halt.by}, `, clock(halt.at), quoted(halt.reason)],
      },
      { kind: "text", line: [canceling === 0 ? "It stands as it was." : `${more}.`] },
      ...buttons(button("Status", "status"), button("Panic", "panic"), button("Resume", "resume")),
    ],
  };
}

function endedCard(facts: HaltedFacts, resumed: ResumedFacts): Reply {
  const was: Line = [`It was halted by ${facts.by}, `, clock(facts.at), quoted(facts.reason), "."];
  return {
    outcome: facts.entries.canceling > 0 ? "open" : "done",
    blocks: [
      resumedLine(facts.where, resumed),
      { kind: "text", line: was },
      { kind: "text", line: [`${entriesWords(facts.entries).join(" · ")}.`] },
    ],
  };
}

export function resumedLine(where: string | null, { by, at }: ResumedFacts): Block {
  return {
    kind: "headline",
    mark: "done",
    line: [`RESUMED${where === null ? "" : ` ${where}`} by ${by}, `, clock(at)],
  };
}

function haltedLine(facts: HaltFacts): Line {
  const where = facts.where === null ? "" : ` ${facts.where}`;
  return [`HALTED${where} by ${facts.by}, `, clock(facts.at), quoted(facts.reason)];
}

/** `everything by Ann, 08:14:02: "exchange looks odd"` */
export function haltWords({ where, by, reason, at }: HaltFacts): Inline[] {
  return [`${where ?? "everything"} by ${by}, `, clock(at), quoted(reason)];
}

export function entriesWords(entries: EntriesFacts): string[] {
  const said = [
    ...some(entries.canceled, "entry canceled", "entries canceled"),
    ...some(entries.canceling, "entry being canceled", "entries being canceled"),
    ...some(entries.filled, "entry filled before its cancel", "entries filled before their cancel"),
    ...some(entries.kept, "resting entry kept", "resting entries kept"),
    ...some(
      entries.inDoubt,
      "entry in quarantine: look at the exchange",
      "entries in quarantine: look at the exchange",
    ),
  ];
  return said.length === 0 ? ["No entry was resting"] : said;
}

export function lateBlocks(lateMs: number | null): Block[] {
  return lateMs === null ? [] : [{ kind: "text", line: [`The message had been written ${ago(lateMs)} before.`] }];
}

function place({ scope, where }: HaltedFacts): string {
  if (where === null) return "anywhere";
  return scope === "strategy" ? `by ${where}` : `on ${where}`;
}

/** Only what is so: a position without a stop keeps none. */
function positions(facts: HaltedFacts): string[] {
  return [
    ...some(facts.stops, "position keeps its stop", "positions keep their stops"),
    ...some(facts.positions - facts.stops, "position has no stop", "positions have no stop"),
  ];
}

/** A word that was nearly the name of something halts everything all the same: less is a second step. */
function narrower(guess: string | null): Block[] {
  if (guess === null) return [];
  const line: Line = [`For ${guess} alone: `, command(`/halt ${guess}`), ", then ", command("/resume all")];
  return [{ kind: "text", line }];
}

/** Less, where less may have been meant; more, where it is not everything. */
function others({ guess, scope }: HaltedFacts): Button[] {
  if (guess !== null) return [button(`Halt ${guess}`, `halt ${guess}`)];
  return scope === "all" ? [] : [button("Halt all", "halt all")];
}

function some(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [counted(count, one, many)];
}
