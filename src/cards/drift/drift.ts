/** /drift: the book against the exchanges' books, and what can be done about each difference. */
import type { Block, Button, Line, Reply } from "../../domain/reply.ts";
import { type Page, pageButtons, rowsOf, span } from "../pages.ts";
import { clock, command, quantity } from "../values.ts";
import { buttons, counted, venue } from "../words.ts";
import type { ComparedFacts, DifferenceFacts, ForeignFacts, OrphanFacts, SilentFacts } from "./facts.ts";
import {
  differenceBlocks,
  differenceButtons,
  isOpen,
  lineOf,
  type LineOf,
  orphanBlocks,
  orphanButtons,
  strayLine,
} from "./plan.ts";

export type DriftAccount = ComparedFacts | SilentFacts;

type Finding =
  | { readonly account: ComparedFacts; readonly difference: DifferenceFacts }
  | { readonly account: ComparedFacts; readonly orphan: OrphanFacts };

/** What the pages count: what a person can decide about. */
export function driftRows(accounts: readonly DriftAccount[]): Finding[] {
  return accounts.flatMap((account) =>
    "sentence" in account
      ? []
      : [
          ...account.differences.map((difference) => ({ account, difference })),
          ...account.orphans.map((orphan) => ({ account, orphan })),
        ],
  );
}

export interface DriftCardFacts {
  readonly accounts: readonly DriftAccount[];
  /** The account that a line means which names none. */
  readonly first: string;
  /** Of `driftRows`. */
  readonly page: Page;
  /** The line that shows it. */
  readonly line: string;
}

export function driftCard({ accounts, first, page, line }: DriftCardFacts): Reply {
  const shown = rowsOf(driftRows(accounts), page);
  const all: Button[] = [];
  const blocks = accounts.flatMap((account) => {
    if ("sentence" in account) return silent(account);
    const run = lineOf(account.exchange, account.exchange === first);
    const own = shown.filter((finding) => finding.account === account);
    all.push(...own.flatMap((finding) => findingButtons(finding, run)));
    return [headline(account, page), ...own.flatMap(findingBlocks), ...others(account)];
  });
  return { outcome: "done", blocks: [...blocks, ...buttons(...all, ...pageButtons(page, line))] };
}

function silent(account: SilentFacts): Block[] {
  return [
    { kind: "headline", mark: "attention", line: [`No word from ${venue(account)}`] },
    { kind: "text", line: [account.sentence] },
  ];
}

function headline(account: ComparedFacts, page: Page): Block {
  const { at, assets, orders } = account;
  const what = findings(account);
  if (what.length > 0) {
    const line: Line = [`${venue(account)}: ${what.join(", ")}, as of `, clock(at), span(page)];
    return { kind: "headline", mark: "attention", line };
  }
  const but = account.differences.length === 0 ? "" : ", but for what is ignored";
  const counts = `${counted(assets, "asset", "assets")}, ${counted(orders, "open order", "open orders")}`;
  return {
    kind: "headline",
    mark: "done",
    line: [`The book and ${venue(account)} agree${but}: ${counts}, as of `, clock(at), "."],
  };
}

/** What somebody ignores is no news. */
function findings({ differences, positions, orphans, missing }: ComparedFacts): string[] {
  const told = differences.filter(({ ignored }) => ignored === null);
  const open = told.filter(isOpen).length;
  return [
    ...some(open, "difference", "differences"),
    ...some(told.length - open, "difference that may explain itself", "differences that may explain themselves"),
    ...some(positions.length, "position that differs", "positions that differ"),
    ...some(orphans.length, "order of mine without a record", "orders of mine without a record"),
    ...some(missing.length, "order that is not found there", "orders that are not found there"),
  ];
}

const some = (count: number, one: string, many: string): string[] => (count === 0 ? [] : [counted(count, one, many)]);

function findingBlocks(finding: Finding): Block[] {
  return "orphan" in finding
    ? orphanBlocks(finding.orphan, finding.account)
    : differenceBlocks(finding.difference, finding.account);
}

function findingButtons(finding: Finding, line: LineOf): Button[] {
  return "orphan" in finding ? orphanButtons(finding.orphan, line) : differenceButtons(finding.difference, line);
}

function others({ positions, missing, foreign, exchange }: ComparedFacts): Block[] {
  return [
    ...positions.map(({ pair, ours, theirs }): Block => ({
      kind: "text",
      mark: "attention",
      line: [
        `${pair}: book `,
        quantity(ours),
        `, ${exchange} `,
        quantity(theirs),
        ". Make both alike at the exchange.",
      ],
    })),
    ...missing.map((id): Block => ({
      kind: "text",
      mark: "attention",
      line: [`#${id} is open in the book and not known at ${exchange}. I keep looking: `, command(`/order ${id}`)],
    })),
    ...(foreign.length === 0
      ? []
      : [{ kind: "fields", fields: [{ label: "Not mine", lines: foreign.map(foreignLine) }] } as const]),
  ];
}

const WHOSE: Readonly<Record<ForeignFacts["whose"], string>> = {
  foreign: "",
  other: ", another Outcry's",
  accepted: ", once mine: somebody has resumed",
};

function foreignLine({ ref, order, whose }: ForeignFacts): Line {
  return [...strayLine(order), ` (${ref}${WHOSE[whose]})`];
}
