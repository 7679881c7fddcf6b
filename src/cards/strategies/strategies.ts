/** /strategies: what trades, how, and what it has made so far. */
import { type Decimal, sum } from "../../domain/money.ts";
import type { Block, Line, Reply } from "../../domain/reply.ts";
import { type Page, pageButtons, rowsOf, span } from "../pages.ts";
import { CHANGE, command, money, number } from "../values.ts";
import { button, buttons, counted, say } from "../words.ts";

export interface StrategyRow {
  readonly id: string;
  readonly status: "ACTIVE" | "PAUSED" | "BACKTEST";
  /** Without it it decides nothing, whatever its status. */
  readonly hasCode: boolean;
  readonly mode: string;
  readonly openPositions: number;
  /** Realised and open, in the desk's currency. */
  readonly profit: Decimal;
}

export interface StrategyList {
  readonly rows: readonly StrategyRow[];
  /** Why the code of some cannot be had, a sentence each. */
  readonly faults: readonly string[];
}

export function strategiesCard({ rows, faults }: StrategyList, currency: string, page: Page): Reply {
  if (rows.length === 0) return say("done", ["There is no strategy."]);
  const shown = rowsOf(rows, page);
  const active = rows.filter(({ status }) => status === "ACTIVE").length;
  return {
    outcome: "done",
    blocks: [
      {
        kind: "headline",
        line: [`${counted(rows.length, "strategy", "strategies")}, ${active} active${span(page)}`],
      },
      {
        kind: "table",
        columns: [
          { title: "Strategy", align: "left" },
          { title: "Status", align: "left" },
          { title: "Open", align: "right" },
          { title: "Profit", align: "right" },
        ],
        rows: shown.map((row): Line[] => [
          [row.id],
          [row.hasCode ? statusWord(row) : "no code"],
          [String(row.openPositions)],
          [number(row.profit, 2, CHANGE)],
        ]),
      },
      ...faults.map((fault): Block => ({ kind: "text", line: [`⚠️ ${fault}`] })),
      { kind: "text", line: ["Together ", money(sum(rows.map(({ profit }) => profit)), currency, CHANGE)] },
      { kind: "text", line: ["One of them: ", command(`/strategy ${rows[0]?.id ?? "trend"}`)] },
      ...buttons(...shown.map(({ id }) => button(id, `strategy ${id}`)), ...pageButtons(page, "strategies")),
    ],
  };
}

/** `asks`, `auto`, `notifies` while it is active. */
export function statusWord({ status, mode }: Pick<StrategyRow, "status" | "mode">): string {
  if (status !== "ACTIVE") return status.toLowerCase();
  return mode === "ask" ? "asks" : mode === "notify" ? "notifies" : "auto";
}
