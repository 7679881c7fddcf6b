import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  LONGEST_CAPTION,
  LONGEST_TEXT,
  type Part,
  render as renderAs,
} from "../../../../src/chat/telegram/render/render.ts";
import { widthOf } from "../../../../src/chat/text/columns.ts";
import { plain } from "../../../../src/domain/format.ts";
import type { ShownBlock, ShownButton } from "../../../../src/domain/reply.ts";
import { aChart, shownOf, visible } from "../shown.ts";

const render = (
  shown: Parameters<typeof renderAs>[0],
  kind: "card" | "reply",
  reader: Parameters<typeof renderAs>[2],
) => renderAs(shown, { kind, hasPicture: false }, reader);

/** Each draws up to thousands of letters: more runs are no more kinds. */
const RUNS = { numRuns: 60 };
const READER = { zone: "UTC", now: Date.UTC(2022, 0, 4, 8) };
const reply = (...blocks: ShownBlock[]): readonly Part[] => render(shownOf(blocks), "reply", READER);
const htmlOf = (...blocks: ShownBlock[]): string =>
  reply(...blocks)
    .map(({ html }) => html)
    .join("\n---\n");
const buttons = (...labels: string[]): ShownBlock => ({
  kind: "buttons",
  buttons: labels.map((label, index) => ({ label, token: `t${index}` })),
});

test("a card reads as on a phone: a bold first line with the id at its end, then a label and its value a line", () => {
  const html = htmlOf(
    {
      kind: "headline",
      mark: "buy",
      line: ["BUY ", { type: "quantity", quantity: "0.0125" }, " BTC/USDT · paper"],
      aside: [{ type: "order", id: 42 }],
    },
    { kind: "text", line: ["≈ 578.12 USDT at 46,249.6 (market)"] },
    {
      kind: "fields",
      fields: [
        { label: "Why", lines: [["EMA 12 crossed above EMA 26 on 15m"]] },
        { label: "After", lines: [["exposure 11.6 → 17.4 %"], ["free 8,232.60 USDT"]] },
      ],
    },
    { kind: "text", mark: "waiting", line: ["needs 1 approval · ", { type: "command", line: "/approve 42" }] },
  );
  expect(html.split("\n")).toEqual([
    "<b>🟢 BUY 0.0125 BTC/USDT · paper · #42</b>",
    "≈ 578.12 USDT at 46,249.6 (market)",
    "<b>Why</b> EMA 12 crossed above EMA 26 on 15m",
    "<b>After</b> exposure 11.6 → 17.4 %",
    "free 8,232.60 USDT",
    "⏳ needs 1 approval · <code>/approve 42</code>",
  ]);
});

test("a name that is markup is shown letter by letter", () => {
  const name = `<3 Bo & "Li'l" <img src=x onerror=alert(1)> &amp; *_~@everyone`;
  expect(visible(htmlOf({ kind: "headline", line: [name] }))).toBe(name);
  expect(visible(htmlOf({ kind: "fields", fields: [{ label: name, lines: [[name]] }] }))).toBe(`${name} ${name}`);
});

test("a table stands in a mono face and is as wide as a phone at most", () => {
  const column = (title: string) => ({ title, align: "right" as const });
  const cells = ["ETH/USDT:USDT", "1,234,567.89", "+12,345.67"].map((cell) => [cell]);
  const table = { columns: ["Pair", "Value", "Change"].map(column), rows: [cells, cells] };
  const html = htmlOf({ kind: "table", ...table });
  expect(html).toMatch(/^<pre>[^<]*<\/pre>$/);
  for (const line of visible(html).split("\n")) expect(widthOf(line)).toBeLessThanOrEqual(32);
});

describe("what is too long", () => {
  const long = (length: number): ShownBlock => ({ kind: "text", line: ["x".repeat(length)] });
  const reason = (length: number): ShownBlock => ({
    kind: "fields",
    fields: [{ label: "Reason", lines: [["r".repeat(length)]] }],
  });
  const chart: ShownBlock = { kind: "chart", chart: aChart };

  test.each([
    ["a text that just fits", [long(4096)], [4096]],
    ["a text a unit longer", [long(4097)], [4096, 1]],
    ["two lines that do not fit together", [long(4000), long(97)], [4000, 97]],
    ["a caption that just fits", [chart, long(1024)], [1024]],
    ["a caption a unit longer", [chart, long(1025)], [1024, 1]],
    ["what follows a caption", [chart, long(6000)], [1024, 4096, 880]],
    ["a picture alone", [chart], [0]],
  ])("is told in further messages of a reply: %s", (_what, blocks, lengths) => {
    expect(reply(...blocks).map((part) => part.plain.length)).toEqual(lengths);
  });

  const card = (text: ShownBlock, binds = { order: 12, version: 1 }): readonly Part[] =>
    render({ ...shownOf([chart, { kind: "headline", line: ["Rejected"] }, text, long(100)]), binds }, "card", READER);

  test("is left to /why in the card of an order, the longest line first", () => {
    const [part, ...others] = card(reason(950));
    expect(others).toEqual([]);
    expect(part?.plain).toMatch(/^Rejected\nReason r{850,}…\nx{100}\n… \/why 12 tells all$/);
    expect(part?.plain.length).toBeLessThanOrEqual(LONGEST_CAPTION);
  });

  test("is not cut where it fits", () => {
    expect(card(reason(800))[0]?.plain).not.toContain("…");
  });

  test("takes the id from the first line where the card binds nothing", () => {
    const blocks: ShownBlock[] = [
      { kind: "headline", line: ["Bought"], aside: [{ type: "order", id: 7 }] },
      long(5000),
    ];
    expect(render(shownOf(blocks), "card", READER)[0]?.html).toContain("<code>/why 7</code>");
  });

  test("follows in a card of no order, since nothing would tell it", () => {
    expect(render(shownOf([chart, long(1025)]), "card", READER)).toHaveLength(2);
  });

  test("leaves the last lines away where there are too many to shorten", () => {
    const rows = Array.from({ length: 600 }, (_, index): ShownBlock => ({ kind: "text", line: [`line ${index}`] }));
    const [part] = render({ ...shownOf(rows), binds: { order: 3, version: 1 } }, "card", READER);
    expect(part?.plain).toMatch(/^line 0\nline 1\n.*\n… \/why 3 tells all$/s);
    expect(part?.plain.length).toBeLessThanOrEqual(LONGEST_TEXT);
  });
});

describe("buttons", () => {
  const labelsOf = (block: ShownBlock): string[][] =>
    (reply(block).at(-1)?.keyboard?.inline_keyboard ?? []).map((row) => row.map(({ text }) => text));

  test("stand in rows that a phone can show", () => {
    expect(labelsOf(buttons("Approve", "Half", "Reject", "Why"))).toEqual([["Approve", "Half", "Reject", "Why"]]);
    expect(labelsOf(buttons("1", "2", "3", "4", "5"))).toEqual([["1", "2", "3", "4"], ["5"]]);
    expect(labelsOf(buttons("Close 0.0125 BTC/USDT", "Keep it"))).toEqual([["Close 0.0125 BTC/USDT"], ["Keep it"]]);
  });

  test("that cannot be taken back stand alone", () => {
    const danger: ShownButton = { label: "Panic", token: "p", tone: "danger" };
    const rows = labelsOf({
      kind: "buttons",
      buttons: [{ label: "Status", token: "s" }, danger, { label: "No", token: "n" }],
    });
    expect(rows).toEqual([["Status"], ["Panic"], ["No"]]);
  });

  test("stand below the last message, and more than a hundred in several", () => {
    const parts = reply(
      { kind: "text", line: ["x".repeat(5000)] },
      buttons(...Array.from({ length: 150 }, (_, i) => `${i}`)),
    );
    const counts = parts.map(({ keyboard }) => keyboard?.inline_keyboard.flat().length ?? 0);
    expect(counts).toEqual([0, 100, 50]);
  });

  test("alone still have a message to stand below", () => {
    expect(reply(buttons("Go"))).toMatchObject([{ html: "—" }]);
  });
});

describe("whatever is said", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom("<b>", "</pre>", "&lt;", "&", "\ud83d", "💥".repeat(700), "a".repeat(1500), "\n", "\u2800", " "),
    fc.string({ maxLength: 300 }),
  );
  const line = fc.array(
    fc.oneof(
      word,
      word.map((text) => ({ type: "command" as const, line: text })),
    ),
    { maxLength: 4 },
  );
  const cells = fc.array(line, { minLength: 2, maxLength: 2 });
  const columns = fc.tuple(word, word).map((titles) => titles.map((title) => ({ title, align: "left" as const })));
  const block = fc.oneof<fc.Arbitrary<ShownBlock>[]>(
    line.map((each) => ({ kind: "headline" as const, line: each })),
    line.map((each) => ({ kind: "text" as const, mark: "attention" as const, line: each })),
    fc
      .tuple(word, fc.array(line, { maxLength: 3 }))
      .map(([label, lines]) => ({ kind: "fields", fields: [{ label, lines }] })),
    fc.record({ kind: fc.constant("table" as const), columns, rows: fc.array(cells, { maxLength: 5 }) }),
    fc.constant<ShownBlock>({ kind: "chart", chart: aChart }),
    fc.array(word, { maxLength: 110 }).map((labels) => buttons(...labels)),
  );
  const blocks = fc.array(block, { maxLength: 6 });

  test("every message is one that Telegram takes", () => {
    fc.assert(
      fc.property(blocks, fc.constantFrom("reply" as const, "card" as const), fc.boolean(), (said, kind, isOrder) => {
        const shown = { ...shownOf(said), ...(isOrder ? { binds: { order: 12, version: 1 } } : {}) };
        const parts = render(shown, kind, READER);
        expect(parts.length).toBeGreaterThan(0);
        for (const part of parts) assertValid(part);
        const tokens = parts.flatMap(({ keyboard }) => keyboard?.inline_keyboard.flat().length ?? 0);
        expect(tokens.reduce((total, each) => total + each, 0)).toBe(buttonsIn(said));
      }),
      RUNS,
    );
  });

  test("a reply says all of it, letter by letter and in order", () => {
    fc.assert(
      fc.property(blocks, (said) => {
        const letters = (text: string): string => text.replace(/[\s\p{Z}\u2800\uFFFC]/gu, "");
        const parts = render(shownOf(said), "reply", READER).filter(({ html }) => !["—", "…"].includes(html));
        const lines = said.filter(({ kind }) => kind !== "buttons" && kind !== "table");
        const seen = letters(parts.map(({ html }) => visible(html)).join(""));
        let from = 0;
        for (const text of lines
          .flatMap(wordsOf)
          .map(letters)
          .filter((each) => each !== "")) {
          const at = seen.indexOf(text, from);
          expect(at).toBeGreaterThanOrEqual(from);
          from = at + text.length;
        }
      }),
      RUNS,
    );
  });

  test("in a table alone no letter is lost either", () => {
    fc.assert(
      fc.property(columns, fc.array(cells, { minLength: 1, maxLength: 5 }), (titles, rows) => {
        const sorted = (text: string): string => [...text.replace(/[\s\p{Z}\u2800\uFFFC]/gu, "")].toSorted().join("");
        const parts = reply({ kind: "table", columns: titles, rows }).filter(({ html }) => html !== "—");
        const seen = new Set(sorted(parts.map(({ html }) => visible(html)).join("")));
        for (const letter of sorted(rows.flat(2).map(textOfInline).join(""))) expect(seen).toContain(letter);
      }),
      RUNS,
    );
  });
});

function buttonsIn(blocks: readonly ShownBlock[]): number {
  return blocks.reduce((total, block) => total + (block.kind === "buttons" ? block.buttons.length : 0), 0);
}

function wordsOf(block: ShownBlock): string[] {
  if (block.kind === "headline" || block.kind === "text") return block.line.map(textOfInline);
  if (block.kind !== "fields") return [];
  return block.fields.flatMap(({ label, lines }) => [plain(label), ...lines.flat().map(textOfInline)]);
}

function textOfInline(part: unknown): string {
  if (typeof part === "string") return plain(part);
  return plain((part as { readonly line: string }).line);
}

function assertValid({ chart, html, plain: text, keyboard }: Part): void {
  expect(html.isWellFormed() && text.isWellFormed()).toBe(true);
  expect(html.replace(/<(b|code|pre)>[^<>]*<\/\1>/g, "")).not.toMatch(/[<>]/);
  expect(html).not.toMatch(/&(?!amp;|lt;|gt;)/);
  expect(visible(html)).toBe(text);
  expect(text.length).toBeLessThanOrEqual(chart === null ? LONGEST_TEXT : LONGEST_CAPTION);
  if (chart === null) expect(text.trim()).not.toBe("");
  const drawn = keyboard?.inline_keyboard ?? [];
  expect(drawn.flat().length).toBeLessThanOrEqual(100);
  for (const button of drawn.flat()) {
    expect(button.text.trim()).not.toBe("");
    expect(Buffer.byteLength(button.callback_data)).toBeLessThanOrEqual(64);
  }
}
