import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { codeBlock, escaped, withPlainStarts } from "../../../../src/chat/discord/render/escape.ts";
import { type Payload, render } from "../../../../src/chat/discord/render/render.ts";
import { formatLine, MARKS, plain } from "../../../../src/domain/format.ts";
import type { Inline, Line, Mark, Shown, ShownBlock } from "../../../../src/domain/reply.ts";
import { bare, seenIn, textsOf } from "../../../support/discord-view.ts";

const READER = { zone: "UTC", now: Date.UTC(2022, 0, 4, 8) };
const shown = (...blocks: ShownBlock[]): Shown => ({ outcome: "done", blocks });
const one = (reply: Shown): Payload => {
  const [payload, ...more] = render(reply, READER);
  if (payload === undefined || more.length > 0) throw new Error("not one message");
  return payload;
};

describe("what people write", () => {
  test.each([
    ["*bold* _it_ ~~gone~~ ||hidden||", "\\*bold\\* \\_it\\_ \\~\\~gone\\~\\~ \\|\\|hidden\\|\\|"],
    ["@everyone <@123> <#4> </buy:5> <t:1>", "\\@everyone \\<\\@123\\> \\<#4\\> \\</buy\\:5\\> \\<t\\:1\\>"],
    ["[a](http://x.y)", "\\[a\\](http\\://x.y)"],
    [":100: BTC/USDT:USDT", "\\:100: BTC/USDT\\:USDT"],
    ["8:100:8", "8\\:100\\:8"],
    ["08:01:12, at 08:01: fine", "08:01:12, at 08:01: fine"],
    ["¯\\_(ツ)_/¯", "¯\\\\\\_(ツ)\\_/¯"],
  ])("%s is shown letter by letter", (text, markdown) => {
    expect(escaped(text)).toBe(markdown);
    expect(seenIn(markdown)).toBe(bare(text));
  });

  test.each([
    ["# loud", "\\# loud"],
    ["-# small", "\\-# small"],
    ["- one\n+ two", "\\- one\n\\+ two"],
    ["1. first\n12) second", "1\\. first\n12\\) second"],
    ["1.5 is a number", "1.5 is a number"],
  ])("%s begins no heading and no list", (text, markdown) => {
    expect(withPlainStarts(text)).toBe(markdown);
  });

  test("backticks do not end a code block", () => {
    expect(codeBlock(["a```b"])).toBe("```\na`\u200B`\u200B`b\n```");
  });
});

const PROPOSAL: Shown = {
  outcome: "asks",
  binds: { order: 42, version: 1 },
  blocks: [
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
        { label: "Stop", lines: [["45,120.0  −2.44 %"]] },
        { label: "After", lines: [["exposure 11.6 → 17.4 % of equity"], ["free 8,232.60 USDT"]] },
      ],
    },
    { kind: "text", mark: "waiting", line: ["needs 1 approval · ", { type: "command", line: "/why 42" }] },
    {
      kind: "buttons",
      buttons: [
        { label: "Approve", token: "t1" },
        { label: "Reject", token: "t2", tone: "danger", asks: { label: "Reason", isNeeded: false } },
        { label: "Why", token: "t3" },
      ],
    },
  ],
};

test("a proposal is an embed with its fields, its question below them, and its buttons", () => {
  expect(one(PROPOSAL)).toEqual({
    embeds: [
      {
        color: 0x2ea043,
        title: "🟢 BUY 0.0125 BTC/USDT · paper · #42",
        description: "≈ 578.12 USDT at 46,249.6 (market)",
        fields: [
          { name: "Stop", value: "45,120.0  −2.44 %", inline: true },
          { name: "After", value: "exposure 11.6 → 17.4 % of equity\nfree 8,232.60 USDT", inline: false },
          { name: "\u200B", value: "⏳ needs 1 approval · `/why 42`", inline: false },
        ],
      },
    ],
    components: [
      {
        type: 1,
        components: [
          { type: 2, style: 3, label: "Approve", custom_id: "t1" },
          { type: 2, style: 4, label: "Reject", custom_id: "ask:t2:Reason" },
          { type: 2, style: 2, label: "Why", custom_id: "t3" },
        ],
      },
    ],
    pictures: [],
    files: [],
  });
});

test("a table is a code block no wider than a phone", () => {
  const payload = one(
    shown({
      kind: "table",
      columns: [
        { title: "Coin", align: "left" },
        { title: "Total", align: "right" },
      ],
      rows: [[["BTC"], [{ type: "quantity", quantity: "0.0125" }]]],
      total: [["all"], ["10,000"]],
    }),
  );
  expect(payload.embeds[0]?.description).toBe("```\nCoin   Total\nBTC   0.0125\nall   10,000\n```");
});

test("a chart is the picture of its embed", () => {
  const chart = { kind: "equity", name: "paper", currency: "USDT", places: 2, points: [[0, 1, 0]] } as const;
  const payload = one(shown({ kind: "text", line: ["Equity"] }, { kind: "chart", chart }));
  expect(payload.embeds[0]?.image).toEqual({ url: "attachment://chart.png" });
  expect(payload.pictures).toEqual([{ name: "chart.png", chart }]);
});

test("a reply without anything in it is still a message", () => {
  expect(one(shown()).embeds).toEqual([{ color: 0x388bfd, description: "\u200B" }]);
});

test.each([
  ["waiting", 0xd29922],
  ["lapsed", 0x6e7681],
  ["halted", 0xd73a49],
] as const)("a card that is %s has its colour", (mark, color) => {
  expect(one(shown({ kind: "headline", mark, line: ["x"] })).embeds[0]?.color).toBe(color);
});

test("more than 25 buttons are menus, and what five menus do not take goes into a further message", () => {
  const buttons = Array.from({ length: 130 }, (_, index) => ({ label: `Pair ${index}`, token: `token${index}` }));
  const payloads = render(shown({ kind: "buttons", buttons }), READER);
  expect(payloads.map(({ components }) => components.length)).toEqual([5, 1]);
  const options = payloads.flatMap(({ components }) =>
    components.flatMap((row) => row.components.flatMap((each) => ("options" in each ? each.options : []))),
  );
  expect(options.map(({ value }) => value)).toEqual(buttons.map(({ token }) => token));
});

const free = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(..."*_~`|<>[]@:/\\#-+1.) aé🙂\uD83D\u0301"), maxLength: 60 }),
  fc.string({ unit: "grapheme", minLength: 200, maxLength: 1_500 }),
);
const inline: fc.Arbitrary<Inline> = fc.oneof(
  free,
  free.map((line) => ({ type: "command", line }) as const),
);
const line: fc.Arbitrary<Line> = fc.array(inline, { maxLength: 4 });
const mark = fc.constantFrom<Mark | undefined>(undefined, "buy", "attention");
const label = fc.oneof(fc.constantFrom("Why", ""), free);
const wordy: fc.Arbitrary<ShownBlock> = fc.oneof(
  fc.record({ kind: fc.constant("headline"), line, aside: line }),
  fc
    .record({ line, mark })
    .map(({ line, mark }) => ({ kind: "text" as const, line, ...(mark === undefined ? {} : { mark }) })),
  fc.record({
    kind: fc.constant("fields"),
    fields: fc.array(fc.record({ label, lines: fc.array(line, { maxLength: 4 }) }), { maxLength: 12 }),
  }),
);
const cell = fc.array(inline, { maxLength: 2 });
const table: fc.Arbitrary<ShownBlock> = fc.record({
  kind: fc.constant("table"),
  columns: fc.constant([
    { title: "Key", align: "left" },
    { title: "Value", align: "right" },
  ] as const),
  rows: fc.array(fc.tuple(cell, cell), { maxLength: 12 }),
});
const buttons: fc.Arbitrary<ShownBlock> = fc
  .array(
    fc.record({ label: free, asks: fc.option(fc.record({ label: free, isNeeded: fc.boolean() }), { nil: undefined }) }),
    { maxLength: 40 },
  )
  .map((all) => ({
    kind: "buttons",
    buttons: all.map(({ label, asks }, index) => ({
      label,
      token: `atokenof22signs${index}`,
      ...(asks === undefined ? {} : { asks }),
    })),
  }));

function wordsOf(block: ShownBlock): string {
  const say = (line: Line): string => formatLine(line, READER);
  switch (block.kind) {
    case "headline":
      return `${say(block.line)} · ${say(block.aside ?? [])}`;
    case "text":
      return (block.mark === undefined ? "" : MARKS[block.mark]) + say(block.line);
    case "fields":
      return block.fields.map(({ label, lines }) => plain(label) + lines.map(say).join("")).join("");
    default:
      return "";
  }
}

const seen = (payloads: readonly Payload[]): string =>
  payloads
    .flatMap(({ embeds }) => embeds.flatMap(textsOf))
    .map(seenIn)
    .join("");

test("whatever stands in a reply, all of it can be read, in its order", () => {
  fc.assert(
    fc.property(fc.array(wordy, { maxLength: 8 }), (blocks) => {
      expect(seen(render(shown(...blocks), READER))).toBe(bare(blocks.map(wordsOf).join("")));
    }),
    { numRuns: 60 },
  );
});

test("whatever stands in a table, each cell can be read", () => {
  fc.assert(
    fc.property(table, (block) => {
      const all = seen(render(shown(block), READER));
      const cells = block.kind === "table" ? block.rows.flat() : [];
      for (const each of cells) expect(all).toContain(bare(formatLine(each, READER)));
    }),
    { numRuns: 25 },
  );
});

test("whatever stands in a reply, Discord's limits are kept", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(wordy, table, buttons), { maxLength: 8 }), (blocks) => {
      render(shown(...withOwnTokens(blocks)), READER).forEach(expectWithinLimits);
    }),
    { numRuns: 60 },
  );
});

/** A token stands for one button. */
function withOwnTokens(blocks: readonly ShownBlock[]): readonly ShownBlock[] {
  return blocks.map((block, at) => {
    if (block.kind !== "buttons") return block;
    return { ...block, buttons: block.buttons.map((each) => ({ ...each, token: `${each.token}-${at}` })) };
  });
}

function expectWithinLimits({ embeds, components }: Payload): void {
  expect(embeds.length).toBeGreaterThan(0);
  expect(embeds.length).toBeLessThanOrEqual(10);
  const texts = embeds.flatMap(textsOf);
  expect(texts.join("").length).toBeLessThanOrEqual(6_000);
  for (const text of texts) expect(text.isWellFormed()).toBe(true);
  for (const { title = "x", description = "x", fields = [] } of embeds) {
    expectLength(title, 256);
    expectLength(description, 4_096);
    expect(fields.length).toBeLessThanOrEqual(25);
    for (const { name, value } of fields) {
      expectLength(name, 256);
      expectLength(value, 1_024);
    }
  }
  expect(components.length).toBeLessThanOrEqual(5);
  const ids = components.flatMap((row) =>
    row.components.flatMap((each) => {
      if ("options" in each) expectChoices(each.options);
      else if ("label" in each) expectLength(each.label ?? "", 80);
      return "custom_id" in each ? [each.custom_id] : [];
    }),
  );
  for (const id of ids) expectLength(id, 100);
  expect(new Set(ids).size).toBe(ids.length);
}

function expectChoices(options: readonly { readonly label: string; readonly value: string }[]): void {
  expect(options.length).toBeLessThanOrEqual(25);
  for (const { label, value } of options) {
    expectLength(label, 100);
    expectLength(value, 100);
  }
}

function expectLength(text: string, most: number): void {
  expect(text.trim()).not.toBe("");
  expect(text.length).toBeLessThanOrEqual(most);
}
