import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { padTo, widthOf, wrap } from "../../src/chat/text/columns.ts";
import { renderText } from "../../src/chat/text/text.ts";
import type { Block, Inline, Line, Mark, Reply, Shown, Value } from "../../src/domain/reply.ts";

const NOW = Date.UTC(2022, 0, 4, 8, 0, 0);
const UTC = { zone: "UTC", now: NOW };
const reply = (...blocks: Block[]): Reply => ({ outcome: "done", blocks });
const lines = (card: Reply | Shown, width?: number): string[] =>
  renderText(card, { ...UTC, ...(width === undefined ? {} : { width }) }).split("\n");

describe("a first line", () => {
  const headline = (text: string): Reply =>
    reply({ kind: "headline", mark: "buy", line: [text], aside: [{ type: "order", id: 42 }] });

  test("has the id at the right edge of the card", () => {
    expect(lines(headline("BUY 0.0125 BTC/USDT · paper"))).toEqual(["🟢 BUY 0.0125 BTC/USDT · paper              #42"]);
    expect(lines(headline("BUY 0.0125 BTC/USDT · paper"), 40)).toEqual(["🟢 BUY 0.0125 BTC/USDT · paper       #42"]);
  });

  test("that is long keeps the id beside it", () => {
    const long = "BUY 123,456.789 SOMETHING/USDT:USDT · LIVE exchange";
    expect(lines(headline(long))).toEqual([`🟢 ${long}  #42`]);
  });
});

describe("fields", () => {
  test("stand in a label column, further lines under the first value", () => {
    const card = reply({
      kind: "fields",
      fields: [
        { label: "Why", lines: [["asked by owner"]] },
        { label: "After", lines: [["one"], ["two"]] },
      ],
    });
    expect(lines(card)).toEqual(["Why     asked by owner", "After   one", "        two"]);
  });

  test("the column grows with its longest label", () => {
    expect(lines(reply({ kind: "fields", fields: [{ label: "BTC/USDT", lines: [["x"]] }] }))).toEqual(["BTC/USDT  x"]);
  });
});

describe("a table", () => {
  const table: Block = {
    kind: "table",
    columns: [
      { title: "Coin", align: "left" },
      { title: "Total", align: "right" },
    ],
    rows: [
      [["BTC"], [{ type: "quantity", quantity: "0.0125" }]],
      [["USDT"], [{ type: "quantity", quantity: "9421.28" }]],
    ],
    total: [["all"], [{ type: "quantity", quantity: "10000" }]],
  };

  test("has its numbers at the right and its total last", () => {
    expect(lines(reply(table))).toEqual(["Coin     Total", "BTC     0.0125", "USDT  9,421.28", "all     10,000"]);
  });

  test("too narrow for its columns puts each row under its key", () => {
    expect(lines(reply(table), 13)).toEqual([
      "BTC",
      "  Total",
      "  0.0125",
      "USDT",
      "  Total",
      "  9,421.28",
      "all",
      "  Total",
      "  10,000",
    ]);
  });
});

test("buttons stand in brackets, whether they carry a line or a token", () => {
  const typed = reply({ kind: "buttons", buttons: [{ label: "Approve", run: "approve 42" }] });
  const shown: Shown = { outcome: "asks", blocks: [{ kind: "buttons", buttons: [{ label: "Half", token: "t1" }] }] };
  expect([lines(typed), lines(shown)]).toEqual([["[ Approve ]"], ["[ Half ]"]]);
});

test("a button longer than a line is broken, none other is", () => {
  const labels = ["/buy BTC/USDT 0.0125 price=46249.6", "Help", "Why"].map((label) => ({ label, run: "" }));
  expect(lines(reply({ kind: "buttons", buttons: labels }), 26)).toEqual([
    "[ /buy BTC/USDT 0.0125",
    "price=46249.6 ] [ Help ]",
    "[ Why ]",
  ]);
});

test("a text has its mark before its word", () => {
  expect(lines(reply({ kind: "text", mark: "waiting", line: ["needs 1 approval"] }))).toEqual(["⏳ needs 1 approval"]);
});

describe("colour", () => {
  const change = (amount: string): Reply =>
    reply({ kind: "text", line: ["profit ", { type: "money", amount, asset: "USDT", change: true }] });
  const colored = (card: Reply): string => renderText(card, { ...UTC, color: true });

  test("is there only where it is asked for, and changes no letter", () => {
    expect(renderText(change("-1"), UTC)).toBe("profit −1.00 USDT");
    expect(stripVTControlCharacters(colored(change("-1")))).toBe("profit −1.00 USDT");
  });

  test("is green for a gain, red for a loss and none for nothing", () => {
    expect(colored(change("1"))).toContain("\u001b[32m+1.00 USDT");
    expect(colored(change("-1"))).toContain("\u001b[31m−1.00 USDT");
    expect(colored(change("-0.004"))).toBe("profit 0.00 USDT");
  });
});

describe("width", () => {
  test.each([
    ["BTC/USDT", 8],
    ["🟢", 2],
    ["⚠️", 2],
    ["东京", 4],
    ["e\u0301", 1],
    ["−", 1],
    ["", 0],
  ])("of %j is %d", (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  test("padding reaches it on either side", () => {
    expect([padTo("⏳", 4, "left"), padTo("⏳", 4, "right"), padTo("long", 2, "left")]).toEqual([
      "⏳  ",
      "  ⏳",
      "long",
    ]);
  });

  test("wrapping breaks between words, and inside one only where it must", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("abcdefgh ij", 3)).toEqual(["abc", "def", "gh", "ij"]);
    expect(wrap("", 5)).toEqual([""]);
  });
});

const words = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constantFrom("⚠️ 東京", "", "a\u202Eb"));
const numbers = fc
  .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.integer({ min: 0, max: 20 }))
  .map(([digits, places]) => (places === 0 ? `${digits}` : `${digits}.${"1".repeat(places)}`));
const values: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ type: fc.constant("money" as const), amount: numbers, asset: words }),
  fc.record({ type: fc.constant("money" as const), amount: numbers, asset: words, change: fc.constant(true as const) }),
  fc.record({ type: fc.constant("price" as const), price: numbers, places: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ type: fc.constant("quantity" as const), quantity: numbers }),
  fc.record({ type: fc.constant("percent" as const), percent: numbers, estimate: fc.constant(true as const) }),
  fc.record({ type: fc.constant("number" as const), number: numbers, places: fc.integer({ min: 0, max: 5 }) }),
  fc.record({
    type: fc.constant("time" as const),
    at: fc.integer({ min: 0, max: 4e12 }),
    style: fc.constantFrom("clock" as const, "day" as const, "moment" as const),
  }),
  fc.record({ type: fc.constant("left" as const), until: fc.integer({ min: 0, max: 4e12 }) }),
  fc.record({ type: fc.constant("order" as const), id: fc.nat() }),
  fc.record({ type: fc.constant("pair" as const), pair: words }),
  fc.record({ type: fc.constant("command" as const), line: words }),
);
const inlines: fc.Arbitrary<Inline> = fc.oneof(words, values);
const someLine: fc.Arbitrary<Line> = fc.array(inlines, { maxLength: 4 });
const marks = fc.constantFrom<Mark>(
  "buy",
  "sell",
  "waiting",
  "done",
  "refused",
  "lapsed",
  "requoted",
  "attention",
  "halted",
);
const tables = fc.integer({ min: 1, max: 6 }).chain((columns) => {
  const cells = fc.array(someLine, { minLength: columns, maxLength: columns });
  const column = fc.record({ title: words, align: fc.constantFrom("left" as const, "right" as const) });
  return fc.record({
    kind: fc.constant("table" as const),
    columns: fc.array(column, { minLength: columns, maxLength: columns }),
    rows: fc.array(cells, { maxLength: 5 }),
    total: cells,
  });
});
const blocks: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant("headline" as const), mark: marks, line: someLine, aside: someLine }),
  fc.record({ kind: fc.constant("text" as const), line: someLine }),
  fc.record({
    kind: fc.constant("fields" as const),
    fields: fc.array(fc.record({ label: words, lines: fc.array(someLine, { maxLength: 3 }) }), { maxLength: 4 }),
  }),
  tables,
  fc.record({
    kind: fc.constant("buttons" as const),
    buttons: fc.array(fc.record({ label: words, run: words }), { maxLength: 3 }),
  }),
);

describe("any reply", () => {
  test("is rendered, and colour changes no letter of it", () => {
    fc.assert(
      fc.property(fc.array(blocks, { maxLength: 5 }), fc.integer({ min: 10, max: 90 }), (all, width) => {
        const card = reply(...all);
        const shown = renderText(card, { ...UTC, width });
        expect(stripVTControlCharacters(renderText(card, { ...UTC, width, color: true }))).toBe(shown);
        expect(shown).not.toMatch(/[\p{Cf}\p{Cs}]|[^\P{Cc}\n]/u);
      }),
      {
        numRuns: 1_000,
        // Blanks alone in colour, which a line broken in two once kept on one side only.
        examples: [
          [
            [
              {
                kind: "text",
                line: [
                  { type: "command", line: " " },
                  { type: "money", amount: "0.111111", asset: "", change: true },
                ],
              },
            ],
            10,
          ],
        ],
      },
    );
  });

  test("keeps its tables to the width", () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 10, max: 90 }), (table, width) => {
        for (const line of lines(reply(table), width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
      { numRuns: 1_000 },
    );
  });
});
