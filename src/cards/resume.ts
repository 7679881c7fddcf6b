/** The end of halts: asked for by one admin, confirmed by another where there is one. */
import type { Block, Line, Reply } from "../domain/reply.ts";
import { type HaltFacts, haltWords } from "./halt.ts";
import { clock, command } from "./values.ts";
import { button, buttons, counted, timeLeft } from "./words.ts";

export interface ResumeQuestion {
  readonly ending: readonly HaltFacts[];
  /** The command line that ends them; it names the newest, so that what comes later stands. */
  readonly run: string;
  /** People's time, ms UTC. */
  readonly until: number;
}

/** To the only admin: press once more. */
export function resumeQuestionCard({ ending, run, until }: ResumeQuestion): Reply {
  const question = `Resume? ${counted(ending.length, "halt ends", "halts end")}, and entries pass again.`;
  return {
    outcome: "asks",
    until,
    blocks: [
      { kind: "headline", mark: "attention", line: [question] },
      ...listed("Ends", ending),
      ...buttons(button("Resume", run)),
    ],
  };
}

export interface ResumeRequestFacts extends ResumeQuestion {
  readonly by: string;
}

/** To the other admins. */
export function resumeRequestCard({ ending, run, until, by }: ResumeRequestFacts): Reply {
  const ends = counted(ending.length, "halt ends", "halts end");
  return {
    outcome: "asks",
    until,
    blocks: [
      { kind: "headline", mark: "attention", line: [`${by} asks to resume: ${ends}, and entries pass again`] },
      ...listed("Ends", ending),
      { kind: "text", mark: "waiting", line: ["needs another admin", ...timeLeft(until)] },
      ...buttons(button("Resume", run)),
    ],
  };
}

export interface ResumedFacts {
  readonly by: string;
  readonly at: number;
  /** Who had asked for it first; null where one admin is enough. */
  readonly askedBy: string | null;
  readonly ended: readonly HaltFacts[];
  /** What is halted all the same. */
  readonly standing: readonly HaltFacts[];
}

export function resumedCard({ by, at, askedBy, ended, standing }: ResumedFacts): Reply {
  const [only] = ended;
  const where = ended.length !== 1 || only === undefined || only.where === null ? "" : ` ${only.where}`;
  const asked = askedBy === null ? "" : `, as ${askedBy} had asked`;
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        mark: standing.length === 0 ? "done" : "attention",
        line: [`RESUMED${where} by ${by}, `, clock(at), asked],
      },
      ...listed("Ended", ended),
      ...still(standing),
      { kind: "text", line: ["Nothing was placed by this: what was canceled stays canceled."] },
      ...buttons(button("Status", "status")),
    ],
  };
}

const MOST_LISTED = 10;

function listed(label: "Ends" | "Ended", halts: readonly HaltFacts[]): Block[] {
  const lines: Line[] = halts.slice(0, MOST_LISTED).map((halt) => haltWords(halt));
  const rest = halts.length - MOST_LISTED;
  const more: Line[] = rest > 0 ? [[`and ${rest} more, see `, command("/status")]] : [];
  return [{ kind: "fields", fields: [{ label, lines: [...lines, ...more] }] }];
}

function still(standing: readonly HaltFacts[]): Block[] {
  return standing.slice(0, MOST_LISTED).map((halt) => ({
    kind: "text",
    mark: "halted",
    line: ["Still halted: ", ...haltWords(halt)],
  }));
}
