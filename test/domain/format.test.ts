import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatLine, formatMoney, formatQuantity, formatValue, MARKS, plain } from "../../src/domain/format.ts";
import { from, text } from "../../src/domain/money.ts";
import type { Value } from "../../src/domain/reply.ts";

const UTC = { zone: "UTC", now: Date.UTC(2022, 0, 4, 8, 0, 0) };
const show = (value: Value, reader = UTC): string => formatValue(value, reader);
const money = (amount: string, asset = "USDT"): Value => ({ type: "money", amount, asset });

describe("minus nothing", () => {
  const values = ["-0.004", "-0.0049", "-0.006", "0.004", "-0.00001", "0"];

  test.each(values.map((amount, index) => [amount, ["0.00", "0.00", "−0.01", "0.00", "0.00", "0.00"][index]]))(
    "a change of %s is shown as %s",
    (amount, shown) => {
      expect(show({ type: "money", amount, asset: "USDT", change: true })).toBe(`${shown} USDT`);
      expect(show({ type: "number", number: amount, places: 2, change: true })).toBe(shown);
    },
  );

  test.each(values)("%s as percent of 10,000 is 0.00 %%", (amount) => {
    const percent = (Number(amount) / 100).toFixed(8);
    expect(show({ type: "percent", percent, change: true })).toBe("0.00 %");
  });
});

describe("money", () => {
  test.each([
    ["578.12", "USDT", "578.12 USDT"],
    ["10342.184", "USDT", "10,342.18 USDT"],
    ["1000", "USDT", "1,000.00 USDT"],
    ["-1234567.5", "USDT", "−1,234,567.50 USDT"],
    ["0.0000125", "BTC", "0.0000125 BTC"],
    ["0.10", "BTC", "0.1 BTC"],
    ["0.123456789", "BTC", "0.12345679 BTC"],
    ["9007199254740993.125", "USDT", "9,007,199,254,740,993.12 USDT"],
  ])("%s of %s is %s", (amount, asset, shown) => {
    expect(show(money(amount, asset))).toBe(shown);
  });

  test("a change always has its sign, an estimate its mark", () => {
    expect(show({ type: "money", amount: "126.4", asset: "USDT", change: true })).toBe("+126.40 USDT");
    expect(show({ type: "money", amount: "-31.05", asset: "USDT", change: true })).toBe("−31.05 USDT");
    expect(show({ type: "money", amount: "578.1201", asset: "USDT", estimate: true })).toBe("≈ 578.12 USDT");
  });

  test("a size keeps every digit and is grouped", () => {
    expect(formatQuantity(from("1053.72"), "SOL")).toBe("1,053.72 SOL");
    expect(formatQuantity(from("0.000000000123"), "BTC")).toBe("0.000000000123 BTC");
  });

  test("as a sentence says it", () => {
    expect(formatMoney(from("5200"), "USDT")).toBe("5,200.00 USDT");
  });
});

describe("other numbers", () => {
  test.each<[Value, string]>([
    [{ type: "price", price: "46249.6", places: 1 }, "46,249.6"],
    [{ type: "price", price: "45120", places: 1 }, "45,120.0"],
    [{ type: "price", price: "0.00001234", places: 8 }, "0.00001234"],
    [{ type: "price", price: "46249.64", places: 1, estimate: true }, "≈ 46,249.6"],
    [{ type: "quantity", quantity: "0.01250" }, "0.0125"],
    [{ type: "quantity", quantity: "1500", asset: "DOGE" }, "1,500 DOGE"],
    [{ type: "quantity", quantity: "0.000000000000000001", asset: "ETH" }, "0.000000000000000001 ETH"],
    [{ type: "percent", percent: "-2.44", change: true }, "−2.44 %"],
    [{ type: "percent", percent: "4.8654", change: true }, "+4.87 %"],
    [{ type: "percent", percent: "0.5" }, "0.50 %"],
    [{ type: "percent", percent: "0.0034", places: 3, change: true }, "+0.003 %"],
    [{ type: "percent", percent: "0.02", estimate: true }, "≈ 0.02 %"],
    [{ type: "number", number: "11.64", places: 1 }, "11.6"],
    [{ type: "order", id: 42 }, "#42"],
    [{ type: "order", id: 12345 }, "#12345"],
    [{ type: "pair", pair: "BTC/USDT" }, "BTC/USDT"],
    [{ type: "command", line: "/why 42" }, "/why 42"],
  ])("%j is %s", (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  test("no number is ever written with an exponent or a hyphen for a minus", () => {
    const amounts = fc
      .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 25 }))
      .map(([mantissa, places]) => text({ mantissa, places }));
    fc.assert(
      fc.property(amounts, fc.boolean(), fc.integer({ min: 0, max: 10 }), (amount, signed, places) => {
        const change = signed ? ({ change: true } as const) : {};
        const shown = [
          show({ type: "money", amount, asset: "USDT", ...change }),
          show({ type: "price", price: amount, places }),
          show({ type: "quantity", quantity: amount, asset: "X" }),
          show({ type: "percent", percent: amount, ...change }),
          show({ type: "number", number: amount, places, ...change }),
        ].map((each) => each.split(" ")[0] ?? "");
        for (const digits of shown) {
          expect(digits).toMatch(/^[+−]?\d{1,3}(,\d{3})*(\.\d+)?$/);
          expect(digits).not.toMatch(/^[+−][0.,]*$/);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("time", () => {
  const at = Date.UTC(2022, 0, 4, 8, 1, 12, 345);

  test.each([
    ["UTC", "08:01:12", "4 Jan 2022"],
    ["Europe/Berlin", "09:01:12", "4 Jan 2022"],
    ["America/Los_Angeles", "00:01:12", "4 Jan 2022"],
    ["Pacific/Honolulu", "22:01:12", "3 Jan 2022"],
    ["Asia/Kathmandu", "13:46:12", "4 Jan 2022"],
  ])("in %s it is %s on %s", (zone, clock, day) => {
    const reader = { zone, now: 0 };
    expect(show({ type: "time", at, style: "clock" }, reader)).toBe(clock);
    expect(show({ type: "time", at, style: "day" }, reader)).toBe(day);
    expect(show({ type: "time", at, style: "moment" }, reader)).toBe(`${day} ${clock}`);
  });

  test("every month has three letters", () => {
    const days = Array.from({ length: 12 }, (_, month) =>
      show({ type: "time", at: Date.UTC(2022, month, 15), style: "day" }),
    );
    expect(days).toEqual("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ").map((name) => `15 ${name} 2022`));
  });

  test("midnight is 00, never 24", () => {
    expect(show({ type: "time", at: Date.UTC(2022, 0, 4), style: "moment" })).toBe("4 Jan 2022 00:00:00");
  });

  test.each([
    [298_000, "4:58"],
    [297_001, "4:58"],
    [60_000, "1:00"],
    [1, "0:01"],
    [0, "0:00"],
    [-5_000, "0:00"],
    [3_600_000, "1:00:00"],
    [90_061_000, "25:01:01"],
  ])("%d ms from now is %s left", (ms, shown) => {
    expect(show({ type: "left", until: UTC.now + ms })).toBe(shown);
  });
});

describe("free text", () => {
  test.each([
    ["too early", "too early"],
    ["two\nlines\r\n", "two lines  "],
    ["red \u001b[31malert", "red  [31malert"],
    ["sell \u202Eyub\u202C now", "sell yub now"],
    ["a\u200Bb\u2066c\u2069\uFEFF", "abc"],
    ["line\u2028end\u2029", "line end "],
    ["lone \uD800 half", "lone \uFFFD half"],
    ["hid\u034Fd\u{E0101}e\uFE01n\u17B4", "hidden"],
    ["Zürich 東京 ⚠️", "Zürich 東京 ⚠️"],
  ])("%j is shown as %j", (free, shown) => {
    expect(plain(free)).toBe(shown);
    expect(formatLine([free, { type: "command", line: free }], UTC)).toBe(shown + shown);
  });

  test("what is shown never hides, turns or breaks a line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (free) => {
        expect(plain(free)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(plain(plain(free))).toBe(plain(free));
      }),
      { numRuns: 1_000 },
    );
  });

  test("every mark is another sign", () => {
    expect(new Set(Object.values(MARKS)).size).toBe(Object.keys(MARKS).length);
  });
});
