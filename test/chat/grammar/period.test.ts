import { expect, test } from "vitest";

import { pastArg } from "../../../src/chat/grammar/period.ts";

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

test.each([
  ["2022", "2022-01-01", "2023-01-01"],
  ["2022-12", "2022-12-01", "2023-01-01"],
  ["2024-02", "2024-02-01", "2024-03-01"],
  ["2022-01-05", "2022-01-05", "2022-01-06"],
  ["2022-01-05..2022-02-01", "2022-01-05", "2022-02-02"],
  ["2021..2022-03", "2021-01-01", "2022-04-01"],
])("%s is from %s to before %s, in UTC days", (word, from, to) => {
  expect(pastArg.parse(word)).toEqual({ from: day(from), to: day(to) });
});

test("all is all that there is", () => expect(pastArg.parse("ALL")).toBeNull());

test.each(["2022-13", "2022-00", "2022-02-30", "22", "2022-1", "2022..2021", "2021..2022..2023", "..", "30d", ""])(
  "%j is told off with what to type",
  (word) => {
    expect(() => pastArg.parse(word)).toThrow(/is not a period: type it like 2022, 2022-01/);
  },
);
