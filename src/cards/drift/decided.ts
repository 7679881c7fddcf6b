/** What was done about a difference or an orphan. */
import type { Decimal } from "../../domain/money.ts";
import type { Block, Button, Inline, Reply } from "../../domain/reply.ts";
import { clock, command, orderNumber, quantity } from "../values.ts";
import { type Account, button, buttons, counted, venue } from "../words.ts";
import type { DifferenceFacts } from "./facts.ts";
import { exactly, isReduced, kindOf, reducedLine } from "./plan.ts";

/** A halt that stands because of it, and how it ends. */
export interface StandingFacts {
  readonly where: string;
  readonly run: string;
}

interface Done extends Account {
  readonly by: string;
  readonly at: number;
  readonly halts: readonly StandingFacts[];
}

export interface AdoptedFacts extends Done {
  readonly difference: DifferenceFacts;
  /** Null where nothing is sold. */
  readonly closing: { readonly orders: number; readonly refusals: readonly string[] } | null;
}

export function driftAdoptedCard({ difference, closing, ...done }: AdoptedFacts): Reply {
  const { asset, change, theirs } = difference;
  const reduced = difference.positions.filter(isReduced);
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "done", line: ["ADOPTED ", exactly(change), ` ${asset} · ${venue(done)}`] },
      {
        kind: "text",
        line: [
          `booked as a ${kindOf(difference)} by ${done.by}, `,
          clock(done.at),
          ". The book has ",
          quantity(theirs, asset),
          ".",
        ],
      },
      ...(reduced.length === 0
        ? []
        : [{ kind: "fields", fields: [{ label: "At cost", lines: reduced.map(reducedLine) }] } as const]),
      ...(closing === null ? [] : closingBlocks(closing)),
      ...ending(done),
    ],
  };
}

function closingBlocks({ orders, refusals }: NonNullable<AdoptedFacts["closing"]>): Block[] {
  const sold = `${counted(orders, "position is", "positions are")} being sold at market; each card tells how that goes.`;
  return [
    ...(orders === 0 ? [] : [{ kind: "text", mark: "waiting", line: [sold] } as const]),
    ...refusals.map((sentence) => ({ kind: "text", mark: "attention", line: [sentence] }) as const),
  ];
}

export interface OrphanDecidedFacts extends Done {
  readonly ref: string;
  /** The record that it has now. */
  readonly id: number;
  readonly filled: Decimal;
  readonly base: string;
  readonly isCanceling: boolean;
}

export function orphanAdoptedCard({ ref, id, filled, base, isCanceling, ...done }: OrphanDecidedFacts): Reply {
  const asked: Inline[] = isCanceling
    ? [`; ${venue(done)} is asked to cancel it, and its card tells when it is done`]
    : [];
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "done", line: [`ADOPTED ${ref} as `, orderNumber(id), ` · ${venue(done)}`] },
      {
        kind: "text",
        line: [`by ${done.by}, `, clock(done.at), ", ", quantity(filled, base), " filled", ...asked, "."],
      },
      ...ending(done, button("Order", `order ${id}`)),
    ],
  };
}

export function driftIgnoredCard({ asset, change }: DifferenceFacts, done: Done): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "done", line: ["IGNORED ", exactly(change), ` ${asset} · ${venue(done)}`] },
      {
        kind: "text",
        line: [
          `by ${done.by}, `,
          clock(done.at),
          ". Nothing is booked; another figure is told again, and ",
          command("/drift"),
          " keeps showing this one.",
        ],
      },
      ...ending(done),
    ],
  };
}

function ending({ halts }: Done, ...more: readonly Button[]): Block[] {
  return [
    ...halts.map(({ where, run }): Block => ({
      kind: "text",
      mark: "halted",
      line: [`Still halted: ${where}. `, command(`/${run}`), " ends that."],
    })),
    ...buttons(...more, ...halts.map(({ where, run }) => button(`Resume ${where}`, run))),
  ];
}
