/** /exchanges: the accounts of the desk, what each runs on and how it stands. */
import type { Block, Line, Reply } from "../domain/reply.ts";
import { type Page, pageButtons, rowsOf, span } from "./pages.ts";
import { moment } from "./values.ts";
import { type Account, buttons, counted, live, venue } from "./words.ts";

export interface ExchangeRow extends Account {
  /** What it runs on; null where the account is not open. */
  readonly market: {
    /** `synthetic`, `replay:FILE` … */
    readonly source: string;
    /** Times real time; null where it runs as fast as it can or on its own. */
    readonly speed: number | null;
    /** Market time, ms UTC. */
    readonly now: number;
  } | null;
  readonly isHalted: boolean;
  /** Why nothing is sent or fills there; null while all is well. */
  readonly standstill: string | null;
  readonly pairs: number;
  /** Orders at work there. */
  readonly orders: number;
}

/** `rows`: all of them; the page shows some. */
export function exchangesCard(rows: readonly ExchangeRow[], page: Page): Reply {
  const shown = rowsOf(rows, page);
  const isLive = rows.some(({ mode }) => mode === "live");
  const what = counted(rows.length, "account", "accounts");
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [...live({ mode: isLive ? "live" : "paper" }), `${what}${span(page)}`] },
      { kind: "fields", fields: shown.map((row) => ({ label: venue(row), lines: lines(row) })) } satisfies Block,
      ...buttons(...pageButtons(page, "exchanges")),
    ],
  };
}

function lines(row: ExchangeRow): Line[] {
  return [
    [stateOf(row)],
    ...marketLine(row),
    [`${counted(row.pairs, "pair", "pairs")}, ${counted(row.orders, "open order", "open orders")}`],
  ];
}

/** A halt is said beside what else is wrong. */
function stateOf({ market, isHalted, standstill }: ExchangeRow): string {
  if (market === null) return "not active";
  const said = [...(isHalted ? ["HALTED"] : []), ...(standstill === null ? [] : [standstill])];
  return said.length === 0 ? "active" : said.join(" · ");
}

function marketLine({ market }: ExchangeRow): Line[] {
  if (market === null) return [];
  const speed = market.speed === null ? "" : ` at ×${market.speed}`;
  return [[`${market.source}${speed}, market time `, moment(market.now)]];
}
