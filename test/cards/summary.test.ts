import { expect, test } from "vitest";

import { awayCard, summaryCard } from "../../src/cards/summary.ts";
import { at, NOW, read } from "./facts.ts";

test("a burst is counted by topic, what can cost money first", () => {
  const counts = [
    { topic: "health", count: 1 },
    { topic: "price", count: 3 },
    { topic: "fills", count: 8 },
  ] as const;
  expect(read(summaryCard(counts))).toEqual(["12 more: 8 fills, 3 prices, 1 health", "[ Show ]"]);
  expect(read(summaryCard([{ topic: "orders", count: 12_345 }]))[0]).toBe("12,345 more: 12,345 orders");
});

test("an absence without a loud alert is one line and its topics", () => {
  const card = awayCard({ since: at(7, 0, 0), now: NOW, loud: [], others: [{ topic: "fills", count: 2 }] });
  expect(read(card)).toEqual([
    "While you were away (56 min): 2 alerts since 4 Jan 2022 07:00:00",
    "2 fills",
    "[ Show ]",
  ]);
});

test("an absence with one loud alert names it and has no rest", () => {
  const loud = [{ at: at(7, 30, 0), line: ["HALTED by Ann"] }];
  expect(read(awayCard({ since: at(7, 0, 0), now: NOW, loud, others: [] }))).toEqual([
    "⚠️ While you were away (56 min): 1 alert since 4 Jan 2022 07:00:00",
    "4 Jan 2022 07:30:00 HALTED by Ann",
    "[ Show ]",
  ]);
});
