/**
 * The words of the desk. One thing has one name in code, database, chat and docs.
 *
 * - order: an intent and its whole life. A proposal is an order in its first state, `proposed`, never a row of its own.
 * - approval: one person's yes to one version of an order (a row: four-eyes counts persons).
 * - entry: an order that can raise exposure. exit: one that can only shrink a position. They obey different rules.
 * - trade: a fill. round trip: a position from flat to flat. equity: what all coins of an account are worth. exposure: what its
 *   open positions are worth. drawdown: how far equity lies below its peak.
 * - alert: a message the desk sends. delivery: one chat's copy of it. watch: a rule a person set.
 * - person, with identities on platforms and one role. limit: a number that entries are held to (`/limits`), of the desk, an
 *   account, a person or a strategy. guard: the rules that judge an order by them.
 * - halt: no new exposure in its scope until a person resumes. panic: a halt that then asks whether to sell what is held.
 * - account: what a venue keeps for us under one name (`paper`).
 * - market: a pair on an exchange with its rules. MarketData: its last known state per timeframe. series: the history.
 * - command, reply, card. gateway: port to an exchange. adapter: port to a chat.
 * - people's time: the wall clock (`clock`). market time: a gateway's `now()`.
 */
import type { Reach } from "./chat/outages.ts";
import type { Registry } from "./chat/registry.ts";
import type { Desk } from "./db/desk.ts";
import type { Feed } from "./domain/feed.ts";
import type { ExchangeName } from "./domain/ids.ts";
import type { Ideas } from "./domain/strategy/idea.ts";
import type { Gateway } from "./exchange/gateway.ts";
import type { HaltFile } from "./runtime/halt-file.ts";
import type { SeriesStore } from "./series/store.ts";

/** What the parts from `market` upward share. Built by main, types only. */
export interface App extends Desk {
  readonly gateways: ReadonlyMap<ExchangeName, Gateway>;
  /** What each account runs on. */
  readonly feeds: ReadonlyMap<ExchangeName, Feed>;
  /** Accounts whose feed is over: their market time stands, nothing fills any more. */
  readonly endedFeeds: Set<ExchangeName>;
  /** Accounts whose book was compared with the exchange since the start: until then nothing is sent there. */
  readonly compared: Set<ExchangeName>;
  /** The history of the markets. */
  readonly series: SeriesStore;
  /** While it lies there, nobody resumes. */
  readonly haltFile: HaltFile;
  readonly commands: Registry<App>;
  /** Chat platforms that do not answer. */
  readonly reach: Reach;
  readonly strategies: Ideas;
  readonly settings: {
    /** What totals are counted in. */
    readonly currency: string;
    /** The desk's, IANA: its days begin there. */
    readonly zone: string;
    readonly version: string;
    /** People's time, ms UTC. */
    readonly startedAt: number;
  };
}
