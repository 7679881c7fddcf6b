/** What comes from the desk, and what becomes of the state by it. Pure. */
import { plain } from "../../../domain/format.ts";
import type { Shown } from "../../../domain/reply.ts";
import type { DeclaredCommand, DeskView, HaltView, Row } from "../protocol.ts";
import { EMPTY_LOG, findCard, withoutNotes, withRow } from "./log.ts";
import type { State } from "./state.ts";

/** `isInSight`: somebody looks, and at the newest message. */
export function onRow(state: State, row: Row, isInSight: boolean): State {
  const ofForm = formAnswered(state, row);
  if (ofForm !== null) return ofForm;
  const isNew = findCard(state.log.entries, row.ref) === undefined;
  const log = withRow(state.log, row);
  // A note in its card is no new message.
  const isAppended = isNew && findCard(log.entries, row.ref) !== undefined;
  return { ...state, log, unread: isAppended ? unreadWith(state, row, isInSight) : state.unread };
}

function unreadWith({ unread }: State, row: Row, isInSight: boolean): State["unread"] {
  const { awaySince, seenSeq, divider } = unread;
  const below = isInSight ? unread.below : unread.below + 1;
  if (awaySince === null || row.seq <= seenSeq) return { ...unread, below: row.seq <= seenSeq ? unread.below : below };
  // One line for one absence: before the first message of it.
  if (divider !== null && divider.since === awaySince) return { ...unread, below };
  return { ...unread, below, divider: { ref: row.ref, since: awaySince } };
}

/** A form keeps what was typed until it is taken: a no stands in it, not below it. */
function formAnswered(state: State, row: Row): State | null {
  const { form, log } = state;
  if (form === null || form.sent === null || form.sent.id !== row.inReplyTo) return null;
  if (row.reply.outcome === "refused")
    return {
      ...state,
      log: { ...log, seq: Math.max(log.seq, row.seq) },
      form: { ...form, sent: null, isSending: false, missing: null, refusal: row.reply },
    };
  return { ...state, form: null, log: withRow(log, row) };
}

export function onDesk(state: State, desk: DeskView, browserNow: number): State {
  const log = isLifted(state.desk?.halts ?? [], desk.halts) ? withoutNotes(state.log) : state.log;
  return { ...state, desk, log, blindSince: null, aheadMs: desk.now - browserNow, now: desk.now };
}

export function onBlind(state: State): State {
  return { ...state, blindSince: state.blindSince ?? state.now };
}

const PUT_BACK =
  "The desk no longer has the messages that stood here: its data were put back to an earlier state, or they were older " +
  "than it keeps them. What it has is shown now. Look (/orders, /positions) before you go on.";

/** The desk begins anew behind `seq`: nothing that was shown is answered any more. */
export function onRestart(state: State, seq: number): State {
  const { form, unread } = state;
  return {
    ...state,
    log: { ...EMPTY_LOG, seq },
    unread: { ...unread, divider: null, seenSeq: 0, below: 0, hidden: [] },
    form: form === null ? null : { ...form, sent: null, isSending: false },
    dialog: { kind: "sorry", title: "These messages are gone", sentence: PUT_BACK },
  };
}

/** Then a no may be a yes by now; where one came, the no that it led to may be here before it. */
function isLifted(before: readonly HaltView[], after: readonly HaltView[]): boolean {
  return before.some(({ where }) => !after.some((halt) => halt.where === where));
}

export function onCommands(state: State, commands: readonly DeclaredCommand[]): State {
  return { ...state, commands };
}

/** The connection stands: what was missed comes first. */
export function onHeard(state: State): State {
  if (state.link.kind === "open") return state;
  const composer = { ...state.composer, notice: null };
  return { ...state, link: { kind: "open", isCatchingUp: true }, composer };
}

export function onCaughtUp(state: State, isLookedAt: boolean): State {
  if (state.link.kind !== "open") return state;
  const unread = isLookedAt ? { ...state.unread, awaySince: null } : state.unread;
  return { ...state, link: { kind: "open", isCatchingUp: false }, unread };
}

export function onLost(state: State, heardAt: number | null, nextAt: number): State {
  return { ...awayFrom(state, heardAt), link: { kind: "lost", heardAt, nextAt } };
}

export function onUnseated(state: State, heardAt: number | null): State {
  return { ...awayFrom(state, heardAt), link: { kind: "resting", heardAt } };
}

function awayFrom(state: State, heardAt: number | null): State {
  return { ...state, unread: { ...state.unread, awaySince: state.unread.awaySince ?? heardAt } };
}

export function onTrying(state: State): State {
  const { link } = state;
  if (link.kind !== "lost" && link.kind !== "resting") return state;
  return { ...state, link: { kind: "lost", heardAt: link.heardAt, nextAt: null } };
}

export function onLooking(state: State, isLooking: boolean): State {
  const { unread, link, now } = state;
  if (!isLooking) return { ...state, unread: { ...unread, awaySince: unread.awaySince ?? now } };
  return link.kind === "open" ? { ...state, unread: { ...unread, awaySince: null } } : state;
}

export interface Announcement {
  readonly text: string;
  /** It may interrupt: money or safety is in question. */
  readonly isUrgent: boolean;
}

/** What a screen reader is told of a new or changed message: its first lines, without the buttons. */
export function announcementOf({ reply, text }: Pick<Row, "reply" | "text">): Announcement {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("[ "));
  return { text: plain(lines.slice(0, 2).join(". ")), isUrgent: isUrgent(reply) };
}

/** Proposals, fills and halts; what must be looked at. */
function isUrgent({ outcome, blocks }: Shown): boolean {
  const headline = blocks.find((block) => block.kind === "headline");
  if (outcome === "asks" || headline?.mark === "halted" || headline?.mark === "attention") return true;
  return headline?.mark === "done" && headline.aside !== undefined;
}
