import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Args, command, named, optional, required, rest } from "../../src/chat/command.ts";
import {
  amountArg,
  choice,
  either,
  orderArg,
  pairArg,
  priceArg,
  textArg,
  wordArg,
} from "../../src/chat/grammar/arguments.ts";
import { MissingArgument, readArgs } from "../../src/chat/grammar/read-args.ts";
import { readLine } from "../../src/chat/grammar/line.ts";
import { usage } from "../../src/chat/grammar/usage.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { text } from "../../src/domain/money.ts";

const base = { family: "trade", kind: "acts", role: "trader", help: "", stale: "refuse" } as const;
const run = async () => ({ nothing: true }) as const;

const buy = command({
  ...base,
  name: "buy",
  examples: ["/buy BTC/USDT 0.01"],
  args: {
    pair: required(pairArg, "what"),
    amount: required(amountArg, "how much"),
    price: named(priceArg, "limit"),
    exchange: named(wordArg, "where"),
  },
  run,
});
const watch = command({
  ...base,
  name: "watch",
  examples: ["/watch BTC/USDT > 70000"],
  args: { pair: required(pairArg, ""), sign: required(choice(">", "<"), ""), price: required(priceArg, "") },
  run,
});
const reject = command({
  ...base,
  name: "reject",
  examples: ["/reject 12 too early"],
  args: { order: required(orderArg, ""), reason: rest(textArg, "") },
  run,
});
const halt = command({
  ...base,
  name: "halt",
  examples: ["/halt"],
  args: { keep: optional(choice("keep"), ""), scope: named(wordArg, ""), reason: rest(textArg, "") },
  run,
});
const cancel = command({
  ...base,
  name: "cancel",
  examples: ["/cancel 42"],
  args: { what: required(either(choice("all"), orderArg), "") },
  run,
});

function read(line: string, declared: { name: string; args: Args; examples: readonly [string, ...string[]] } = buy) {
  return readArgs(declared, readLine(line)) as Record<string, unknown>;
}

function refused(line: string, declared: Parameters<typeof read>[1] = buy): Refusal {
  try {
    read(line, declared);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error(`taken: ${line}`);
}

describe("a line", () => {
  test.each([
    ["/buy BTC/USDT 0.1", "buy", ["BTC/USDT", "0.1"]],
    ["buy  BTC/USDT   0.1 ", "buy", ["BTC/USDT", "0.1"]],
    ["  /BUY x", "buy", ["x"]],
    ["/help", "help", []],
  ])("%j is read as a command and its words", (line, name, words) => {
    const sentence = readLine(line);
    expect(sentence.name).toBe(name);
    expect(sentence.words.map((word) => word.text)).toEqual(words);
  });

  test.each([
    ["", "Type a command"],
    ["/", "Type a command"],
    ["/reject 12 too\0early", "U+0000"],
    ["/reject 12 too\uD83Dearly", "U+D83D"],
    ["/reject 12 too\uFFFDearly", "cannot be read"],
    ["/reject 12 \u202Eylrae", "U+202E"],
    ["/buy\tBTC/USDT", "U+0009"],
    ["/halt\n/resume", "one command at a time"],
    [`/reject 12 ${"x".repeat(2_000)}`, "too long"],
  ])("%j is refused with a reason", (line, reason) => {
    expect(() => readLine(line)).toThrow(reason);
    expect(() => readLine(line)).toThrow(Refusal);
  });

  test("an emoji of several characters is text like any other", () => {
    expect(read("/reject 12 no 👩‍👩‍👧 ❤️", reject)["reason"]).toBe("no 👩‍👩‍👧 ❤️");
  });
});

describe("amounts and prices", () => {
  const amountOf = (word: string): string => {
    const amount = amountArg.parse(word);
    if (amount.kind === "base") return text(amount.quantity);
    return amount.kind === "quote" ? `$${text(amount.cost)}` : `${text(amount.percent)}%`;
  };
  const priceOf = (word: string): string => {
    const price = priceArg.parse(word);
    return price.kind === "at" ? text(price.price) : `${text(price.percent)}%`;
  };

  test.each(["0.1", "$500", "25%", "100%", "0.00000001", "12345678901234567890.12345678"])(
    "%s is an amount",
    (word) => {
      expect(amountOf(word)).toBe(word);
    },
  );

  test.each([
    ["46249.6", "46249.6"],
    ["1000.50", "1000.5"],
    ["+1%", "1%"],
    ["-0.5%", "-0.5%"],
  ])("%s is a price", (word, read) => expect(priceOf(word)).toBe(read));

  test.each(["0", "$0", "0.0", "0%", "-1", "101%", "$5%", "", "$", "%", "one", "NaN", "Infinity", "0x10"])(
    "%j is not an amount",
    (word) => expect(() => amountArg.parse(word)).toThrow(Refusal),
  );

  test.each(["0", "-1", "+1", "5%", "-100%", "$5", ""])("%j is not a price", (word) => {
    expect(() => priceArg.parse(word)).toThrow(Refusal);
  });
});

describe("digits written the local way are refused with the spelling to type (case 16)", () => {
  test.each([
    ["/buy BTC/USDT $5,200", "$5200", "comma"],
    ["/buy BTC/USDT 0.01 price=46,249.6", "price=46249.6", "comma"],
    ["/buy BTC/USDT $1.000,50", "$1000.50", "comma"],
    ["/buy BTC/USDT 0,0125", "0.0125", "comma"],
    ["/buy BTC/USDT 0.01 price=46\u00A0249.6", "price=46249.6", "space"],
    ["/buy BTC/USDT 0.01 price=46\u202F249.6", "price=46249.6", "space"],
    ["/buy BTC/USDT 0.01 price=46'249.6", "price=46249.6", "apostrophe"],
    ["/buy BTC/USDT 0.01 price=46’249.6", "price=46249.6", "apostrophe"],
    ["/buy BTC/USDT 1_000", "1000", "underscore"],
    ["/buy BTC/USDT 1,5", "1.5", "comma"],
    ["/buy BTC/USDT 1e3", "1000", "exponent"],
    ["/buy BTC/USDT 1.5e-3", "0.0015", "exponent"],
    ["/buy BTC/USDT ０.１", "0.1", "digits other than"],
    ["/buy BTC/USDT $1.234.567", "$1234567", "more than one point"],
    ["/buy BTC/USDT $1,234,567.8", "$1234567.8", "comma"],
    ["/buy BTC/USDT .5", "0.5", "point without digits"],
    ["/buy BTC/USDT 5.", "5", "point without digits"],
    ["/buy BTC/USDT 007", "7", "needless zero"],
    ["/buy BTC/USDT 1,5%", "1.5%", "comma"],
    ["/buy BTC/USDT 1 price=−1%", "price=-1%", "minus"],
  ])("%s → %s", (line, spelling, reason) => {
    const { message, suggestions } = refused(line);
    expect(message).toContain(`type ${spelling}.`);
    expect(message).toContain(reason);
    expect(message.split(". ")).toHaveLength(1);
    const [retyped = ""] = suggestions;
    expect(() => read(retyped)).not.toThrow();
    expect(retyped).toContain(spelling);
  });

  test("70k", () => {
    expect(refused("/watch BTC/USDT > 70k", watch).message).toContain("type 70000.");
  });

  test.each(["1,23,4", "1.2,3.4", "12,3456,789", "1''2", "abc", "1e999", "٣"])(
    "%s has no spelling that can be told",
    (word) => {
      const { message, suggestions } = refused(`/buy BTC/USDT ${word}`);
      expect(message).toContain("like 0.1, $500 or 25%");
      expect(suggestions).toEqual([]);
    },
  );

  test("digits grouped with plain spaces are not taken for two arguments", () => {
    const { message, suggestions } = refused("/buy BTC/USDT 0.01 price=46 249.6");
    expect(message).toBe('"price=46 249.6" has a space inside a number: type price=46249.6.');
    expect(suggestions).toEqual(["/buy BTC/USDT 0.01 price=46249.6"]);
    expect(refused("/buy BTC/USDT 1 000").message).toContain("type 1000.");
  });
});

describe("words in each other's place", () => {
  const told = (line: string): Refusal => {
    try {
      readArgs(buy, readLine(line));
    } catch (error) {
      if (error instanceof Refusal) return error;
    }
    throw new Error("it was taken");
  };

  test("are offered the right way round, with what follows", () => {
    const refusal = told("/buy 0.01 BTC/USDT price=46000");
    expect(refusal.message).toBe(
      '"0.01" is not a pair: type it like BTC/USDT. Did you mean /buy BTC/USDT 0.01 price=46000?',
    );
    expect(refusal.suggestions).toEqual(["/buy BTC/USDT 0.01 price=46000"]);
  });

  test.each(["/buy 0.01", "/buy 0.01 0.02", "/buy =x BTC/USDT", "/buy 0.01 price=46000"])("%s offers nothing", (line) =>
    expect(told(line).suggestions).toEqual([]),
  );
});

describe("pairs, ids and words", () => {
  test.each([
    ["btc/usdt", "BTC/USDT"],
    ["BTC/USDT:USDT", "BTC/USDT:USDT"],
    ["btc-perp", "BTC/USDT:USDT"],
    ["BTCUSD", "BTCUSD"],
  ])("%s is the pair %s", (word, pair) => expect(pairArg.parse(word)).toBe(pair));

  test.each(["0.1", "ＢＴＣ/USDT", "BTC\u200B/USDT", "BTC/ﬁ", "a=b", "x".repeat(50)])("%j is no pair", (word) => {
    expect(() => pairArg.parse(word)).toThrow("BTC/USDT");
  });

  test.each([
    ["42", 42],
    ["#42", 42],
  ])("%s is order 42", (word, id) => expect(orderArg.parse(word)).toBe(id));

  test.each(["0", "#", "042", "4.2", "-1", "1e3", "99999999999999999", "４２"])("%s is no order", (word) => {
    expect(() => orderArg.parse(word)).toThrow("like 42");
  });

  test("all or an order", () => {
    expect(read("/cancel ALL", cancel)).toEqual({ what: "all" });
    expect(read("/cancel #7", cancel)).toEqual({ what: 7 });
    expect(() => read("/cancel x", cancel)).toThrow("like 42");
    expect(refused("/cancel al", cancel).suggestions).toEqual(["/cancel all"]);
  });

  test("a word that is not one of the few is answered with the nearest", () => {
    expect(() => read("/watch BTC/USDT >> 70000", watch)).toThrow("type it like > or <");
    expect(() => choice("half").parse("halv")).toThrow("type half.");
  });
});

describe("arguments", () => {
  test("positional ones come first, then named ones in any order and case", () => {
    const values = read("buy btc/usdt $50 EXCHANGE=Paper price=-1%");
    expect(values).toMatchObject({
      pair: "BTC/USDT",
      exchange: "paper",
      amount: { kind: "quote" },
      price: { kind: "off" },
    });
  });

  test.each([
    ["/buy BTC/USDT 0.1 0.2", 'what "0.2" is for'],
    ["/buy BTC/USDT price=1 0.1", "name=value comes last"],
    ["/buy BTC/USDT 0.1 price=1 price=2", "stands there twice"],
    ["/buy BTC/USDT 0.1 price=", "has no value"],
    ["/buy BTC/USDT 0.1 price= 5", "has no value"],
    ["/buy BTC/USDT 0.1 prise=5", "Did you mean price=?"],
    ["/buy BTC/USDT 0.1 colour=red", "has no colour="],
    ["/buy BTC/USDT 0.1 constructor=5", "has no constructor="],
    ["/buy BTC/USDT 0.1 __proto__=5", "what"],
  ])("%s is refused with the usage and an example", (line, reason) => {
    const { message } = refused(line);
    expect(message).toContain(reason);
    expect(message).toContain("Usage: /buy PAIR AMOUNT [price=PRICE] [exchange=NAME], for example /buy BTC/USDT 0.01");
  });

  test("what is missing is named, for a menu to ask for", () => {
    const missing = refused("/buy BTC/USDT");
    expect(missing).toBeInstanceOf(MissingArgument);
    expect(missing).toMatchObject({ argument: "amount" });
    expect(refused("/buy")).toMatchObject({ argument: "pair" });
  });

  test("a mistyped name is corrected in the line that is offered", () => {
    expect(refused("/buy BTC/USDT 0.1 prise=5").suggestions).toEqual(["/buy BTC/USDT 0.1 price=5"]);
  });

  test("free text is the rest of the line as it was typed", () => {
    expect(read('/reject #12  "too early"  a=b  x', reject)).toEqual({ order: 12, reason: '"too early"  a=b  x' });
    expect(read("/reject 12", reject)).toEqual({ order: 12 });
    expect(() => read(`/reject 12 ${"x".repeat(500)}`, reject)).toThrow("too long");
  });

  test("an optional word that is not meant is left to the text behind it", () => {
    expect(read("/halt keep exchange looks odd", halt)).toEqual({ keep: "keep", reason: "exchange looks odd" });
    expect(read("/halt exchange looks odd", halt)).toEqual({ reason: "exchange looks odd" });
    expect(read("/halt scope=paper a=b", halt)).toEqual({ scope: "paper", reason: "a=b" });
    expect(read("/halt", halt)).toEqual({});
  });

  test("usage shows the order, the names and what may be left out", () => {
    expect(usage(halt)).toBe("/halt [keep] [scope=NAME] [reason]");
    expect(usage(cancel)).toBe("/cancel ID|all");
  });
});

describe("whatever is typed", () => {
  const pieces = fc.constantFrom(
    ..."/buy |/reject |/halt |BTC/USDT|0.1|$5,200|1e3| price=|,|.|0|9|'|_|\u00A0|k|%|-|+|−|=|#|\0|\uD83D|\u202E|\n|keep|all| ".split(
      "|",
    ),
  );
  const lines = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join("")),
  );

  test("it is read or refused, never anything else", () => {
    fc.assert(
      fc.property(
        lines,
        fc.constantFrom<Parameters<typeof read>[1]>(buy, reject, halt, cancel, watch),
        (line, declared) => {
          try {
            read(line, declared);
          } catch (error) {
            expect(error).toBeInstanceOf(Refusal);
            expect((error as Refusal).message.length).toBeLessThan(400);
            expect((error as Refusal).message.isWellFormed()).toBe(true);
          }
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test("an amount that is taken is written exactly as the grammar says", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const word = parts.join("").trim();
        try {
          amountArg.parse(word);
        } catch {
          return;
        }
        expect(word).toMatch(/^\$?(0|[1-9]\d*)(\.\d+)?%?$/);
      }),
      { numRuns: 5_000 },
    );
  });

  test("long hostile words are refused", () => {
    const hostile = [
      "1,".repeat(490),
      "1.".repeat(490),
      "1 ".repeat(490),
      "9".repeat(980),
      "(".repeat(980),
      "1e".repeat(490),
    ];
    for (const word of hostile) expect(() => read(`/buy BTC/USDT ${word}`)).toThrow(Refusal);
  });
});
