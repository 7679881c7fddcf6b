/** The stop above everything, and its end. */
import type { Reply } from "../domain/reply.ts";
import { clock } from "./values.ts";
import { button, buttons, counted, quoted } from "./words.ts";

export interface HaltedFacts {
  readonly by: string;
  /** People's time, ms UTC. */
  readonly at: number;
  readonly reason: string | null;
  /** What is halted in words; null: everything. `BTC/USDT on paper`, `the strategy trend` */
  readonly where: string | null;
  readonly entriesCanceled: number;
  /** Asked to be canceled; the exchange has not confirmed it yet. */
  readonly entriesCanceling: number;
  /** Left resting on purpose (/halt keep). */
  readonly entriesKept: number;
  /** Open positions, and how many of them have a stop. */
  readonly positions: number;
  readonly stops: number;
}

export interface ResumedFacts {
  readonly by: string;
  readonly at: number;
  readonly where: string | null;
}

export function haltedCard(facts: HaltedFacts): Reply {
  const where = facts.where === null ? "" : ` ${facts.where}`;
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        mark: "halted",
        line: [`HALTED${where} by ${facts.by}, `, clock(facts.at), quoted(facts.reason)],
      },
      { kind: "text", line: [`${[...entries(facts), ...positions(facts)].join(" · ")}.`] },
      { kind: "text", line: [`No new exposure ${place(facts.where)}; closing orders still pass.`] },
      ...buttons(button("Status", "status"), button("Panic", "panic"), button("Resume", "resume")),
    ],
  };
}

export function resumedCard(facts: ResumedFacts): Reply {
  const where = facts.where === null ? "" : ` ${facts.where}`;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "done", line: [`RESUMED${where} by ${facts.by}, `, clock(facts.at)] },
      { kind: "text", line: ["Nothing was placed by this: what was canceled stays canceled."] },
    ],
  };
}

const place = (where: string | null): string => (where === null ? "anywhere" : `on ${where}`);

function entries(facts: HaltedFacts): string[] {
  const said = [
    ...some(facts.entriesCanceled, "entry canceled", "entries canceled"),
    ...some(facts.entriesCanceling, "entry being canceled", "entries being canceled"),
    ...some(facts.entriesKept, "resting entry kept", "resting entries kept"),
  ];
  return said.length === 0 ? ["No entry was resting"] : said;
}

/** Only what is so: a position without a stop keeps none. */
function positions(facts: HaltedFacts): string[] {
  return [
    ...some(facts.stops, "position keeps its stop", "positions keep their stops"),
    ...some(facts.positions - facts.stops, "position has no stop", "positions have no stop"),
  ];
}

function some(count: number, one: string, many: string): string[] {
  return count === 0 ? [] : [counted(count, one, many)];
}
