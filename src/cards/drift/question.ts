/** Asked before something is done about a difference or an orphan: what it would do, and to which figures. */
import type { Line, Reply } from "../../domain/reply.ts";
import { quantity } from "../values.ts";
import { type Account, button, buttons, venue } from "../words.ts";
import type { DifferenceFacts, OrphanFacts } from "./facts.ts";
import {
  adoptLines,
  adoptOrphanLines,
  cancelLines,
  closeLines,
  exactly,
  type Field,
  ignoreLines,
  type Step,
  strayLine,
} from "./plan.ts";

interface Question extends Account {
  readonly step: Step;
  /** The line that does it: it names the figures that stand here. */
  readonly run: string;
  /** People's time, ms UTC. */
  readonly until: number;
  /** Other figures were said yes to than those of this moment. */
  readonly hasChanged: boolean;
}

const VERBS: Readonly<Record<Step, string>> = {
  adopt: "Adopt",
  close: "Close",
  ignore: "Ignore",
  cancel: "Cancel",
};

export function differenceQuestion(facts: DifferenceFacts, question: Question): Reply {
  const { asset, ours, theirs, change } = facts;
  const { step } = question;
  const what: Line = [`${VERBS[step]} `, exactly(change), ` ${asset} · ${venue(question)}?`];
  const plan = {
    adopt: () => adoptLines(facts),
    close: () => [...adoptLines(facts), ...closeLines(facts)],
    ignore: () => ignoreLines(facts),
    cancel: () => [],
  }[step]();
  const sides: Line = ["book ", quantity(ours), ` · ${question.exchange} `, quantity(theirs)];
  return ask(question, what, [
    { label: asset, lines: [sides] },
    { label: VERBS[step], lines: plan },
  ]);
}

export function orphanQuestion({ ref, order, told }: OrphanFacts, question: Question): Reply {
  const { step } = question;
  if (order === null) throw new Error(`nothing can be done about ${ref}`);
  const plan = step === "cancel" ? cancelLines(question) : adoptOrphanLines(order, told);
  return ask(
    question,
    [`${VERBS[step]} ${ref} · ${venue(question)}?`],
    [
      { label: ref, lines: [strayLine(order)] },
      { label: VERBS[step], lines: plan },
    ],
  );
}

function ask({ step, run, until, hasChanged }: Question, what: Line, fields: readonly Field[]): Reply {
  return {
    outcome: "asks",
    until,
    blocks: [
      { kind: "headline", mark: "attention", line: [...(hasChanged ? ["It has changed meanwhile. "] : []), ...what] },
      { kind: "fields", fields },
      ...buttons(button(VERBS[step], run)),
    ],
  };
}
