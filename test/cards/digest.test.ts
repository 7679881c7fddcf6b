/** The digest by the picture of CHAT, of a desk with nothing, of several accounts; and when the next one comes. */
import { describe, expect, it } from "vitest";

import { type AccountFigures, digestCard, type DigestFacts } from "../../src/cards/digest/digest.ts";
import { digestSetCard, type DigestSetting, noDigestCard } from "../../src/cards/digest/setting.ts";
import { dateWords, momentWords } from "../../src/cards/digest/words.ts";
import { from, ZERO } from "../../src/domain/money.ts";
import { known, missing } from "../../src/domain/performance/figure.ts";
import { read, runs } from "./facts.ts";

const AT = Date.UTC(2022, 0, 4, 8);
const DAY = 24 * 60 * 60_000;

const figures: AccountFigures = {
  equity: from("10342.18"),
  unpriced: null,
  change: from("126.4"),
  percent: known(1.237),
  open: { count: 3, profit: from("84.2") },
  exposure: from("31.2"),
  best: { pair: "ETH/USDT", profit: from("84.2") },
  worst: { pair: "SOL/USDT", profit: from("-31.05") },
  fills: 12,
  fees: from("4.11"),
  drawdown: from("2.1"),
  drawdownLimit: from("10"),
  chart: { kind: "equity", name: "paper", currency: "USDT", places: 2, points: [[AT, 10_342.18, 0]] },
};

const facts: DigestFacts = {
  ...{ zone: "UTC", at: AT, since: AT - DAY, missed: null, currency: "USDT" },
  accounts: [{ exchange: "paper", mode: "paper", figures }],
  strategies: [
    { name: "Trend following", mode: "paper", percent: known(1.8) },
    { name: "Grid", mode: "paper", percent: known(-0.2) },
  ],
  ...{ proposals: 2, lapsed: 0, gaps: [], deliveryLagMs: 420 },
};

const untouched: AccountFigures = {
  ...figures,
  ...{ equity: from("10000"), change: ZERO, percent: known(0), open: { count: 0, profit: ZERO }, exposure: ZERO },
  ...{ best: null, worst: null, fills: 0, fees: ZERO, drawdown: ZERO },
};

/** Without the chart, whose words have a test of their own. */
const lines = (changes: Partial<DigestFacts> = {}, width?: number): string[] => {
  const card = digestCard({ ...facts, ...changes });
  return read({ ...card, blocks: card.blocks.filter(({ kind }) => kind !== "chart") }, width);
};

describe("a digest", () => {
  it("tells of the day in one look", () => {
    expect(lines()).toEqual([
      "Digest · Tue 4 Jan 2022 · since yesterday 08:00",
      "Equity  10,342.18 USDT   +126.40  +1.24 %",
      "Open    3 positions +84.20 · exposure 31 %",
      "Best    ETH/USDT +84.20   Worst SOL/USDT −31.05",
      "Fills   12 · fees 4.11 USDT · drawdown 2.1 % of 10 %",
      "Trend following  +1.8 %",
      "Grid             −0.2 %",
      "⏳ 2 proposals wait",
      "Data complete · delivery 0.4 s behind",
      "[ Show ]",
    ]);
    expect(runs(digestCard(facts))).toEqual({ Show: "proposals" });
    expect(digestCard(facts).blocks.filter(({ kind }) => kind === "chart")).toHaveLength(1);
  });

  it("of a new desk reads well too", () => {
    const accounts = [{ exchange: "paper", mode: "paper", figures: untouched }] as const;
    expect(lines({ accounts, strategies: [], proposals: 0, deliveryLagMs: 0 })).toEqual([
      "Digest · Tue 4 Jan 2022 · since yesterday 08:00",
      "Equity  10,000.00 USDT, unchanged",
      "Open    no position",
      "Fills   none · drawdown 0.0 % of 10 %",
      "Data complete · delivery 0.0 s behind",
    ]);
  });

  it("before the first look at an account says so", () => {
    const accounts = [{ exchange: "paper", mode: "paper", figures: null }] as const;
    expect(lines({ accounts })[1]).toBe("No figures yet: an account is looked at once a minute.");
  });

  it("that was missed says for when it was, and why it is late", () => {
    expect(lines({ missed: AT - DAY, since: AT - 3 * DAY, at: AT - 1 })[1]).toBe(
      "⚠️ For yesterday 08:00; the desk was down. The figures are of now.",
    );
  });

  it("of real money says LIVE in its first line and beside what is live", () => {
    const accounts = [
      { exchange: "bybit", mode: "live", figures },
      { exchange: "paper", mode: "paper", figures: untouched },
    ] as const;
    const strategies = [{ name: "Grid", mode: "live", percent: known(1) }] as const;
    const told = lines({ accounts, strategies });
    expect(told[0]).toBe("LIVE · Digest · Tue 4 Jan 2022 · since yesterday 08:00");
    expect(told.filter((line) => ["LIVE bybit", "paper"].includes(line))).toHaveLength(2);
    expect(told).toContain("LIVE Grid  +1.0 %");
  });

  it("says what its figures lack", () => {
    const unpriced = { ...figures, equity: null, unpriced: "SOL", exposure: null, fees: null, drawdown: null };
    const open = { count: 1, profit: null };
    const accounts = [{ exchange: "paper", mode: "paper", figures: { ...unpriced, open } }] as const;
    const gaps = ["no price for SOL", "paper: the feed has ended: nothing fills any more"];
    expect(lines({ accounts, gaps, strategies: [], proposals: 1, lapsed: 3 }).slice(1)).toEqual([
      "Equity  n/a: no price for SOL",
      "Open    1 position n/a · exposure n/a",
      "Best    ETH/USDT +84.20   Worst SOL/USDT −31.05",
      "Fills   12 · fees n/a · drawdown n/a of 10 %",
      "⏳ 1 proposal waits",
      "⌛ 3 proposals lapsed",
      "⚠️ Data not complete: no price for SOL; paper: the feed has ended: nothing fills any more · delivery 0.4 s behind",
      "[ Show ]",
    ]);
  });

  it("shows no percent that is none", () => {
    const accounts = [
      { exchange: "paper", mode: "paper", figures: { ...figures, percent: missing("it began with nothing") } },
    ] as const;
    expect(lines({ accounts })[1]).toBe("Equity  10,342.18 USDT   +126.40  n/a");
  });

  it("fits a phone", () => {
    for (const line of lines({}, 32)) expect([line, line.length <= 32]).toEqual([line, true]);
  });
});

describe("the words for a moment", () => {
  it.each([
    ["2022-01-04T07:00Z", "UTC", "2022-01-04T08:00Z", "07:00"],
    ["2022-01-03T08:00Z", "UTC", "2022-01-04T08:00Z", "yesterday 08:00"],
    ["2022-01-02T08:00Z", "UTC", "2022-01-04T08:00Z", "2 Jan 2022 08:00"],
    ["2022-01-03T23:30Z", "Europe/Berlin", "2022-01-04T08:00Z", "00:30"],
    // The 29th has 23 hours there.
    ["2026-03-28T23:30Z", "Europe/Berlin", "2026-03-30T00:30Z", "yesterday 00:30"],
  ])("%s in %s, seen from %s, are %s", (at, zone, from, words) => {
    expect(momentWords(Date.parse(at), zone, Date.parse(from))).toBe(words);
  });

  it("name the day of the zone", () => {
    expect(dateWords(Date.UTC(2022, 0, 4, 23, 30), "Europe/Berlin")).toBe("Wed 5 Jan 2022");
  });
});

describe("the answer to /digest", () => {
  const setting: DigestSetting = {
    ...{ time: "08:00", zone: "Europe/Berlin", isHeard: true },
    next: { kind: "paper", at: Date.UTC(2022, 0, 4, 7), inMs: 11 * 60_000 },
  };

  it("says when the next one comes, in both times", () => {
    expect(read(digestSetCard(setting, false))).toEqual([
      "Digest daily 08:00 Europe/Berlin: next 08:00 paper time, in 11 min",
      "[ Now ] [ Off ]",
    ]);
    const next = { ...setting.next, kind: "people", inMs: 3 * 60 * 60_000 } as const;
    expect(read(digestSetCard({ ...setting, next }, true))[0]).toBe(
      "✅ Digest daily 08:00 Europe/Berlin: next 08:00, in 3 h",
    );
  });

  it("says nothing of when where nobody can", () => {
    const next = { ...setting.next, inMs: null };
    expect(read(digestSetCard({ ...setting, next }, false))[0]).toBe(
      "Digest daily 08:00 Europe/Berlin: next 08:00 paper time",
    );
  });

  it("says where it does not come, and what brings it", () => {
    expect(read(digestSetCard({ ...setting, isHeard: false }, false))[1]).toBe(
      "⚠️ It does not come: the topic digest is off here. On again: /notify digest on",
    );
  });

  it("offers one where there is none", () => {
    expect(runs(noDigestCard(true))).toEqual({ Now: "digest now", "Daily 08:00": "digest daily 08:00" });
    expect(read(noDigestCard(true))[0]).toBe("✅ Digest off: none comes here by itself");
    expect(read(noDigestCard(false))[0]).toBe("No digest comes here by itself");
  });
});
