/** A line of each command that does something on the desk of everybody.ts. */
import type { Role } from "../../src/chat/command.ts";
import { transact } from "../../src/db/transact.ts";
import { from, sub, text } from "../../src/domain/money.ts";
import { Halt } from "../../src/models/halt.ts";
import { type CandleKey, IMPORTED } from "../../src/series/store.ts";
import { NOW } from "./database.ts";
import { wanderingMinutes } from "./engine.ts";
import type { Everybody } from "./everybody.ts";
import { BTC } from "./paper-venue.ts";

export interface Sample {
  /** On the desk of test/support/everybody.ts it does something. */
  readonly line: string;
  /** Left out: the command's own role. */
  readonly needs?: Role;
  /** Not where others would read the answer. */
  readonly isPrivate?: true;
  /** What must stand before. */
  readonly given?: (everybody: At) => Promise<unknown>;
}

type At = Pick<Everybody, "trader">;

const aHalt = ({ trader }: At): Promise<unknown> =>
  transact(trader.desk, (tx) => Halt.query(tx).insert({ scope: "all", createdAt: NOW }));

/** The exchange has 0.006 of the 0.01 BTC, and no order was just at work. */
const aDrift = async ({ trader: { venue, desk } }: At): Promise<void> => {
  desk.clock.set(NOW + 6_000);
  venue.move("BTC", text(sub(from("0.006"), from(venue.total("BTC")))));
};

/** Enough for a backtest to begin on. */
const someMinutes = ({ trader: { series, venue } }: At): Promise<unknown> => {
  const key: CandleKey = { exchange: venue.exchange, source: IMPORTED, pair: BTC, timeframe: "1m" };
  return series.candles.append([{ key, candles: wanderingMinutes(600, 1, 5) }]);
};

/** Enough to be parted. */
const someDays = async ({ trader: { series, venue } }: At): Promise<void> => {
  const key: CandleKey = { exchange: venue.exchange, source: IMPORTED, pair: BTC, timeframe: "1m" };
  const minutes = wanderingMinutes(6_000, 1, 5);
  for (let i = 0; i < minutes.length; i += 1_000)
    await series.candles.append([{ key, candles: minutes.slice(i, i + 1_000) }]);
};

export const SAMPLES: Readonly<Record<string, Sample>> = {
  buy: { line: "/buy BTC/USDT 0.001" },
  sell: { line: "/sell BTC/USDT 0.001" },
  close: { line: "/close BTC/USDT" },
  cancel: { line: "/cancel 2" },
  protect: { line: "/protect BTC/USDT sl=-2%" },
  orders: { line: "/orders" },
  order: { line: "/order 1" },
  trades: { line: "/trades" },
  proposals: { line: "/proposals" },
  // The owner has proposed it: traders decide on their own alone.
  approve: { line: "/approve 1", needs: "approver" },
  reject: { line: "/reject 1 too early", needs: "approver" },
  why: { line: "/why 1" },
  backtest: { line: "/backtest trend BTC/USDT all", given: someMinutes },
  optimise: { line: "/optimise trend BTC/USDT all timeframe=5m fast=5..10/5 slow=20", given: someDays },
  balance: { line: "/balance" },
  positions: { line: "/positions" },
  position: { line: "/position BTC/USDT" },
  profit: { line: "/profit" },
  daily: { line: "/daily" },
  weekly: { line: "/weekly" },
  monthly: { line: "/monthly" },
  performance: { line: "/performance" },
  drift: { line: "/drift ignore BTC shown=-0.004/1:0.006", given: aDrift },
  price: { line: "/price BTC/USDT" },
  book: { line: "/book BTC/USDT" },
  chart: { line: "/chart BTC/USDT" },
  strategies: { line: "/strategies" },
  strategy: { line: "/strategy trend mode notify", needs: "admin" },
  pairs: { line: "/pairs BTC" },
  exchanges: { line: "/exchanges" },
  assets: { line: "/assets" },
  notify: { line: "/notify fills off" },
  digest: { line: "/digest daily 08:00" },
  alerts: { line: "/alerts" },
  read: { line: "/read all" },
  halt: { line: "/halt keep" },
  resume: { line: "/resume 1", given: aHalt },
  panic: { line: "/panic" },
  limits: { line: "/limits order 9%", needs: "admin" },
  status: { line: "/status" },
  health: { line: "/health" },
  start: { line: "/start" },
  whoami: { line: "/whoami" },
  people: { line: "/people" },
  pair: { line: "/pair", isPrivate: true },
  grant: { line: "/grant Target trader" },
  revoke: { line: "/revoke Target" },
  audit: { line: "/audit" },
  help: { line: "/help" },
  version: { line: "/version" },
};
