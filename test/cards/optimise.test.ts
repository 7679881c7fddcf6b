import { describe, expect, it } from "vitest";

import {
  canceledCard,
  failedCard,
  interruptedCard,
  optimisingCard,
} from "../../src/cards/strategies/optimise/at-work.ts";
import type { Optimised, Optimising, Winner } from "../../src/cards/strategies/optimise/facts.ts";
import { optimisedCard } from "../../src/cards/strategies/optimise/result.ts";
import { render } from "../../src/chat/telegram/render/render.ts";
import { renderText } from "../../src/chat/text/text.ts";
import type { ExchangeName, Pair, StrategyId } from "../../src/domain/ids.ts";
import { performanceOf } from "../../src/domain/performance/metrics.ts";
import type { Reply } from "../../src/domain/reply.ts";
import { riskOf } from "../../src/domain/strategy/risk.ts";
import { dailySeries } from "../support/equity.ts";
import { shownOf } from "../support/shown.ts";
import { NOW } from "./facts.ts";

const FACTS: Optimising = {
  id: 3,
  plan: {
    ...{ strategy: "trend" as StrategyId, name: "Trend following", exchange: "paper" as ExchangeName },
    ...{ pair: "BTC/USDT" as Pair, span: null, isGuarded: true, risk: riskOf("trend", {}), parameters: {}, most: 4 },
    values: [
      ["fast", [5, 10]],
      ["slow", [20, 30]],
    ],
    line: "optimise trend BTC/USDT all fast=5,10 slow=20,30 size=1",
    backtestLine: "backtest trend BTC/USDT all",
    typed: { settings: ["size=1"], run: ["guards=off"] },
    mayChange: true,
  },
};

const winner = (start: string, ...profits: string[]): Winner => {
  const told = performanceOf(dailySeries({ start, profits }), []);
  return { settings: ["fast=10", "slow=30"], whole: told, last: told, refused: 0 };
};
const GAINED = winner("1000", "100", "-150", "1100");
const LOST = winner("1000", "100", "-150", "-20");

function done(changes: Partial<Omit<Optimised, "ranking">> & Partial<Optimised["ranking"]> = {}): Optimised {
  const forward = { parts: 4, growth: 0.0123, sharpe: 1.5, trips: 12 };
  const { order = [1, 0], figures = [1, 2.5], deflated = 0.97, luck = 0.8, ...rest } = changes;
  return {
    ...{ from: Date.UTC(2022, 0, 1), until: Date.UTC(2022, 1, 1), lastFrom: Date.UTC(2022, 0, 26), parts: 5 },
    ...{ tried: 4, combinations: 4, leftOut: 0, winners: [GAINED, LOST], heat: null, ...rest },
    ranking: { order, figures, deflated, luck, forward },
  };
}

const said = (reply: Reply): string => renderText(reply, { zone: "UTC", now: NOW });
const SO_FAR = { done: 37, of: 120, best: { settings: ["fast=5"], sharpe: 1.234 }, isExact: false };

describe("the card of an optimisation", () => {
  it("tells how far it is and what leads", () => {
    expect(said(optimisingCard(FACTS, SO_FAR))).toBe(
      [
        "⏳ Optimising Trend following · BTC/USDT  no. 3",
        "/optimise trend BTC/USDT all fast=5,10 slow=20,30 size=1",
        "██████░░░░░░░░░░░░░░ 30 %, 37 of 120 sets",
        "Best so far: fast=5, Sharpe 1.23",
        "[ Cancel ]",
      ].join("\n"),
    );
    expect(said(optimisingCard(FACTS, { ...SO_FAR, done: 120, best: null, isExact: true }))).toContain(
      "100 %, 120 of 120 sets; the best run once more, exactly",
    );
  });

  it.each([
    [canceledCard(FACTS, { by: "Ann", on: "discord", at: NOW }), "done"],
    [interruptedCard(FACTS), "done"],
    [failedCard(FACTS, "It took too long."), "refused"],
  ])("is final where it ended early, and offers to run it again (%#)", (card, outcome) => {
    expect(card.outcome).toBe(outcome);
    expect(card.blocks.at(-1)).toEqual({ kind: "buttons", buttons: [{ label: "Run again", run: FACTS.plan.line }] });
  });

  it("says in its first line what the best made in all, and where nobody had looked", () => {
    const [first] = said(optimisedCard(FACTS, done())).split("\n");
    expect(first).toBe(
      "✅ Best of 4: fast=10 slow=30, +105.00 % in all, +105.00 % where nobody had looked · Trend following · BTC/USDT  no. 3",
    );
  });

  it("stands side by side on a phone, also with large figures", () => {
    const [message] = render(
      shownOf(optimisedCard(FACTS, done())),
      { kind: "card", hasPicture: false },
      { zone: "UTC", now: NOW },
    );
    const [, table = ""] = /<pre>([^<]*)<\/pre>/.exec(message?.html ?? "") ?? [];
    expect(table.split("\n")[0]).toMatch(/^# +All % +Sharpe +Fall +Last$/);
    expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThanOrEqual(32);
  });

  it.each([
    [{ deflated: 0.97 }, "more than luck"],
    [{ deflated: 0.6 }, "may well be luck"],
    [{ deflated: 0.2 }, "no better than luck"],
    [{ deflated: 0.6, figures: [-1, -2], order: [0, 1] }, "none of them earned for its risk"],
    [{ deflated: null }, "too few to tell luck from skill"],
    [{ winners: [LOST] }, "It earned nothing in the last part: it did not last."],
    [{ winners: [GAINED] }, "It earned in the last part, too."],
    [{ combinations: 500 }, "4 of 500 combinations, by chance"],
    [{ leftOut: 2, combinations: 6 }, "all 6 combinations; 2 do not go together"],
    [{ winners: [{ ...GAINED, refused: 7 }] }, "The desk's limits refused entries (7 of set 1)."],
    [{ winners: [], order: [] }, "None of 4 sets traded enough to be ranked"],
  ])("with %j says %s", (changes, words) => expect(said(optimisedCard(FACTS, done(changes)))).toContain(words));

  it("uses and runs again all that was typed", () => {
    const { blocks } = optimisedCard(FACTS, done());
    expect(blocks.at(-1)).toEqual({
      kind: "buttons",
      buttons: [
        { label: "Use these parameters", run: "strategy trend set fast=10 slow=30 size=1" },
        { label: "Backtest", run: "backtest trend BTC/USDT all fast=10 slow=30 size=1 guards=off" },
      ],
    });
  });
});
