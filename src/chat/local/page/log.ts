/** The messages of the page, as they stand below one another. Pure: a row comes in, another log comes out. */
import type { Inline, Shown, ShownBlock, Value } from "../../../domain/reply.ts";
import type { Row } from "../protocol.ts";

/** A message of the desk. It keeps its place however often it changes. */
export interface Card {
  readonly kind: "card";
  readonly ref: string;
  readonly revision: number;
  /** Of the newest row. */
  readonly seq: number;
  /** When it first came, and when it took its present shape; ms UTC. */
  readonly at: number;
  readonly changedAt: number;
  readonly reply: Shown;
  readonly text: string;
  /** What it answers, as it was typed. */
  readonly line: string | null;
  /** A press that the desk has not answered: every button rests until it has. */
  readonly press: Press | null;
  /** The last press until it is answered, which may be after another person's has changed the card. */
  readonly lastPress: Press | null;
  /** It has just taken this shape: every button rests, for a press may have been aimed at what stood there before. */
  readonly isFresh: boolean;
  /** A no to the last press, for the one who pressed. */
  readonly note: Shown | null;
  /** What it asked for before the market moved away from it; null where the price is its first. */
  readonly oldPrice: PriceValue | null;
}

type TextBlock = Extract<ShownBlock, { kind: "text" }>;
export type PriceValue = Extract<Value, { type: "price" }>;

export interface Press {
  /** Of the message that was sent. */
  readonly id: string;
  readonly token: string;
}

/** A line of this page that has no answer of its own yet, or one that changed another card. */
export interface Typed {
  readonly kind: "typed";
  readonly id: string;
  readonly line: string;
  readonly at: number;
  /** Why it may not have arrived. */
  readonly failure: string | null;
  /** The card above that was its answer. */
  readonly answeredBy: string | null;
}

export type Entry = Card | Typed;

export interface Log {
  readonly entries: readonly Entry[];
  /** Of the newest row that is in it. */
  readonly seq: number;
}

export const EMPTY_LOG: Log = { entries: [], seq: 0 };

/** Older ones are let go: /orders all and /trades have what was. */
const MOST_ENTRIES = 300;

export function withRow(log: Log, row: Row): Log {
  const entries = settle(log.entries, row);
  return { entries: entries.slice(-MOST_ENTRIES), seq: Math.max(log.seq, row.seq) };
}

function settle(entries: readonly Entry[], row: Row): readonly Entry[] {
  const answered = entries.map((entry) => (isPressed(entry, row) ? { ...entry, press: null, lastPress: null } : entry));
  if (findCard(entries, row.ref) !== undefined) return answered.map((entry) => revised(entry, row));
  const pressed = entries.find((entry) => isPressed(entry, row));
  if (pressed !== undefined && isNote(pressed, row))
    return answered.map((entry) => (entry.kind === "card" && entry.ref === pressed.ref ? noted(entry, row) : entry));
  const typed = entries.find((entry) => entry.kind === "typed" && entry.id === row.inReplyTo);
  if (typed === undefined) return [...answered, cardOf(row, null)];
  return answered.map((entry) => (entry === typed ? cardOf(row, typed) : entry));
}

function isPressed(entry: Entry, { inReplyTo }: Row): entry is Card {
  return entry.kind === "card" && inReplyTo !== null && entry.lastPress?.id === inReplyTo;
}

/** A card that lives on answers in its place; what a menu leads to is a message of its own. */
function isNote({ reply }: Card, row: Row): boolean {
  return row.reply.outcome === "refused" && (reply.binds !== undefined || orderOf(reply) !== null);
}

function noted(card: Card, row: Row): Card {
  return { ...card, note: row.reply };
}

/** The newest revision wins, in whatever order they come. */
function revised(entry: Entry, row: Row): Entry {
  if (entry.kind === "typed") return entry.id === row.inReplyTo ? { ...entry, answeredBy: row.ref } : entry;
  if (entry.ref !== row.ref || row.revision < entry.revision) return entry;
  const isSame = row.revision === entry.revision;
  const { revision, reply, text, seq } = row;
  const changedAt = isSame ? entry.changedAt : row.at;
  const oldPrice = isSame ? entry.oldPrice : replacedPrice(entry.reply, reply);
  const note = isSame ? entry.note : null;
  return {
    ...entry,
    revision,
    reply,
    text,
    seq,
    changedAt,
    oldPrice,
    press: null,
    note,
    isFresh: !isSame || entry.isFresh,
  };
}

function cardOf(row: Row, typed: Entry | null): Card {
  const { ref, revision, seq, at, reply, text } = row;
  // A press that changed a card is no line above it.
  const told = revision === 1 ? row.line : null;
  const line = typed?.kind === "typed" ? typed.line : told;
  return {
    kind: "card",
    ref,
    revision,
    seq,
    at,
    changedAt: at,
    reply,
    text,
    line,
    press: null,
    lastPress: null,
    isFresh: false,
    note: null,
    oldPrice: null,
  };
}

/** The price of the revision before, where this one is a new quote. */
function replacedPrice(before: Shown, after: Shown): PriceValue | null {
  return isRequoted(after) ? (pricedBlock(before)?.line.find(isPrice) ?? null) : null;
}

export function isRequoted({ blocks }: Shown): boolean {
  return blocks.some((block) => block.kind === "headline" && block.mark === "requoted");
}

/** The line of a card that says at what price: the first one below its headline that has one. */
export function pricedBlock({ blocks }: Shown): TextBlock | undefined {
  return blocks.find((block): block is TextBlock => block.kind === "text" && block.line.some(isPrice));
}

/** Its buttons are good no more. */
export function isSpent({ until }: Shown, now: number): boolean {
  return until !== undefined && until <= now;
}

export function isPrice(part: Inline): part is PriceValue {
  return typeof part !== "string" && part.type === "price";
}

export function findCard(entries: readonly Entry[], ref: string): Card | undefined {
  return entries.find((entry): entry is Card => entry.kind === "card" && entry.ref === ref);
}

/** The newest card that shows this order. */
export function cardOfOrder(entries: readonly Entry[], order: number): Card | undefined {
  return entries.findLast((entry): entry is Card => entry.kind === "card" && orderOf(entry.reply) === order);
}

/** The number at the right of a card's first line. */
export function orderOf({ blocks }: Shown): number | null {
  const headline = blocks.find((block) => block.kind === "headline");
  const id = headline?.aside?.find((part) => typeof part !== "string" && part.type === "order");
  return id === undefined || typeof id === "string" || id.type !== "order" ? null : id.id;
}

export function withTyped(log: Log, typed: Pick<Typed, "id" | "line" | "at">): Log {
  return { ...log, entries: [...log.entries, { kind: "typed", failure: null, answeredBy: null, ...typed }] };
}

export function withFailure(log: Log, id: string, failure: string | null): Log {
  return mapped(log, (entry) => (entry.kind === "typed" && entry.id === id ? { ...entry, failure } : entry));
}

/** Null where its buttons rest already, or it has no such button: then nothing is to be sent. */
export function withPress(log: Log, ref: string, press: Press): Log | null {
  const card = findCard(log.entries, ref);
  if (card === undefined || card.press !== null || card.isFresh || !tokensOf(card).includes(press.token)) return null;
  return mapped(log, (entry) => (entry === card ? { ...card, press, lastPress: press, note: null } : entry));
}

/** The `id` of a press of this button that has no answer yet: pressed again, it is the same message. */
export function unansweredPress({ entries }: Log, ref: string, token: string): string | null {
  const last = findCard(entries, ref)?.lastPress ?? null;
  return last?.token === token ? last.id : null;
}

/** This shape has been there long enough to be aimed at. */
export function withSettled(log: Log, ref: string, revision: number): Log {
  const isMeant = (entry: Entry): boolean =>
    entry.kind === "card" && entry.ref === ref && entry.revision === revision && entry.isFresh;
  return log.entries.some(isMeant)
    ? mapped(log, (entry) => (isMeant(entry) ? { ...entry, isFresh: false } : entry))
    : log;
}

/** The press came to nothing, and may be tried again; a sentence is shown where it was pressed. */
export function withoutPress(log: Log, id: string, sentence: string): Log {
  const note: Shown = { outcome: "refused", blocks: [{ kind: "headline", mark: "attention", line: [sentence] }] };
  return mapped(log, (entry) =>
    entry.kind === "card" && entry.press?.id === id ? { ...entry, press: null, note } : entry,
  );
}

export function withoutNote(log: Log, ref: string): Log {
  return mapped(log, (entry) => (entry.kind === "card" && entry.ref === ref ? { ...entry, note: null } : entry));
}

/** What the desk said no to may be different now. */
export function withoutNotes(log: Log): Log {
  return mapped(log, (entry) => (entry.kind === "card" && entry.note !== null ? { ...entry, note: null } : entry));
}

function mapped(log: Log, change: (entry: Entry) => Entry): Log {
  return { ...log, entries: log.entries.map(change) };
}

function tokensOf({ reply, note }: Card): string[] {
  return [...reply.blocks, ...(note?.blocks ?? [])].flatMap((block) =>
    block.kind === "buttons" ? block.buttons.map(({ token }) => token) : [],
  );
}
