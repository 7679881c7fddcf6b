/** /panic: everything halted at once, then what selling all of it would mean, then what became of each position. */
import { add, type Decimal, isZero, ZERO } from "../domain/money.ts";
import { isOver, type State } from "../domain/order.ts";
import type { Block, Button, Inline, Line, Mark, Outcome, Reply } from "../domain/reply.ts";
import { type EntriesFacts, entriesWords, lateBlocks, type ResumedFacts, resumedLine } from "./halt.ts";
import { clock, command, ESTIMATE, money, orderNumber, pairName, price, quantity } from "./values.ts";
import { button, buttons, counted, quoted, sentence, stateWords } from "./words.ts";

export interface PanicFacts {
  readonly by: string;
  /** People's time, ms UTC. */
  readonly at: number;
  readonly reason: string | null;
  readonly lateMs: number | null;
  readonly entries: EntriesFacts;
  readonly step: "asks" | "kept" | "flattened";
  /** Who kept the positions, or flattened them. */
  readonly decided: { readonly by: string; readonly at: number } | null;
  /** What flattening would close now. */
  readonly open: readonly OpenPosition[];
  /** The newest position that is meant; null where none is open. */
  readonly newest: number | null;
  /** A press after that previews anew. */
  readonly goodUntil: number;
  /** Open positions on live accounts, which are closed one by one. */
  readonly live: number;
  /** What flattening did. */
  readonly items: readonly FlattenedPosition[];
  readonly resumed: ResumedFacts | null;
}

export interface OpenPosition {
  readonly pair: string;
  readonly quantity: Decimal;
  readonly quote: string;
  /** Quote currency; null without a price. */
  readonly value: Decimal | null;
}

export interface FlattenedPosition {
  readonly pair: string;
  /** What is held of it now. */
  readonly quantity: Decimal;
  /** Null where there is no exit: then `reason` says why. */
  readonly exit: ExitFacts | null;
  readonly reason: string | null;
}

export interface ExitFacts {
  readonly id: number;
  readonly state: State;
  readonly quantity: Decimal;
  readonly filled: Decimal;
  readonly average: Decimal | null;
  readonly pricePlaces: number;
  /** Quote currency received, without fees. */
  readonly cost: Decimal;
  readonly quote: string;
  /** Exits that are canceled first, for they lock the coins. */
  readonly waitsFor: readonly number[];
}

export function panicCard(facts: PanicFacts): Reply {
  if (facts.resumed !== null) return endedCard(facts, facts.resumed);
  return {
    outcome: outcomeOf(facts),
    blocks: [
      {
        kind: "headline",
        mark: "halted",
        line: [...panicBy(facts), ` · halted, ${standing(facts)}`],
      },
      { kind: "text", line: [entriesLine(facts.entries)] },
      ...lateBlocks(facts.lateMs),
      ...itemBlocks(facts.items),
      ...(asks(facts) ? preview(facts) : []),
      ...decided(facts),
      ...liveBlock(facts.live),
      ...buttons(...choices(facts)),
    ],
  };
}

/** What it did stays to be read; what it would do is no longer asked. */
function endedCard(facts: PanicFacts, resumed: ResumedFacts): Reply {
  const closed = facts.items.length > 0 || facts.step === "kept" ? standing(facts) : "nothing was closed";
  return {
    outcome: isAtWork(facts) ? "open" : "done",
    blocks: [
      resumedLine(null, resumed),
      { kind: "text", line: [...panicBy(facts), ` · ${closed}`] },
      { kind: "text", line: [entriesLine(facts.entries)] },
      ...itemBlocks(facts.items),
      ...decided({ ...facts, open: [] }),
    ],
  };
}

function panicBy({ by, at, reason }: PanicFacts): Inline[] {
  return [`PANIC by ${by}, `, clock(at), quoted(reason)];
}

const asks = ({ step, open }: PanicFacts): boolean => step === "asks" && open.length > 0;
const isWorking = ({ exit }: FlattenedPosition): boolean => exit !== null && !isOver(exit.state);
const isAtWork = ({ entries, items }: PanicFacts): boolean => entries.canceling > 0 || items.some(isWorking);
const isSold = ({ exit }: FlattenedPosition): boolean => exit?.state === "filled";
/** Nothing is held any more, and it was no exit of the panic that closed it. */
const isClosedByAnother = (item: FlattenedPosition): boolean =>
  isZero(item.quantity) && !isSold(item) && !isWorking(item);
const isGone = (item: FlattenedPosition): boolean => isSold(item) || isClosedByAnother(item);

function outcomeOf(facts: PanicFacts): Outcome {
  if (asks(facts)) return "asks";
  return isAtWork(facts) ? "open" : "done";
}

function standing({ step, open, items }: PanicFacts): string {
  if (items.length > 0) return `${items.filter(isGone).length} of ${items.length} closed`;
  if (open.length === 0) return "no position is open";
  return step === "kept" ? "positions kept" : "nothing closed yet";
}

/** The exchange has none of them any more: only that is said as done. */
function entriesLine(entries: EntriesFacts): string {
  const words = entriesWords(entries).join(" · ");
  const isClear = entries.canceling === 0 && entries.inDoubt === 0;
  return isClear && entries.canceled > 0 ? `${words}: no entry rests any more.` : `${words}.`;
}

const MOST_LISTED = 25;

function preview({ open, goodUntil }: PanicFacts): Block[] {
  const count = counted(open.length, "position", "positions");
  const named = open.slice(0, MOST_LISTED).flatMap((position, n): Inline[] => {
    return [...(n === 0 ? [] : [" · "]), pairName(position.pair), " ", quantity(position.quantity)];
  });
  const rest = open.length - MOST_LISTED;
  return [
    { kind: "text", line: [`Flatten closes ${count} at market`, ...worth(open), ":"] },
    { kind: "text", line: rest > 0 ? [...named, ` and ${rest} more`] : named },
    { kind: "text", line: ["Good until ", clock(goodUntil), "; a later press shows it anew."] },
  ];
}

/** By currency; what has no price is said. */
function worth(open: readonly OpenPosition[]): Inline[] {
  const totals = new Map<string, Decimal>();
  for (const { quote, value } of open) if (value !== null) totals.set(quote, add(totals.get(quote) ?? ZERO, value));
  const unpriced = open.filter(({ value }) => value === null).length;
  const amounts = [...totals].flatMap(([quote, total], n): Inline[] => [
    n === 0 ? ", " : " + ",
    money(total, quote, ESTIMATE),
  ]);
  return unpriced === 0 ? amounts : [...amounts, ` (${unpriced} without a price)`];
}

function itemBlocks(items: readonly FlattenedPosition[]): Block[] {
  const told = items.slice(0, MOST_LISTED).map((item): Block => {
    const [mark, line] = itemLine(item);
    return { kind: "text", mark, line };
  });
  const rest = items.length - told.length;
  return rest === 0 ? told : [...told, { kind: "text", line: [`and ${rest} more, see `, command("/orders")] }];
}

function itemLine(item: FlattenedPosition): readonly [Mark, Line] {
  const { pair, quantity: held, exit, reason } = item;
  if (isClosedByAnother(item)) return ["done", [pairName(pair), " is closed by another order"]];
  const what: Inline[] = [pairName(pair), " ", quantity(exit?.quantity ?? held)];
  if (exit === null) return ["refused", [...what, ` stays: ${sentence(reason ?? "it could not be closed")}`]];
  if (exit.state === "filled") return ["done", [...what, " closed", ...at(exit)]];
  if (!isOver(exit.state)) return ["waiting", [...what, ": ", ...progress(exit)]];
  const sold: Inline[] = isZero(exit.filled) ? [] : [", ", quantity(exit.filled), " of it closed", ...at(exit)];
  const why = reason === null ? "" : `, ${reason.replace(/[.]$/, "")}`;
  const then: Inline[] = [". To try again: ", command(`/close ${pair}`)];
  return ["refused", [...what, `: ${stateWords(exit.state)}, `, orderNumber(exit.id), why, ...sold, ...then]];
}

function progress({ id, state, waitsFor }: ExitFacts): Inline[] {
  if (waitsFor.length === 0) return [`${stateWords(state)}, `, orderNumber(id)];
  const first = waitsFor.flatMap((exit, n): Inline[] => [n === 0 ? " " : ", ", orderNumber(exit)]);
  return [orderNumber(id), " goes out as soon as", ...first, waitsFor.length === 1 ? " is canceled" : " are canceled"];
}

function at(exit: ExitFacts): Inline[] {
  if (exit.average === null) return [];
  return [" at ", price(exit.average, exit.pricePlaces), ", ", money(exit.cost, exit.quote)];
}

function decided({ step, decided: decision, open, items }: PanicFacts): Block[] {
  if (decision === null) return [];
  const did = step === "kept" ? "Positions kept by" : "Flattened by";
  const again: Inline[] =
    open.length > 0 && !items.some(isWorking) ? [". ", command("/panic"), " previews what is still open"] : [];
  return [{ kind: "text", line: [`${did} ${decision.by}, `, clock(decision.at), ...again] }];
}

function liveBlock(count: number): Block[] {
  if (count === 0) return [];
  const are = counted(count, "position on a live account is", "positions on live accounts are");
  return [
    {
      kind: "text",
      mark: "attention",
      line: [`${are} not flattened: that comes with live trading. `, command("/close all"), " closes them."],
    },
  ];
}

function choices(facts: PanicFacts): Button[] {
  const status = button("Status", "status");
  if (!asks(facts)) return [status, button("Positions", "positions"), button("Resume", "resume")];
  const flatten = {
    ...button(
      facts.open.length === 1 ? "Flatten it" : `Flatten all ${facts.open.length}`,
      `panic flatten ${facts.newest}`,
    ),
    tone: "danger",
  } as const;
  return [flatten, button("Keep, stay halted", "panic keep"), status];
}
