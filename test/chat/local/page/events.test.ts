import { describe, expect, it } from "vitest";

import {
  announcementOf,
  onCaughtUp,
  onBlind,
  onDesk,
  onHeard,
  onLooking,
  onLost,
  onRestart,
  onRow,
  onTrying,
  onUnseated,
} from "../../../../src/chat/local/page/events.ts";
import { openForm } from "../../../../src/chat/local/page/form.ts";
import { EMPTY_LOG, findCard, withPress } from "../../../../src/chat/local/page/log.ts";
import { canAct, firstState, type State } from "../../../../src/chat/local/page/state.ts";
import { AT, buy, deskView, proposal, row, said } from "../../../support/page-rows.ts";

const first = firstState({ theme: "system", history: [] }, AT);
const open = onCaughtUp(onHeard(onDesk(first, deskView(), AT - 5_000)), true);
const rows = (state: State, isInSight: boolean, ...seqs: readonly number[]): State =>
  seqs.reduce((now, seq) => onRow(now, row(seq), isInSight), state);

it("the desk's clock counts, not the browser's", () => {
  expect(open.aheadMs).toBe(5_000);
  expect(open.now).toBe(AT);
});

describe("a desk that cannot be looked at", () => {
  it("leaves its figures, with since when they are old; the next look makes them new", () => {
    const blind = onBlind(onBlind(open));
    expect(blind).toMatchObject({ desk: open.desk, blindSince: AT });
    expect(onBlind({ ...blind, now: AT + 9_000 }).blindSince).toBe(AT);
    expect(onDesk(blind, deskView(), AT).blindSince).toBeNull();
  });
});

it("a desk that was put back empties the page, and says so", () => {
  const form = { ...openForm(buy), sent: { id: "f1", line: "/buy" }, isSending: true };
  const before: State = { ...rows(onLooking(open, false), false, 4_999, 5_000), form };
  const after = onRestart(before, 2);
  expect(after.log).toEqual({ entries: [], seq: 2 });
  expect(after.unread).toMatchObject({ divider: null, seenSeq: 0, below: 0 });
  expect(after.form).toMatchObject({ sent: null, isSending: false });
  expect(after.dialog).toMatchObject({ kind: "sorry", title: "These messages are gone" });
  expect(onRow(after, row(3), true).log).toMatchObject({ entries: [{ ref: "ref-3" }], seq: 3 });
});

it("a page whose place another has taken rests, and is tried like one that was lost", () => {
  const resting = onUnseated(rows(open, true, 1), AT + 10);
  expect(canAct(resting)).toBe(false);
  expect(resting.link).toEqual({ kind: "resting", heardAt: AT + 10 });
  expect(onTrying(resting).link).toEqual({ kind: "lost", heardAt: AT + 10, nextAt: null });
  expect(rows(onHeard(onTrying(resting)), true, 2).unread.divider).toEqual({ ref: "ref-2", since: AT + 10 });
});

describe("what came while nobody looked", () => {
  it("stands below a line with the time since when", () => {
    const back = onLooking(rows(onLooking(open, false), false, 1, 2), true);
    expect(back.unread.divider).toEqual({ ref: "ref-1", since: AT });
    expect(rows(back, true, 3).unread.divider).toEqual({ ref: "ref-1", since: AT });
  });

  it("the same after the connection was lost", () => {
    const lost = onLost(rows(open, true, 1), AT + 10, AT + 500);
    expect(canAct(lost)).toBe(false);
    const back = rows(onHeard(lost), true, 2);
    expect(back.unread.divider).toEqual({ ref: "ref-2", since: AT + 10 });
    expect(onCaughtUp(back, true).unread.awaySince).toBeNull();
  });

  it("is not what an earlier visit has seen", () => {
    const seen: State = { ...first, unread: { ...first.unread, awaySince: AT, seenSeq: 2 } };
    expect(rows(seen, false, 1, 2, 3).unread).toMatchObject({ divider: { ref: "ref-3" }, below: 1 });
  });

  it("is no card that changed in its place", () => {
    const away = onLooking(rows(open, true, 1), false);
    const changed = onRow(away, row(2, { ref: "ref-1", revision: 2 }), false);
    expect(changed.unread).toMatchObject({ divider: null, below: 0 });
  });

  it("nothing is new for who looks", () => {
    expect(rows(open, true, 1, 2).unread).toMatchObject({ divider: null, below: 0 });
  });
});

it("messages below what is in sight are counted", () => {
  expect(rows(open, false, 1, 2, 3).unread.below).toBe(3);
});

describe("a no in a card", () => {
  const halt = { where: "everywhere", by: "Bo", reason: null, at: AT };
  const card = onRow(open, row(1, { reply: proposal(1) }), true);
  const log = withPress(card.log, "ref-1", { id: "p1", token: "token-Approve" }) ?? EMPTY_LOG;
  const no = row(2, { inReplyTo: "p1", reply: said("the desk is halted", "refused") });
  const refused = onRow({ ...card, log }, no, true);
  const noteOf = ({ log: { entries } }: State) => findCard(entries, "ref-1")?.note ?? null;

  it("is gone when a halt is lifted", () => {
    const halted = onDesk(refused, deskView({ halts: [halt] }), AT);
    expect(noteOf(onDesk(halted, deskView(), AT))).toBeNull();
  });

  it("stays while the halt does, and when the desk tells of it after the no", () => {
    const halted = onDesk(refused, deskView({ halts: [halt] }), AT);
    expect(noteOf(halted)).not.toBeNull();
    expect(noteOf(onDesk(halted, deskView({ halts: [halt] }), AT))).not.toBeNull();
  });
});

describe("a form that was sent", () => {
  const sent: State = {
    ...open,
    form: { ...openForm(buy, { pair: "BTC/USDT" }), sent: { id: "f1", line: "/buy" }, isSending: true },
  };

  it("keeps what was typed when the answer is no, and shows why in its place", () => {
    const no = said("above your limit", "refused");
    const refused = onRow(sent, row(1, { inReplyTo: "f1", reply: no }), true);
    expect(refused.form).toMatchObject({ values: { pair: "BTC/USDT" }, sent: null, isSending: false, refusal: no });
    expect(refused.log).toEqual({ entries: [], seq: 1 });
  });

  it("is replaced by the card that it made", () => {
    const taken = onRow(sent, row(1, { inReplyTo: "f1", reply: proposal(1) }), true);
    expect(taken.form).toBeNull();
    expect(taken.log.entries).toHaveLength(1);
  });

  it("is answered though its connection broke meanwhile", () => {
    const unsure: State = { ...sent, form: { ...openForm(buy), sent: { id: "f1", line: "/buy" }, missing: "unsure" } };
    expect(onRow(unsure, row(1, { inReplyTo: "f1", reply: proposal(1) }), true).form).toBeNull();
  });

  it("waits while others get their answers", () => {
    expect(onRow(sent, row(1, { inReplyTo: "other" }), true).form).toBe(sent.form);
  });
});

describe("what a screen reader is told", () => {
  const told = (text: string, reply = said("")) => announcementOf({ text, reply });

  it("is the first lines, without the buttons", () => {
    expect(told("BUY 0.01 BTC/USDT  #1\n≈ 460 USDT\nWhy …\n[ Approve ]").text).toBe(
      "BUY 0.01 BTC/USDT  #1. ≈ 460 USDT",
    );
    expect(told("One line\n[ Show ]").text).toBe("One line");
  });

  it("interrupts for proposals, fills, halts and doubts, and for nothing else", () => {
    expect(told("", proposal(1)).isUrgent).toBe(true);
    const marked = (mark: "done" | "halted" | "attention" | "refused", aside: boolean) =>
      told("", {
        outcome: "done",
        blocks: [{ kind: "headline", mark, line: ["x"], ...(aside ? { aside: [{ type: "order", id: 1 }] } : {}) }],
      }).isUrgent;
    expect([marked("done", true), marked("halted", false), marked("attention", true)]).toEqual([true, true, true]);
    expect([marked("done", false), marked("refused", true)]).toEqual([false, false]);
    expect(told("", said("Prices")).isUrgent).toBe(false);
  });
});
