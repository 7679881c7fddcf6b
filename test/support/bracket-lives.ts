/** Lives of a bracket, each on a market of its own and typed by a person: together they pass through every state of one. */
import type { PaperSettings } from "../../src/models/exchange.ts";
import type { Bar } from "./candle-file.ts";

export interface BracketLife {
  readonly name: string;
  readonly settings: Partial<PaperSettings>;
  readonly lines: readonly Typed[];
  /** By number; all others are flat at 46,250. The first is known at the start, an entry at market fills in the second. */
  readonly bars: Readonly<Record<number, Bar>>;
}

export interface Typed {
  readonly line: string;
  /** When the books are in such a state. Left out: at once. */
  readonly when?: RegExp;
}

/** 5 % of it goes to one order: half of 0.01. */
const THIN = 0.1;
const DIP: Bar = { high: 46_250, low: 45_900, close: 46_250 };
const RISE: Bar = { low: 46_250, high: 46_600, close: 46_250 };
const LOW_CLOSE: Bar = { low: 45_900, close: 45_950 };
const HIGH_CLOSE: Bar = { high: 46_600, close: 46_550 };
const LIMIT_DIP: Bar = { low: 46_150, volume: THIN };

const MARKET = buy("0.01 sl=46000 tp=46500");
const LIMIT = buy("0.02 price=46200 sl=46000 tp=46500");
const TRAIL = buy("0.01 trail=100");
const NO_LINKS = { links: "no" } as const;
const NO_CHANGES = { links: "no", amends: "no" } as const;
const NO_STOPS = { stops: "no", trailing: "no", links: "no" } as const;

function buy(what: string): Typed[] {
  return [{ line: `/buy BTC/USDT ${what}` }, { line: "/approve 1" }];
}

const RESTS = /^(?!.*(?:wanted|sending|due|moved|canceling)).*stop open\/open.*held$/;

/** A level is moved, then both, then the position is closed beside its legs. */
const MOVED: readonly Typed[] = [
  ...MARKET,
  { line: "/protect BTC/USDT sl=46100", when: RESTS },
  { line: "/protect BTC/USDT sl=46050 tp=46600", when: RESTS },
  { line: "/close BTC/USDT", when: RESTS },
];

const TAIL_FROM = 400;
const TAIL_EVERY = 100;

/**
 * What an order of unknown fate has missed comes again, so that each life ends; all but those that a person ends. A hundred
 * bars are a second of a desk that has nothing to do.
 */
export function barOf({ bars, lines }: BracketLife, bar: number): Bar {
  const given = bars[bar];
  if (given !== undefined || bar < TAIL_FROM || lines === MOVED) return given ?? {};
  const inTail: Readonly<Record<number, Bar>> = { 0: { low: 46_150 }, 20: RISE, 40: { ...LOW_CLOSE, volume: 100 } };
  return inTail[bar % TAIL_EVERY] ?? {};
}

// prettier-ignore
export const LIVES: readonly BracketLife[] = [
  { name: "its stop is filled in two parts",
    settings: {}, lines: MARKET, bars: { 4: { ...DIP, volume: THIN }, 5: { volume: THIN } } },
  { name: "its limit entry grows, and its target is filled in two parts",
    settings: {}, lines: LIMIT, bars: { 3: LIMIT_DIP, 5: LIMIT_DIP, 7: { ...RISE, volume: THIN }, 9: RISE } },
  { name: "its limit entry grows at a venue that changes nothing, and its stop is touched",
    settings: { amends: "no" }, lines: LIMIT, bars: { 3: LIMIT_DIP, 5: LIMIT_DIP, 9: DIP } },
  { name: "its watched target is touched, filled in part, and makes way for the stop again",
    settings: NO_LINKS, lines: MARKET,
    bars: { 3: HIGH_CLOSE, 4: { ...HIGH_CLOSE, open: 46_550, volume: THIN }, 5: { high: 46_400 }, 12: DIP } },
  { name: "its limit entry grows at a venue that neither links nor changes, and its watched target is touched",
    settings: NO_CHANGES, lines: LIMIT, bars: { 3: LIMIT_DIP, 5: LIMIT_DIP, 9: HIGH_CLOSE, 10: { ...HIGH_CLOSE, open: 46_550 } } },
  { name: "its watched stop is touched and closed in two parts",
    settings: NO_STOPS, lines: MARKET, bars: { 4: LOW_CLOSE, 5: { volume: THIN }, 6: { volume: THIN } } },
  { name: "its watched stop is touched beside a resting target",
    settings: { stops: "no", trailing: "no" }, lines: MARKET, bars: { 4: LOW_CLOSE } },
  { name: "the price has passed its stop before that is placed",
    settings: {}, lines: MARKET, bars: { 1: LOW_CLOSE, 2: { volume: THIN } } },
  { name: "its levels are changed in place and it is closed beside its legs", settings: {}, lines: MOVED, bars: {} },
  { name: "its levels are canceled and placed anew", settings: { amends: "no" }, lines: MOVED, bars: {} },
  { name: "its levels are moved where the venue neither links nor changes", settings: NO_CHANGES, lines: MOVED, bars: {} },
  { name: "its stop follows the price by the venue's hand",
    settings: {}, lines: TRAIL, bars: { 3: RISE, 5: { high: 46_650 }, 7: LOW_CLOSE } },
  { name: "its stop follows the price by the desk's hand",
    settings: { trailing: "no" }, lines: TRAIL, bars: { 3: HIGH_CLOSE, 4: { open: 46_550, close: 46_550 }, 6: LOW_CLOSE } },
  { name: "its stop follows the price by the desk's hand, placed anew",
    settings: { trailing: "no", amends: "no" }, lines: TRAIL,
    bars: { 3: HIGH_CLOSE, 4: { open: 46_550, close: 46_550 }, 6: LOW_CLOSE } },
];

/** What must be among the states that are killed in: the brief list of a bracket's life, by what the rows say. */
// prettier-ignore
export const WANTED: readonly (readonly [what: string, state: RegExp])[] = [
  ["the entry approved, its legs planned",               /^entry approved · stop armed · target armed$/],
  ["the entry on its way, not there yet",                /^entry sending · stop armed · target armed$/],
  ["the entry there, its answer lost",                   /^entry sending\/open · /],
  ["the entry there, acknowledged",                      /^entry sending acked\/open · /],
  ["the entry resting",                                  /^entry open\/open · /],
  ["the entry partly filled at the venue alone",         /^entry open\/open part · /],
  ["the entry partly filled, its stop due",              /^entry partial part\/open part · stop armed due · /],
  ["the rest of the entry is to be canceled",            /^entry partial unwanted part\/open part · /],
  ["the entry filled, its stop due",                     /^entry filled\/filled · stop armed due · .*held$/],
  ["the stop on its way, not there yet",                 /stop sending · .*held$/],
  ["the stop there, its answer lost",                    /stop sending\/open · .*held$/],
  ["the stop resting, the target due",                   /stop (?:open|sending acked)\/open · target armed due · held$/],
  ["the target on its way",                              /target sending · held$/],
  ["both resting",                                       /stop open\/open · target open\/open · held$/],
  ["the stop to grow with its entry",                    /stop open wanted\/open/],
  ["the stop grown at the venue alone",                  /stop open wanted\/open moved/],
  ["the stop partly filled at the venue alone",          /stop open\/open part · target open\/open moved · held$/],
  ["the target partly filled, the stop lowered",         /stop open\/open · target partial part\/open part · held$/],
  ["the stop filled at the venue alone",                 /stop (?:open|partial part)\/filled · /],
  ["the target touched, the stop to be canceled",        /stop open unwanted\/open · target armed · held$/],
  ["the target touched, the stop being canceled",        /stop canceling unwanted\/open · target armed · held$/],
  ["the target touched, the stop canceled at the venue", /stop canceling unwanted\/canceled · target armed · held$/],
  ["the target touched and due, no stop there",          /stop canceled\/canceled · target armed due.*held$/],
  ["the tried target makes way for the stop",            /target (?:partial|canceling)[^·]* unwanted part\/.*stop armed/],
  ["the watched stop armed",                             /stop armed · target armed · held$/],
  ["the watched stop touched",                           /close armed due · closing$/],
  ["the close after a touched stop on its way",          /close sending · closing$/],
  ["the close partly filled",                            /close partial part\/open part · closing$/],
  ["the stop refused: the price has passed it",          /stop refused · .*closing$/],
  ["the leg canceled, and not flat yet",                 /stop canceled\/canceled · (?:exit|close) .*(?:held|closing)$/],
  ["the level to be changed in place",                   /stop open wanted\/open · target open\/open · held$/],
  ["the level changed at the venue alone",               /stop open wanted\/open moved · target open/],
  ["the level being canceled, to be placed anew",        /stop canceling unwanted\/open · target open\/open/],
  ["the level canceled, the new one due",                /stop canceled\/canceled · target open\/open · stop armed due · held$/],
  ["the stop moved by the venue alone",                  /stop open\/open moved · held$/],
  ["the person's close on its way beside its legs",      /stop open\/open · target open\/open · .*exit sending/],
  ["the person's close waits for a leg to make way",     /stop (?:open|canceling) unwanted\/open .*exit approved · held$/],
  ["sold, the other leg not ended in the book",          /stop open\/canceled|target open\/canceled/],
];
