import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, it } from "vitest";

import { csvOf } from "../../src/domain/csv.ts";

it("any cells are read back as they were, but for what a spreadsheet would take for a formula", () => {
  const cell = fc.oneof(fc.string(), fc.constantFrom('a "b"', "x,y", "x;y", "two\r\nlines", "-1.50", "0"));
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }), (rows) => {
      const read = parse(csvOf(rows), { record_delimiter: "\r\n", relax_column_count: true, skip_empty_lines: false });
      expect(read.map((row: string[]) => row.map((each) => each.replace(/^'/, "")))).toEqual(
        rows.map((row) => row.map((each) => each.replace(/^'/, ""))),
      );
    }),
  );
});

it.each([
  ["=1+1", "'=1+1"],
  ["+1+1", "'+1+1"],
  ["-1+1", "'-1+1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["＝1", "'＝1"],
  ["\t=1", "'\t=1"],
  ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
  ["-1.50", "-1.50"],
  ["-2", "-2"],
  ["RSI 14=75.2;ATR=3", '"RSI 14=75.2;ATR=3"'],
])("%j stands as %j", (given, stands) => {
  expect(csvOf([[given]])).toBe(`${stands}\r\n`);
});
