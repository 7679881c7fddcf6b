/** The form, the list above the composer, and the lines typed before. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { stillFitting, suggest } from "../../../../src/chat/local/page/typing/completion.ts";
import {
  type Form,
  fieldKind,
  isReadable,
  labelOf,
  lineOf,
  missingArg,
  openForm,
  optionsLine,
  splitArgs,
  unreadable,
  verbOf,
} from "../../../../src/chat/local/page/form.ts";
import { historyOf, remember, shownLine, walk } from "../../../../src/chat/local/page/typing/history.ts";
import { buy, help, reject } from "../../../support/page-rows.ts";

describe("a form", () => {
  const form = (values: Record<string, string>, units: Form["units"] = {}): Form => ({
    ...openForm(buy, values),
    units,
  });

  it("writes the line that it runs, with what is missing in its place", () => {
    expect(lineOf(form({}))).toBe("/buy PAIR AMOUNT");
    expect(lineOf(form({ pair: "BTC/USDT", amount: "0.01" }))).toBe("/buy BTC/USDT 0.01");
    expect(lineOf(form({ pair: "BTC/USDT", amount: "500", sl: "-2%", tif: "ioc" }, { amount: "quote" }))).toBe(
      "/buy BTC/USDT $500 sl=-2% tif=ioc",
    );
    expect(lineOf(openForm(reject, { id: "42", reason: "too early" }))).toBe("/reject 42 too early");
  });

  it("takes the unit from the switch, unless one was typed", () => {
    const line = (amount: string, unit: "base" | "quote" | "percent") =>
      lineOf(form({ pair: "BTC/USDT", amount }, { amount: unit }));
    expect([line("25", "percent"), line("$500", "percent"), line("25%", "quote"), line(" 1 ", "base")]).toEqual(
      ["25%", "$500", "25%", "1"].map((amount) => `/buy BTC/USDT ${amount}`),
    );
  });

  it("knows the first argument that is missing", () => {
    expect(missingArg(form({}))?.name).toBe("pair");
    expect(missingArg(form({ pair: "BTC/USDT", amount: "  " }))?.name).toBe("amount");
    expect(missingArg(form({ pair: "BTC/USDT", amount: "1" }))).toBeNull();
  });

  it.each([
    ["0,01", '"0,01" has a comma, which is for thousands here and for decimals there: type 0.01.'],
    ["abc", '"abc" is not a number that I can read: type it like 0.1, $500 or 25%.'],
    ["-1", '"-1" is below zero: an amount must be above it, for example 0.1.'],
    ["1e-3", '"1e-3" is written with an exponent: type 0.001.'],
    ["0.1 BTC", '"0.1 BTC" has a space in it: type it like 0.1, $500 or 25%.'],
  ])("says of the amount %s what the desk would say", (amount, sentence) => {
    const [, arg = help.args[0]] = buy.args;
    if (arg === undefined) throw new Error("no amount");
    expect(unreadable(form({ amount }), arg)).toBe(sentence);
    expect(isReadable(form({ amount }))).toBe(false);
  });

  it("says nothing of what the desk would take, nor of an empty field", () => {
    for (const values of [{}, { amount: "0.01" }, { amount: "$500", sl: "-2%" }, { price: "46250" }])
      expect(isReadable(form(values))).toBe(true);
    expect(isReadable(form({ amount: "500" }, { amount: "quote" }))).toBe(true);
    expect(isReadable(form({ amount: "0.01", sl: "2%" }))).toBe(false);
  });

  it("shows what must be filled in and the stop first, the rest behind More", () => {
    const { first, more } = splitArgs(buy.args);
    expect(first.map(labelOf)).toEqual(["Pair", "Amount", "Stop"]);
    expect(more.map(labelOf)).toEqual(["Price", "Time in force"]);
  });

  it("has a field of the kind that its argument is", () => {
    expect(buy.args.map(fieldKind)).toEqual(["pick", "amount", "price", "price", "choice"]);
    expect([...reject.args, ...help.args].map(fieldKind)).toEqual(["pick", "text", "pick"]);
  });

  it("asks the desk for words with the line up to the field", () => {
    const [pair, amount, price] = buy.args;
    const filled = form({ pair: "BTC/USDT" });
    expect([pair, amount, price].map((arg) => (arg === undefined ? "" : optionsLine(filled, arg)))).toEqual([
      "/buy ",
      "/buy BTC/USDT ",
      "/buy price=",
    ]);
  });

  it("says on its button what it does", () => {
    expect([buy, reject, help].map(verbOf)).toEqual(["Propose", "Reject", "Show"]);
  });
});

describe("the list above the composer", () => {
  const at = (line: string, words: readonly string[] = [], typed = "") =>
    suggest(line, [buy, help, reject], { typed, words }, (arg, word) => `${arg?.name ?? ""}:${word}`);

  it("is closed for what is no command", () => {
    expect(at("hello").items).toEqual([]);
    expect(at("").items).toEqual([]);
  });

  it("has the commands that begin so, with their help", () => {
    expect(at("/").items.map(({ word }) => word)).toEqual(["/buy", "/help", "/reject"]);
    expect(at("/B").items).toEqual([{ line: "/buy ", word: "/buy", help: "propose to buy" }]);
  });

  it("has the desk's words for the argument that is typed, and knows which it is", () => {
    const list = at("/buy B", ["BTC/USDT", "BNB/USDT"], "B");
    expect(list.arg?.name).toBe("pair");
    expect(list.items.map(({ line }) => line)).toEqual(["/buy BTC/USDT ", "/buy BNB/USDT "]);
    expect(at("/buy BTC/USDT ").arg?.name).toBe("amount");
    expect(at("/buy BTC/USDT 1 price=").arg?.name).toBe("price");
    expect(at("/reject 42 too ea").arg?.name).toBe("reason");
  });

  it("goes on to a value behind a name", () => {
    expect(at("/buy BTC/USDT 1 ", ["sl="]).items).toEqual([
      { line: "/buy BTC/USDT 1 sl=", word: "sl=", help: "sl:sl=" },
    ]);
  });

  it("offers nothing that is typed already", () => {
    expect(at("/buy BTC/USDT", ["BTC/USDT"], "BTC/USDT").items).toEqual([]);
  });

  it("narrows with each key until the desk has answered, and says nothing of another word", () => {
    const last = { line: "/buy B", found: { typed: "B", words: ["BTC/USDT", "BNB/USDT"] } };
    expect(stillFitting(last, "/buy B")).toEqual(last.found);
    expect(stillFitting(last, "/buy Bt")).toEqual({ typed: "Bt", words: ["BTC/USDT"] });
    expect(stillFitting(last, "/buy Bx")?.words).toEqual([]);
    for (const line of ["/buy ", "/buy B ", "/sell B"]) expect(stillFitting(last, line)).toBeNull();
    expect(stillFitting(null, "/buy B")).toBeNull();
  });

  it("makes lines that begin as what was typed, whatever that is", () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const line = `/buy ${typed}`;
        const last = line.split(" ").at(-1) ?? "";
        for (const item of at(line, [`${last}X`], last).items) expect(item.line.startsWith(line)).toBe(true);
      }),
    );
  });
});

describe("lines typed before", () => {
  const lines = historyOf(["third", "second", "first"]);

  it("come one after the other, and the draft comes back", () => {
    const one = walk(lines, "draft", 1);
    const two = walk(one, "third", 1);
    expect([one, two].map(shownLine)).toEqual(["third", "second"]);
    expect(shownLine(walk(walk(two, "second", -1), "third", -1))).toBe("draft");
  });

  it("end at both ends", () => {
    expect(walk(lines, "draft", -1)).toBe(lines);
    const oldest = [1, 1, 1, 1].reduce((history) => walk(history, "", 1), lines);
    expect(shownLine(oldest)).toBe("first");
  });

  it("are kept once each, newest first, a hundred of them", () => {
    expect(remember(lines, "first").lines).toEqual(["first", "third", "second"]);
    const many = Array.from({ length: 150 }, (_, index) => String(index)).reduce(remember, historyOf([]));
    expect(many.lines).toHaveLength(100);
    expect(many.lines[0]).toBe("149");
  });
});
