/** /status: what the desk is doing, in one look. */
import type { Block, Line, Reply } from "../domain/reply.ts";
import { type HaltFacts, haltWords } from "./halt.ts";
import { moment } from "./values.ts";
import { type Account, button, buttons, counted, venue } from "./words.ts";

export interface StatusFacts {
  readonly accounts: readonly (Account & {
    /** `synthetic`, `replay:FILE` … */
    readonly feed: string;
    /** Times real time; null where it runs as fast as it can or on its own. */
    readonly speed: number | null;
    /** ms UTC; null before the first event. */
    readonly marketTime: number | null;
    /** What else is worth a word: `the feed has ended`. */
    readonly note: string | null;
  })[];
  readonly halts: readonly HaltFacts[];
  /** While this file lies there, nobody resumes; null where it does not. */
  readonly haltFile: string | null;
  /** Groups that wait for a yes. */
  readonly proposals: number;
  /** At work at an exchange. */
  readonly orders: number;
  readonly positions: number;
  /** How far the slowest chat is behind, in ms. */
  readonly deliveryLagMs: number;
}

const SECOND = 1_000;

export function statusCard(facts: StatusFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      headline(facts),
      ...facts.halts.map((halt) => ({ kind: "text", mark: "halted", line: haltLine(halt) }) as const),
      ...fileBlock(facts.haltFile),
      {
        kind: "fields",
        fields: [
          ...facts.accounts.map((account) => ({ label: venue(account), lines: accountLines(account) })),
          { label: "Waiting", lines: [[counted(facts.proposals, "proposal", "proposals")]] },
          { label: "Working", lines: [[counted(facts.orders, "order", "orders")]] },
          { label: "Holding", lines: [[counted(facts.positions, "position", "positions")]] },
          { label: "Chats", lines: [[`delivery ${(facts.deliveryLagMs / SECOND).toFixed(1)} s behind`]] },
        ],
      },
      ...buttons(
        ...(facts.proposals > 0 ? [button("Proposals", "proposals")] : []),
        button("Positions", "positions"),
        ...(facts.halts.length > 0 ? [button("Resume", "resume")] : []),
      ),
    ],
  };
}

function headline(facts: StatusFacts): Block {
  const live = facts.accounts.some((account) => account.mode === "live") ? "LIVE · " : "";
  const isWaiting = facts.accounts.some((account) => account.note !== null);
  if (facts.halts.length === 0 && isWaiting) {
    return { kind: "headline", mark: "attention", line: [`${live}The desk is up, and not every account can trade`] };
  }
  if (facts.halts.length === 0) return { kind: "headline", mark: "done", line: [`${live}The desk is trading`] };
  const all = facts.halts.some((halt) => halt.where === null);
  return {
    kind: "headline",
    mark: "halted",
    line: [`${live}${all ? "The desk is HALTED" : "The desk is HALTED in part"}`],
  };
}

/** Market time, for that is what the day of an account is counted in. */
function haltLine(halt: HaltFacts): Line {
  return halt.until === null ? haltWords(halt) : [...haltWords(halt), ", no /resume before ", moment(halt.until)];
}

function fileBlock(file: string | null): Block[] {
  return file === null
    ? []
    : [{ kind: "text", mark: "attention", line: [`The file ${file}: no /resume while it lies there`] }];
}

function accountLines(account: StatusFacts["accounts"][number]): Line[] {
  const speed = account.speed === null ? "" : ` at ×${account.speed}`;
  const time: Line = account.marketTime === null ? [", no price yet"] : [", market time ", moment(account.marketTime)];
  return [[`${account.feed}${speed}`, ...time], ...(account.note === null ? [] : [[account.note]])];
}
