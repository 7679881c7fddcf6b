import { expect, test } from "vitest";

import { dayIn, nextDayIn } from "../../src/domain/day.ts";

// In Havana clocks go back at midnight: the day of 6 November 2022 begins twice, an hour apart.
test("a day that begins twice begins with the first, whoever asked before", () => {
  const first = Date.parse("2022-11-06T04:00:00Z");
  const within = first + 30 * 60_000;
  expect(dayIn(within, "America/Havana")).toBe("2022-11-06");
  expect(nextDayIn(first - 1, "America/Havana")).toBe(first);
  expect(dayIn(first - 1, "America/Havana")).toBe("2022-11-05");
  expect(dayIn(within, "America/Havana")).toBe("2022-11-06");
});
