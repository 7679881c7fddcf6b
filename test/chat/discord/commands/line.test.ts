import { describe, expect, test } from "vitest";

import { optional, marker, named, required, rest } from "../../../../src/chat/command.ts";
import { slashCommand } from "../../../../src/chat/discord/commands/declare.ts";
import { lineOf, unfinishedLine } from "../../../../src/chat/discord/commands/line.ts";
import { amountArg, choice, countArg, pairArg, priceArg, textArg } from "../../../../src/chat/grammar/arguments.ts";
import { commands } from "../../../../src/commands/index.ts";

const buy = {
  name: "buy",
  help: "Buys.",
  args: {
    price: named(priceArg, "a limit"),
    note: rest(textArg, "why"),
    pair: required(pairArg, "what to buy"),
    amount: required(amountArg, "how much"),
    times: optional(countArg, "how often"),
    tif: named(choice("gtc", "ioc"), "how long it rests"),
    again: marker(countArg, "of the question"),
  },
};

describe("a slash command", () => {
  test("has every argument as a text: what must be given first, choices where there are few words, else proposals", () => {
    expect(slashCommand(buy)).toEqual({
      type: 1,
      name: "buy",
      description: "Buys.",
      integration_types: [0],
      contexts: [0, 1],
      options: [
        { type: 3, name: "pair", description: "what to buy", required: true, autocomplete: true },
        { type: 3, name: "amount", description: "how much", required: true, autocomplete: true },
        { type: 3, name: "price", description: "a limit", required: false, autocomplete: true },
        { type: 3, name: "note", description: "why", required: false },
        { type: 3, name: "times", description: "how often", required: false },
        {
          type: 3,
          name: "tif",
          description: "how long it rests",
          required: false,
          choices: [
            { name: "gtc", value: "gtc" },
            { name: "ioc", value: "ioc" },
          ],
        },
      ],
    });
  });

  test.each(commands.map((each) => [each.name, each] as const))("/%s is one that Discord takes", (_name, command) => {
    const slash = slashCommand(command);
    expect(slash.name).toMatch(/^[a-z][a-z0-9_-]{0,31}$/);
    expect(JSON.stringify(slash).length).toBeLessThan(8_000);
    const options = slash.options ?? [];
    expect(options.length).toBeLessThanOrEqual(25);
    for (const { description, name } of [...options, slash]) {
      expect(name).toMatch(/^[a-z][a-z0-9_-]{0,31}$/);
      expect(description.length).toBeGreaterThan(0);
      expect(description.length).toBeLessThanOrEqual(100);
    }
    const needed = options.map(({ required: isNeeded }) => isNeeded === true);
    expect(needed).toEqual(needed.toSorted((a, b) => Number(b) - Number(a)));
  });
});

describe("what was chosen", () => {
  test.each([
    [{ pair: "BTC/USDT", amount: "0,1" }, "/buy BTC/USDT 0,1"],
    [
      { note: "sl is far", tif: "ioc", price: "-1%", amount: "$100", pair: "btc" },
      "/buy btc $100 price=-1% tif=ioc sl is far",
    ],
    [{ pair: " BTC/USDT ", amount: "", again: "7" }, "/buy BTC/USDT"],
    [{}, "/buy"],
  ])("%j is a line to type", (options, line) => {
    expect(lineOf(buy, new Map(Object.entries(options)))).toBe(line);
  });

  test.each([
    ["pair", { pair: "bt" }, "/buy bt", ""],
    ["amount", { pair: "BTC/USDT", amount: "" }, "/buy BTC/USDT ", ""],
    [
      "price",
      { pair: "BTC/USDT", amount: "1", price: "-", tif: "ioc", note: "x" },
      "/buy BTC/USDT 1 tif=ioc price=-",
      "price=",
    ],
  ])("of an unfinished %s the line is what stands before it", (focused, options, line, prefix) => {
    expect(unfinishedLine(buy, new Map(Object.entries(options)), focused)).toMatchObject({ line, prefix });
  });

  test("nothing is proposed where an argument before it is missing, nor for free text", () => {
    expect(unfinishedLine(buy, new Map([["amount", "1"]]), "amount")).toBeNull();
    expect(unfinishedLine(buy, new Map([["note", "1"]]), "note")).toBeNull();
    expect(unfinishedLine(buy, new Map(), "again")).toBeNull();
  });
});
