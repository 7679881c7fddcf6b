/**
 * What is expected of each order that a person can type × time in force, when something comes in between: before a fill or
 * after half of it. What every cell says: support/desk-outcomes.ts.
 *
 * Not here, since it cannot be: half of a FOK (it is whole or over), and a halt or a cancel that still finds an IOC after its
 * first event (one cell of each says what a cancel is answered then, one that a restart changes nothing). `kept` is of what
 * could raise exposure: an exit meets `/halt keep` as it meets `/halt`. A bracket's entry is the plain buy with the same time
 * in force: of those that are not written out, the cells where its exits make a difference. What no line can ask for is IMPOSSIBLE.
 */
import type { Act, MarketKind, Typed } from "./desk-outcomes.ts";

type Cell = string | Readonly<Record<MarketKind, string>>;
type Cells = Readonly<Partial<Record<Act, Cell>>>;

export interface Row {
  readonly order: string;
  readonly tif: "gtc" | "ioc" | "fok" | "post";
  readonly typed: Typed;
  readonly before: Cells;
  readonly part: Cells;
}

const WATCHED = { stops: "no", trailing: "no", links: "no" } as const;

// prettier-ignore
export const OUTCOMES: readonly Row[] = [
  { order: "a buy at market", tif: "ioc",
    typed: { line: "/buy BTC/USDT 1", way: "stands" },
    before: {
      canceled:  "BUY canceled 0/1 · flat · told CANCELED: BUY 1",
      halted:    "BUY canceled 0/1 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
      kept:      "BUY filled 1/1 · holds 1 · told BOUGHT 1 + 1 resting entry kept.",
      restarted: "BUY filled 1/1 · holds 1 · told BOUGHT 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · BUY expired 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, the rest expired",
      restarted: "BUY expired 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, the rest expired",
    } },
  { order: "a buy at market", tif: "fok",
    typed: { line: "/buy BTC/USDT 1 tif=fok", way: "stands" },
    before: {
      canceled:  "BUY canceled 0/1 · flat · told CANCELED: BUY 1",
      halted:    "BUY canceled 0/1 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
      kept:      "BUY filled 1/1 · holds 1 · told BOUGHT 1 + 1 resting entry kept.",
      restarted: "BUY filled 1/1 · holds 1 · told BOUGHT 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · BUY expired 0/1 · flat · told EXPIRED: BUY 1",
    } },
  { order: "a buy with a limit", tif: "gtc",
    typed: { line: "/buy BTC/USDT 1 price=98", way: "falls" },
    before: {
      canceled:  "BUY canceled 0/1 · flat · told CANCELED: BUY 1",
      halted:    "BUY canceled 0/1 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
      kept:      "BUY filled 1/1 · holds 1 · told BOUGHT 1 + 1 resting entry kept.",
      restarted: "BUY filled 1/1 · holds 1 · told BOUGHT 1",
    },
    part: {
      canceled:  "BUY canceled 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, the rest was canceled",
      halted:    "BUY canceled 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, the rest was canceled + 1 entry canceled",
      kept:      "BUY filled 1/1 · holds 1 · told BOUGHT 1 + 1 resting entry kept",
      restarted: "BUY filled 1/1 · holds 1 · told BOUGHT 1",
    } },
  { order: "a buy with a limit", tif: "post",
    typed: { line: "/buy BTC/USDT 1 price=98 tif=post", way: "falls" },
    before: {
      canceled:  "BUY canceled 0/1 · flat · told CANCELED: BUY 1",
      halted:    "BUY canceled 0/1 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
      kept:      "BUY filled 1/1 · holds 1 · told BOUGHT 1 + 1 resting entry kept.",
      restarted: "BUY filled 1/1 · holds 1 · told BOUGHT 1",
    },
    part: {
      canceled:  "BUY canceled 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, the rest was canceled",
      halted:    "BUY canceled 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, the rest was canceled + 1 entry canceled",
      kept:      "BUY filled 1/1 · holds 1 · told BOUGHT 1 + 1 resting entry kept",
      restarted: "BUY filled 1/1 · holds 1 · told BOUGHT 1",
    } },
  { order: "a buy with a limit", tif: "ioc",
    typed: { line: "/buy BTC/USDT 1 price=100 tif=ioc", way: "stands" },
    before: {
      canceled:  "BUY canceled 0/1 · flat · told CANCELED: BUY 1",
      halted:    "BUY canceled 0/1 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
      kept:      "BUY filled 1/1 · holds 1 · told BOUGHT 1 + 1 resting entry kept.",
      restarted: "BUY filled 1/1 · holds 1 · told BOUGHT 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · BUY expired 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, the rest expired",
      restarted: "BUY expired 0.5/1 · holds 0.5 · told BOUGHT 0.5 of 1, the rest expired",
    } },
  { order: "a buy with a limit", tif: "fok",
    typed: { line: "/buy BTC/USDT 1 price=100 tif=fok", way: "stands" },
    before: {
      canceled:  "BUY canceled 0/1 · flat · told CANCELED: BUY 1",
      halted:    "BUY canceled 0/1 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
      kept:      "BUY filled 1/1 · holds 1 · told BOUGHT 1 + 1 resting entry kept.",
      restarted: "BUY filled 1/1 · holds 1 · told BOUGHT 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · BUY expired 0/1 · flat · told EXPIRED: BUY 1",
    } },
  { order: "a bracket, bought at market", tif: "ioc",
    typed: { line: "/buy BTC/USDT 1 sl=90 tp=110", way: "stands" },
    before: {
      canceled:  "BUY canceled 0/1 · stop canceled 0/1 at 90 · target canceled 0/1 at 110 · flat · told CANCELED: BUY 1",
      halted:    "BUY canceled 0/1 · stop canceled 0/1 at 90 · target canceled 0/1 at 110 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
      kept:      "BUY filled 1/1 · stop open 0/1 at 90 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 90, SELL 0/1 at 110 · told BOUGHT 1 + 1 resting entry kept.",
      restarted: "BUY filled 1/1 · stop open 0/1 at 90 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 90, SELL 0/1 at 110 · told BOUGHT 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · BUY expired 0.5/1 · stop open 0/0.5 at 90 · target open 0/0.5 at 110 · holds 0.5 · rests SELL 0/0.5 at 90, SELL 0/0.5 at 110 · told BOUGHT 0.5 of 1, the rest expired",
      restarted: "BUY expired 0.5/1 · stop open 0/0.5 at 90 · target open 0/0.5 at 110 · holds 0.5 · rests SELL 0/0.5 at 90, SELL 0/0.5 at 110 · told BOUGHT 0.5 of 1, the rest expired",
    } },
  { order: "a bracket, bought at market", tif: "fok",
    typed: { line: "/buy BTC/USDT 1 sl=90 tp=110 tif=fok", way: "stands" },
    before: {
      restarted: "BUY filled 1/1 · stop open 0/1 at 90 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 90, SELL 0/1 at 110 · told BOUGHT 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · BUY expired 0/1 · stop canceled 0/1 at 90 · target canceled 0/1 at 110 · flat · told EXPIRED: BUY 1",
    } },
  { order: "a bracket, bought with a limit", tif: "gtc",
    typed: { line: "/buy BTC/USDT 1 price=98 sl=90 tp=110", way: "falls" },
    before: {
      canceled:  "BUY canceled 0/1 · stop canceled 0/1 at 90 · target canceled 0/1 at 110 · flat · told CANCELED: BUY 1",
      halted:    "BUY canceled 0/1 · stop canceled 0/1 at 90 · target canceled 0/1 at 110 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
      kept:      "BUY filled 1/1 · stop open 0/1 at 90 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 90, SELL 0/1 at 110 · told BOUGHT 1 + 1 resting entry kept.",
      restarted: "BUY filled 1/1 · stop open 0/1 at 90 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 90, SELL 0/1 at 110 · told BOUGHT 1",
    },
    part: {
      canceled:  "BUY canceled 0.5/1 · stop open 0/0.5 at 90 · target open 0/0.5 at 110 · holds 0.5 · rests SELL 0/0.5 at 90, SELL 0/0.5 at 110 · told BOUGHT 0.5 of 1, the rest was canceled",
      halted:    "BUY canceled 0.5/1 · stop open 0/0.5 at 90 · target open 0/0.5 at 110 · holds 0.5 · rests SELL 0/0.5 at 90, SELL 0/0.5 at 110 · told BOUGHT 0.5 of 1, the rest was canceled + 1 entry canceled",
      kept:      "BUY filled 1/1 · stop open 0/1 at 90 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 90, SELL 0/1 at 110 · told BOUGHT 1 + 1 resting entry kept",
      restarted: "BUY filled 1/1 · stop open 0/1 at 90 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 90, SELL 0/1 at 110 · told BOUGHT 1",
    } },
  { order: "a bracket, bought with a limit", tif: "post",
    typed: { line: "/buy BTC/USDT 1 price=98 sl=90 tp=110 tif=post", way: "falls" },
    before: {
      restarted: "BUY filled 1/1 · stop open 0/1 at 90 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 90, SELL 0/1 at 110 · told BOUGHT 1",
    },
    part: {
      canceled:  "BUY canceled 0.5/1 · stop open 0/0.5 at 90 · target open 0/0.5 at 110 · holds 0.5 · rests SELL 0/0.5 at 90, SELL 0/0.5 at 110 · told BOUGHT 0.5 of 1, the rest was canceled",
    } },
  { order: "a bracket, bought with a limit", tif: "ioc",
    typed: { line: "/buy BTC/USDT 1 price=100 sl=90 tp=110 tif=ioc", way: "stands" },
    before: {
      canceled:  "BUY canceled 0/1 · stop canceled 0/1 at 90 · target canceled 0/1 at 110 · flat · told CANCELED: BUY 1",
    },
    part: {
      restarted: "BUY expired 0.5/1 · stop open 0/0.5 at 90 · target open 0/0.5 at 110 · holds 0.5 · rests SELL 0/0.5 at 90, SELL 0/0.5 at 110 · told BOUGHT 0.5 of 1, the rest expired",
    } },
  { order: "a bracket, bought with a limit", tif: "fok",
    typed: { line: "/buy BTC/USDT 1 price=100 sl=90 tp=110 tif=fok", way: "stands" },
    before: {
      halted:    "BUY canceled 0/1 · stop canceled 0/1 at 90 · target canceled 0/1 at 110 · flat · told CANCELED: BUY 1 + 1 entry canceled.",
    },
    part: {
      restarted: "BUY expired 0/1 · stop canceled 0/1 at 90 · target canceled 0/1 at 110 · flat · told EXPIRED: BUY 1",
    } },
  { order: "a sale at market", tif: "gtc",
    typed: { holds: "1", line: "/sell BTC/USDT 1", way: "stands" },
    before: {
      canceled:  "SELL canceled 0/1 · holds 1 · told CANCELED: SELL 1",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    },
    part: {
      canceled:  "SELL canceled 0.5/1 · holds 0.5 · told SOLD 0.5 of 1, the rest was canceled",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    } },
  { order: "a sale at market", tif: "ioc",
    typed: { holds: "1", line: "/sell BTC/USDT 1 tif=ioc", way: "stands" },
    before: {
      canceled:  "SELL canceled 0/1 · holds 1 · told CANCELED: SELL 1",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · SELL expired 0.5/1 · holds 0.5 · told SOLD 0.5 of 1, the rest expired",
      restarted: "SELL expired 0.5/1 · holds 0.5 · told SOLD 0.5 of 1, the rest expired",
    } },
  { order: "a sale at market", tif: "fok",
    typed: { holds: "1", line: "/sell BTC/USDT 1 tif=fok", way: "stands" },
    before: {
      canceled:  "SELL canceled 0/1 · holds 1 · told CANCELED: SELL 1",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · SELL expired 0/1 · holds 1 · told EXPIRED: SELL 1",
    } },
  { order: "a sale with a limit", tif: "gtc",
    typed: { holds: "1", line: "/sell BTC/USDT 1 price=102", way: "rises" },
    before: {
      canceled:  "SELL canceled 0/1 · holds 1 · told CANCELED: SELL 1",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    },
    part: {
      canceled:  "SELL canceled 0.5/1 · holds 0.5 · told SOLD 0.5 of 1, the rest was canceled",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    } },
  { order: "a sale with a limit", tif: "post",
    typed: { holds: "1", line: "/sell BTC/USDT 1 price=102 tif=post", way: "rises" },
    before: {
      canceled:  "SELL canceled 0/1 · holds 1 · told CANCELED: SELL 1",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    },
    part: {
      canceled:  "SELL canceled 0.5/1 · holds 0.5 · told SOLD 0.5 of 1, the rest was canceled",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    } },
  { order: "a sale with a limit", tif: "ioc",
    typed: { holds: "1", line: "/sell BTC/USDT 1 price=100 tif=ioc", way: "stands" },
    before: {
      canceled:  "SELL canceled 0/1 · holds 1 · told CANCELED: SELL 1",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · SELL expired 0.5/1 · holds 0.5 · told SOLD 0.5 of 1, the rest expired",
      restarted: "SELL expired 0.5/1 · holds 0.5 · told SOLD 0.5 of 1, the rest expired",
    } },
  { order: "a sale with a limit", tif: "fok",
    typed: { holds: "1", line: "/sell BTC/USDT 1 price=100 tif=fok", way: "stands" },
    before: {
      canceled:  "SELL canceled 0/1 · holds 1 · told CANCELED: SELL 1",
      halted:    "SELL filled 1/1 · flat · told SOLD 1 + No entry was resting",
      restarted: "SELL filled 1/1 · flat · told SOLD 1",
    },
    part: {
      canceled:  "refused: is already expired: there is nothing to cancel. · SELL expired 0/1 · holds 1 · told EXPIRED: SELL 1",
    } },
  { order: "a stop", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT sl=98", way: "falls", leg: "stop" },
    before: {
      canceled:  "stop canceled 0/1 at 98 · holds 1",
      halted:    "stop filled 1/1 at 98 · flat · told No entry was resting + STOP · SOLD 1",
      restarted: "stop filled 1/1 at 98 · flat · told STOP · SOLD 1",
    },
    part: {
      canceled:  "stop canceled 0.5/1 at 98 · holds 0.5 · told STOP · SOLD 0.5 of 1, the rest was canceled",
      halted:    "stop filled 1/1 at 98 · flat · told STOP · SOLD 1 + No entry was resting",
      restarted: "stop filled 1/1 at 98 · flat · told STOP · SOLD 1",
    } },
  { order: "a stop, watched by the desk", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT sl=98", way: "falls", leg: "stop", venue: WATCHED, isWatched: true },
    before: {
      canceled:  "stop canceled 0/1 at 98 · holds 1",
      halted:    "stop canceled 0/1 at 98 · close filled 1/1 · flat · told No entry was resting + CLOSING 1 at market + SOLD 1",
      restarted: "stop canceled 0/1 at 98 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
    },
    part: {
      canceled:  "refused: cannot be canceled: it is over. · stop canceled 0/1 at 98 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
      halted:    "stop canceled 0/1 at 98 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1 + No entry was resting",
      restarted: "stop canceled 0/1 at 98 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
    } },
  { order: "a trailing stop", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT trail=2", way: "falls", leg: "stop" },
    before: {
      canceled:  "stop canceled 0/1 at 98 · holds 1",
      halted:    "stop filled 1/1 at 98 · flat · told No entry was resting + STOP · SOLD 1",
      restarted: "stop filled 1/1 at 98 · flat · told STOP · SOLD 1",
    },
    part: {
      canceled:  "stop canceled 0.5/1 at 98 · holds 0.5 · told STOP · SOLD 0.5 of 1, the rest was canceled",
      halted:    "stop filled 1/1 at 98 · flat · told STOP · SOLD 1 + No entry was resting",
      restarted: "stop filled 1/1 at 98 · flat · told STOP · SOLD 1",
    } },
  { order: "a trailing stop, moved by the desk", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT trail=2", way: "falls", leg: "stop", venue: { trailing: "no" } },
    before: {
      canceled:  "stop canceled 0/1 at 98 · holds 1",
      halted:    "stop filled 1/1 at 98 · flat · told No entry was resting + STOP · SOLD 1",
      restarted: "stop filled 1/1 at 98 · flat · told STOP · SOLD 1",
    },
    part: {
      canceled:  "stop canceled 0.5/1 at 98 · holds 0.5 · told STOP · SOLD 0.5 of 1, the rest was canceled",
      halted:    "stop filled 1/1 at 98 · flat · told STOP · SOLD 1 + No entry was resting",
      restarted: "stop filled 1/1 at 98 · flat · told STOP · SOLD 1",
    } },
  { order: "a trailing stop, watched by the desk", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT trail=2", way: "falls", leg: "stop", venue: WATCHED, isWatched: true },
    before: {
      canceled:  "stop canceled 0/1 at 98 · holds 1",
      halted:    "stop canceled 0/1 at 98 · close filled 1/1 · flat · told No entry was resting + CLOSING 1 at market + SOLD 1",
      restarted: "stop canceled 0/1 at 98 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
    },
    part: {
      canceled:  "refused: cannot be canceled: it is over. · stop canceled 0/1 at 98 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
      halted:    "stop canceled 0/1 at 98 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1 + No entry was resting",
      restarted: "stop canceled 0/1 at 98 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
    } },
  { order: "a target", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT tp=102", way: "rises", leg: "target" },
    before: {
      canceled:  "target canceled 0/1 at 102 · holds 1",
      halted:    "target filled 1/1 at 102 · flat · told No entry was resting + TARGET · SOLD 1",
      restarted: "target filled 1/1 at 102 · flat · told TARGET · SOLD 1",
    },
    part: {
      canceled:  "target canceled 0.5/1 at 102 · holds 0.5 · told TARGET · SOLD 0.5 of 1, the rest was canceled",
      halted:    "target filled 1/1 at 102 · flat · told TARGET · SOLD 1 + No entry was resting",
      restarted: "target filled 1/1 at 102 · flat · told TARGET · SOLD 1",
    } },
  { order: "a bracket whose stop fires", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT sl=98 tp=110", way: "falls", leg: "stop" },
    before: {
      canceled:  "stop canceled 0/1 at 98 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 110",
      halted:    "stop filled 1/1 at 98 · target canceled 0/1 at 110 · flat · told No entry was resting + STOP · SOLD 1",
      restarted: "stop filled 1/1 at 98 · target canceled 0/1 at 110 · flat · told STOP · SOLD 1",
    },
    part: {
      canceled:  "stop canceled 0.5/1 at 98 · target open 0/0.5 at 110 · holds 0.5 · rests SELL 0/0.5 at 110 · told STOP · SOLD 0.5 of 1, the rest was canceled",
      halted:    "stop filled 1/1 at 98 · target canceled 0/0.5 at 110 · flat · told STOP · SOLD 1 + No entry was resting",
      restarted: "stop filled 1/1 at 98 · target canceled 0/0.5 at 110 · flat · told STOP · SOLD 1",
    } },
  { order: "a bracket whose target is met", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT sl=90 tp=102", way: "rises", leg: "target" },
    before: {
      canceled:  "stop open 0/1 at 90 · target canceled 0/1 at 102 · holds 1 · rests SELL 0/1 at 90",
      halted:    "stop canceled 0/1 at 90 · target filled 1/1 at 102 · flat · told No entry was resting + TARGET · SOLD 1",
      restarted: "stop canceled 0/1 at 90 · target filled 1/1 at 102 · flat · told TARGET · SOLD 1",
    },
    part: {
      canceled:  "stop open 0/0.5 at 90 · target canceled 0.5/1 at 102 · holds 0.5 · rests SELL 0/0.5 at 90 · told TARGET · SOLD 0.5 of 1, the rest was canceled",
      halted:    "stop canceled 0/0.5 at 90 · target filled 1/1 at 102 · flat · told TARGET · SOLD 1 + No entry was resting",
      restarted: "stop canceled 0/0.5 at 90 · target filled 1/1 at 102 · flat · told TARGET · SOLD 1",
    } },
  { order: "a bracket without links whose stop fires", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT sl=98 tp=110", way: "falls", leg: "stop", venue: { links: "no" } },
    before: {
      canceled:  "stop canceled 0/1 at 98 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 110",
      halted:    "stop filled 1/1 at 98 · target canceled 0/1 at 110 · flat · told No entry was resting + STOP · SOLD 1",
      restarted: "stop filled 1/1 at 98 · target canceled 0/1 at 110 · flat · told STOP · SOLD 1",
    },
    part: {
      canceled:  "stop canceled 0.5/1 at 98 · target open 0/0.5 at 110 · holds 0.5 · rests SELL 0/0.5 at 110 · told STOP · SOLD 0.5 of 1, the rest was canceled",
      halted:    "stop filled 1/1 at 98 · target canceled 0/0.5 at 110 · flat · told STOP · SOLD 1 + No entry was resting",
      restarted: "stop filled 1/1 at 98 · target canceled 0/0.5 at 110 · flat · told STOP · SOLD 1",
    } },
  { order: "a bracket without links whose target is met", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT sl=90 tp=102", way: "rises", leg: "target", venue: { links: "no" }, isWatched: true },
    before: {
      canceled:  "stop open 0/1 at 90 · target canceled 0/1 at 102 · holds 1 · rests SELL 0/1 at 90",
      halted:    "stop canceled 0/1 at 90 · target filled 1/1 at 102 · stop canceled 0/1 at 90 · flat · told No entry was resting + TARGET · SOLD 1",
      restarted: "stop canceled 0/1 at 90 · target filled 1/1 at 102 · stop canceled 0/1 at 90 · flat · told TARGET · SOLD 1",
    },
    part: {
      canceled: {
        bars:   "stop canceled 0/1 at 90 · target canceled 0.5/1 at 102 · stop open 0/0.5 at 90 · target canceled 0/0.5 at 102 · holds 0.5 · rests SELL 0/0.5 at 90 · told TARGET · SOLD 0.5 of 1, the rest was canceled",
        quotes: "stop canceled 0/1 at 90 · target canceled 0.5/1 at 102 · stop open 0/0.5 at 90 · holds 0.5 · rests SELL 0/0.5 at 90 · told TARGET · SOLD 0.5 of 1, the rest was canceled" },
      halted: {
        bars:   "stop canceled 0/1 at 90 · target canceled 0.5/1 at 102 · stop canceled 0/0.5 at 90 · target filled 0.5/0.5 at 102 · flat · told TARGET · SOLD 0.5 of 1, the rest was canceled + No entry was resting + TARGET · SOLD 0.5",
        quotes: "stop canceled 0/1 at 90 · target filled 1/1 at 102 · stop canceled 0/0.5 at 90 · flat · told TARGET · SOLD 1 + No entry was resting" },
      restarted: {
        bars:   "stop canceled 0/1 at 90 · target canceled 0.5/1 at 102 · stop canceled 0/0.5 at 90 · target filled 0.5/0.5 at 102 · flat · told TARGET · SOLD 0.5 of 1, the rest was canceled + TARGET · SOLD 0.5",
        quotes: "stop canceled 0/1 at 90 · target filled 1/1 at 102 · stop canceled 0/0.5 at 90 · flat · told TARGET · SOLD 1" },
    } },
  { order: "a bracket, watched by the desk", tif: "gtc",
    typed: { holds: "1", line: "/protect BTC/USDT sl=98 tp=110", way: "falls", leg: "stop", venue: WATCHED, isWatched: true },
    before: {
      canceled:  "stop canceled 0/1 at 98 · target open 0/1 at 110 · holds 1 · rests SELL 0/1 at 110",
      halted:    "stop canceled 0/1 at 98 · target canceled 0/1 at 110 · close filled 1/1 · flat · told No entry was resting + CLOSING 1 at market + SOLD 1",
      restarted: "stop canceled 0/1 at 98 · target canceled 0/1 at 110 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
    },
    part: {
      canceled:  "refused: cannot be canceled: it is over. · stop canceled 0/1 at 98 · target canceled 0/1 at 110 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
      halted:    "stop canceled 0/1 at 98 · target canceled 0/1 at 110 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1 + No entry was resting",
      restarted: "stop canceled 0/1 at 98 · target canceled 0/1 at 110 · close filled 1/1 · flat · told CLOSING 1 at market + SOLD 1",
    } },
];

/** What no line can ask for, and how a person hears of it. */
// prettier-ignore
export const IMPOSSIBLE: readonly (readonly [what: string, line: string, sentence: string])[] = [
  ["a buy at market that rests",        "/buy BTC/USDT 1 tif=gtc",            "tif=gtc lets an order rest, which needs a price"],
  ["a buy at market that only makes",   "/buy BTC/USDT 1 tif=post",           "tif=post lets an order rest, which needs a price"],
  ["a sale at market said to rest",     "/sell BTC/USDT 1 tif=gtc",           "tif=gtc lets an order rest, which needs a price"],
  ["a sale at market that only makes",  "/sell BTC/USDT 1 tif=post",          "tif=post lets an order rest, which needs a price"],
  ["a stop that buys",                  "/buy BTC/USDT 1 stop=102",           "/buy has no stop="],
  ["a stop that sells without position", "/sell BTC/USDT 1 sl=98",            "go with what opens a position"],
  ["a trailing stop that does",         "/sell BTC/USDT 1 trail=2",           "go with what opens a position"],
  ["a stop-limit",                      "/protect BTC/USDT sl=98 price=97",   "/protect has no price="],
  ["a stop that does not rest",         "/protect BTC/USDT sl=98 tif=ioc",    "/protect has no tif="],
  ["a trailing stop, all or nothing",   "/protect BTC/USDT trail=2 tif=fok",  "/protect has no tif="],
  ["a target that only makes",          "/protect BTC/USDT tp=102 tif=post",  "/protect has no tif="],
  ["a bracket with two kinds of stop",  "/buy BTC/USDT 1 sl=90 trail=2",      "give one of both"],
];
