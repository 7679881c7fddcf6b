/** /backtest … trades=csv: every round trip of a run as a file. */
import type { Backtest } from "../../domain/backtest/backtest.ts";
import type { TradeFile } from "../../domain/backtest/trades.ts";
import type { Reply } from "../../domain/reply.ts";
import { counted } from "../words.ts";

export interface TradesFacts {
  readonly id: string;
  readonly name: string;
  readonly pair: string;
  readonly done: Pick<Backtest, "fingerprint" | "open">;
  readonly trades: TradeFile;
}

export function backtestTradesCard({ id, name, pair, done, trades }: TradesFacts): Reply {
  const { csv, rows, left } = trades;
  const open = done.open.count === 0 || left > 0 ? "" : "; the last one is open at the end";
  const rest = left === 0 ? "" : `; ${left} more are not in it, choose a shorter period for these`;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`All trades · backtest · ${name} · ${pair}`] },
      { kind: "text", line: [`${counted(rows, "row", "rows")}, oldest first, times in UTC${open}${rest}`] },
      { kind: "text", line: [`All orders and fills: sha256 ${done.fingerprint.slice(0, 16)}`] },
      { kind: "file", name: `${fileName(`${id} ${pair}`)}-${done.fingerprint.slice(0, 8)}.csv`, text: csv },
    ],
  };
}

function fileName(words: string): string {
  return words.replaceAll(/[^\w-]+/g, "-");
}
