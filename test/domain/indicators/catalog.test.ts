import { describe, expect, test } from "vitest";

import { INDICATORS } from "../../../src/domain/indicators/catalog.ts";
import { chartLines, chosen, isTaken, panelWords, wordOf } from "../../../src/domain/indicators/chosen.ts";
import { wanderingColumns } from "../../support/indicator-series.ts";

const columns = wanderingColumns(3_000);
const named = (word: string) => {
  const indicator = INDICATORS.find((each) => each.word === word);
  if (indicator === undefined) throw new Error(`no indicator ${word}`);
  return chosen(indicator, []);
};

describe.each(INDICATORS)("$word", (indicator) => {
  const usual = chosen(indicator, []);

  test("computes with its usual numbers, which lie in its ranges, a value for each candle from its warm-up on", () => {
    indicator.parameters.forEach((parameter) => expect(isTaken(parameter, parameter.usual)).toBe(true));
    const { warmUp } = indicator.memory(usual.numbers, "1m");
    const lines = indicator.compute(columns, usual.numbers);
    expect(lines[0]?.role).toBe("main");
    for (const { values } of lines) {
      expect(values.length).toBe(columns.close.length);
      expect(values.subarray(warmUp - 1).some(Number.isNaN)).toBe(false);
    }
  });

  test("refuses numbers out of range", () => {
    for (const parameter of indicator.parameters) {
      expect(isTaken(parameter, parameter.least)).toBe(true);
      expect(isTaken(parameter, parameter.most)).toBe(true);
      for (const number of [parameter.least - 0.01, parameter.most + 0.01, Number.NaN, Number.POSITIVE_INFINITY])
        expect(isTaken(parameter, number)).toBe(false);
      expect(isTaken(parameter, parameter.least + 0.5)).toBe(!parameter.isWhole);
    }
  });

  test("is found by its word alone", () => {
    expect(INDICATORS.filter(({ word }) => word === indicator.word)).toHaveLength(1);
    expect(wordOf(usual)).toMatch(/^[a-z]+(:\d+(,\d+)*)?$/);
  });
});

describe("the lines of a chart", () => {
  test("are of the newest candles, with their names, their panels and no digits that nobody sees", () => {
    const all = ["ema", "macd", "rsi", "bollinger"].map(named);
    const lines = chartLines(all, columns, { count: 5, places: 1 });
    expect(lines.map(({ label, role, where }) => [label, role, where])).toEqual([
      ["EMA 20", "main", "price"],
      ["MACD 12,26,9", "main", 0],
      ["signal", "signal", 0],
      ["histogram", "bars", 0],
      ["RSI 14", "main", 1],
      ["Bollinger 20,2", "main", "price"],
      ["upper", "band", "price"],
      ["lower", "band", "price"],
    ]);
    for (const { values } of lines) {
      expect(values).toHaveLength(5);
      for (const value of values) expect(String(value)).toMatch(/^-?\d+(\.\d{1,3})?$/);
    }
    expect(panelWords(all)).toEqual(["macd", "rsi"]);
  });

  test("have nothing where an indicator is not warm yet", () => {
    const short = wanderingColumns(22);
    const [line] = chartLines([named("ema")], short, { count: 22, places: 1 });
    expect(line?.values.findIndex((value) => value !== null)).toBe(19);
  });

  test("of one word share a panel", () => {
    expect(panelWords([named("rsi"), named("rsi"), named("atr")])).toEqual(["rsi", "atr"]);
  });
});
