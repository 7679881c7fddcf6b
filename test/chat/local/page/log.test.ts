import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  cardOfOrder,
  EMPTY_LOG,
  findCard,
  isSpent,
  type Log,
  unansweredPress,
  withFailure,
  withoutPress,
  withPress,
  withRow,
  withSettled,
  withTyped,
} from "../../../../src/chat/local/page/log.ts";
import type { Row } from "../../../../src/chat/local/protocol.ts";
import type { Shown } from "../../../../src/domain/reply.ts";
import { AT, proposal, row, said } from "../../../support/page-rows.ts";

const logOf = (...rows: readonly Row[]): Log => rows.reduce(withRow, EMPTY_LOG);
const headlines = ({ entries }: Log): unknown[] =>
  entries.map((entry) => (entry.kind === "card" ? entry.reply.blocks[0] : entry.line));

describe("a message of the desk", () => {
  it("comes below the others", () => {
    const log = logOf(row(1), row(2));
    expect(log.entries.map((entry) => entry.kind === "card" && entry.ref)).toEqual(["ref-1", "ref-2"]);
    expect(log.seq).toBe(2);
  });

  it("changes in its place", () => {
    const log = logOf(row(1), row(2), row(3, { ref: "ref-1", revision: 2, reply: said("changed") }));
    expect(headlines(log)).toEqual([said("changed").blocks[0], said("message 2").blocks[0]]);
    expect(findCard(log.entries, "ref-1")).toMatchObject({ at: AT + 1, changedAt: AT + 3 });
  });

  it("is its newest revision, in whatever order they come and however often", () => {
    const revisions = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(revisions, (order) => {
        const log = logOf(
          ...order.map((revision, index) => row(index + 1, { ref: "one", revision, reply: said(`r${revision}`) })),
        );
        const [only, ...others] = log.entries;
        expect(others).toEqual([]);
        expect(only).toMatchObject({ reply: said(`r${Math.max(...order)}`) });
      }),
    );
  });

  it("says what it answers, but not what changed it", () => {
    const log = logOf(
      row(1, { line: "/price BTC/USDT" }),
      row(2, { ref: "card", line: "/approve 1", revision: 3, reply: proposal(1) }),
    );
    expect(log.entries).toMatchObject([{ line: "/price BTC/USDT" }, { line: null }]);
  });

  it("at a new quote remembers the price before, until it is another card or another quote", () => {
    const priced = (price: string, mark: "buy" | "requoted"): Shown => ({
      outcome: "asks",
      blocks: [
        { kind: "headline", mark, line: ["#1"] },
        { kind: "text", line: ["at ", { type: "price", price, places: 1 }] },
      ],
    });
    const rows = [
      row(1, { ref: "one", reply: priced("100", "buy") }),
      row(2, { ref: "one", revision: 2, reply: priced("101", "requoted") }),
      row(3, { ref: "one", revision: 2, reply: priced("101", "requoted") }),
      row(4, { ref: "one", revision: 3, reply: priced("99", "requoted") }),
      row(5, { ref: "one", revision: 4, reply: said("BOUGHT") }),
    ];
    const oldPrices = rows.map((_, index) => findCard(logOf(...rows.slice(0, index + 1)).entries, "one")?.oldPrice);
    const price = (of: string) => ({ type: "price", price: of, places: 1 });
    expect(oldPrices).toEqual([null, price("100"), price("100"), price("101"), null]);
  });

  it("is found by the order that it shows, the newest first", () => {
    const log = logOf(row(1, { reply: proposal(7) }), row(2, { reply: proposal(7) }), row(3, { reply: proposal(8) }));
    expect(cardOfOrder(log.entries, 7)?.ref).toBe("ref-2");
    expect(cardOfOrder(log.entries, 9)).toBeUndefined();
  });

  it("is let go when there are hundreds after it", () => {
    const log = logOf(...Array.from({ length: 450 }, (_, index) => row(index + 1)));
    expect(log.entries).toHaveLength(300);
    expect(findCard(log.entries, "ref-450")).toBeDefined();
  });
});

describe("a line that was typed", () => {
  const typed = withTyped(logOf(row(1)), { id: "mine", line: "/price BTC/USDT", at: AT });

  it("stands at once, and becomes its answer", () => {
    expect(headlines(typed).at(-1)).toBe("/price BTC/USDT");
    const answered = withRow(typed, row(2, { inReplyTo: "mine" }));
    expect(answered.entries).toHaveLength(2);
    expect(answered.entries.at(-1)).toMatchObject({ kind: "card", line: "/price BTC/USDT" });
  });

  it("stays and points, where its answer is a card above", () => {
    const answered = withRow(typed, row(2, { ref: "ref-1", revision: 2, inReplyTo: "mine" }));
    expect(answered.entries.at(-1)).toMatchObject({ kind: "typed", answeredBy: "ref-1" });
  });

  it("says why it may not have arrived", () => {
    expect(withFailure(typed, "mine", "no").entries.at(-1)).toMatchObject({ failure: "no" });
  });
});

describe("a press", () => {
  const before = logOf(row(1, { reply: proposal(42) }), row(2, { reply: said("other", "done", "Show") }));
  const press = { id: "p1", token: "token-Approve" };
  const after = withPress(before, "ref-1", press) ?? EMPTY_LOG;

  it("rests its card, and no other", () => {
    expect(after.entries).toMatchObject([{ press }, { press: null }]);
  });

  it("a second time does nothing, whichever button it is", () => {
    expect(withPress(after, "ref-1", { ...press, id: "p2" })).toBeNull();
    expect(withPress(after, "ref-1", { id: "p2", token: "token-Reject" })).toBeNull();
  });

  it("of a button that the card has not does nothing", () => {
    expect(withPress(before, "ref-1", { id: "p1", token: "token-Gone" })).toBeNull();
    expect(withPress(before, "ref-9", press)).toBeNull();
  });

  it("is over when the card changes", () => {
    const changed = withRow(after, row(3, { ref: "ref-1", revision: 2, inReplyTo: "p1", reply: said("BOUGHT") }));
    expect(changed.entries[0]).toMatchObject({ press: null, note: null, reply: said("BOUGHT") });
  });

  it("that comes too late is answered in its card", () => {
    const no = said("Bo had already approved #42.", "refused");
    const refused = withRow(after, row(3, { inReplyTo: "p1", reply: no }));
    expect(refused.entries).toHaveLength(2);
    expect(refused.entries[0]).toMatchObject({ press: null, note: no });
  });

  it("is answered in its card though another person's has changed it meanwhile", () => {
    const done = { ...proposal(42), outcome: "done" } as const;
    const changed = withRow(
      after,
      row(3, { ref: "ref-1", revision: 2, reply: { outcome: done.outcome, blocks: done.blocks } }),
    );
    const no = said("#42 has moved on.", "refused");
    const refused = withRow(changed, row(4, { inReplyTo: "p1", reply: no }));
    expect(refused.entries).toHaveLength(2);
    expect(refused.entries[0]).toMatchObject({ revision: 2, note: no });
  });

  it("on a card that is no order's is answered below", () => {
    const menu = withPress(before, "ref-2", { id: "p1", token: "token-Show" }) ?? EMPTY_LOG;
    const answered = withRow(menu, row(3, { inReplyTo: "p1", reply: said("no", "refused") }));
    expect(answered.entries).toHaveLength(3);
    expect(answered.entries[1]).toMatchObject({ press: null, note: null });
  });

  it("that got no answer may be tried again, and says so", () => {
    const failed = withoutPress(after, "p1", "No answer.");
    expect(failed.entries[0]).toMatchObject({ press: null, note: { blocks: [{ line: ["No answer."] }] } });
    expect(withPress(failed, "ref-1", press)).not.toBeNull();
  });

  it("that got no answer is the same press when it is pressed again, and a new one after its answer", () => {
    const failed = withoutPress(after, "p1", "No answer.");
    expect(unansweredPress(failed, "ref-1", "token-Approve")).toBe("p1");
    expect(unansweredPress(failed, "ref-1", "token-Reject")).toBeNull();
    const answered = withRow(failed, row(3, { inReplyTo: "p1", reply: said("no", "refused") }));
    expect(unansweredPress(answered, "ref-1", "token-Approve")).toBeNull();
  });

  it("of a card that has just changed does nothing: it was aimed at what stood there before", () => {
    const requoted = withRow(before, row(3, { ref: "ref-1", revision: 2, reply: proposal(42, 2) }));
    expect(withPress(requoted, "ref-1", press)).toBeNull();
    expect(withPress(withSettled(requoted, "ref-1", 2), "ref-1", press)).not.toBeNull();
    const twice = withRow(requoted, row(4, { ref: "ref-1", revision: 3, reply: proposal(42, 3) }));
    expect(withPress(withSettled(twice, "ref-1", 2), "ref-1", press)).toBeNull();
    expect(withPress(withRow(twice, row(4, { ref: "ref-1", revision: 3 })), "ref-1", press)).toBeNull();
  });

  it("that was answered long ago is not touched by its timer", () => {
    const requoted = withRow(after, row(3, { ref: "ref-1", revision: 2, reply: proposal(42, 2) }));
    const changed = withSettled(requoted, "ref-1", 2);
    const again = withPress(changed, "ref-1", { id: "p2", token: "token-Approve" }) ?? EMPTY_LOG;
    expect(withoutPress(again, "p1", "No answer.")).toEqual(again);
  });
});

it("a question is spent when its time is over, and one without a time never", () => {
  expect([AT - 1, AT].map((now) => isSpent({ ...proposal(1), until: AT }, now))).toEqual([false, true]);
  expect(isSpent(proposal(1), AT)).toBe(false);
});
