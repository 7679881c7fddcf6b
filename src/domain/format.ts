/** The one module that turns numbers, times and ids into what people read. Pure: the web page imports it too. */
import { type Decimal, fixed, from, text } from "./money.ts";
import type { Inline, Line, Mark, Value } from "./reply.ts";

/** Whose eyes: the chat's zone (IANA), and people's time in ms UTC. */
export interface Reader {
  readonly zone: string;
  readonly now: number;
}

/** A status mark stands at the start of a line, always with its word. */
export const MARKS: Readonly<Record<Mark, string>> = {
  buy: "🟢",
  sell: "🔴",
  waiting: "⏳",
  done: "✅",
  refused: "❌",
  lapsed: "⌛",
  requoted: "🔁",
  attention: "⚠️",
  halted: "⛔",
};

const MINUS = "−";
const PERCENT_PLACES = 2;

/** Money that people count in hundredths. Everything else is a coin: its own digits, no zeros at the end. */
const CASH = new Set([
  "USDT",
  "USDC",
  "USD",
  "DAI",
  "FDUSD",
  "TUSD",
  "PYUSD",
  "EUR",
  "EURC",
  "GBP",
  "CHF",
  "AUD",
  "CAD",
]);
const CASH_PLACES = 2;
const COIN_PLACES = 8;

/** Places that an amount of this asset is rounded to when it is shown. */
export function moneyPlaces(asset: string): number {
  return CASH.has(asset) ? CASH_PLACES : COIN_PLACES;
}

/** Places that an amount of this asset never shows less of. */
export function fewestPlaces(asset: string): number {
  return CASH.has(asset) ? CASH_PLACES : 0;
}

export function formatLine(line: Line, reader: Reader): string {
  return line.map((part) => formatInline(part, reader)).join("");
}

function formatInline(part: Inline, reader: Reader): string {
  return typeof part === "string" ? plain(part) : formatValue(part, reader);
}

export function formatValue(value: Value, reader: Reader): string {
  switch (value.type) {
    case "money":
      return estimate(value, `${signed(value, moneyText(from(value.amount), value.asset))} ${plain(value.asset)}`);
    case "price":
      return estimate(value, grouped(fixed(from(value.price), value.places)));
    case "quantity":
      return grouped(text(from(value.quantity))) + (value.asset === undefined ? "" : ` ${plain(value.asset)}`);
    case "percent":
      return estimate(value, `${signed(value, fixed(from(value.percent), value.places ?? PERCENT_PLACES))} %`);
    case "number":
      return signed(value, fixed(from(value.number), value.places));
    case "time":
      return timeText(value.at, value.style, reader.zone);
    case "left":
      return leftText(value.until - reader.now);
    case "order":
      return `#${value.id}`;
    case "pair":
      return plain(value.pair);
    case "command":
      return plain(value.line);
  }
}

/** An amount as a sentence says it: `5,200.00 USDT`, `0.0125 BTC`. */
export function formatMoney(amount: Decimal, asset: string): string {
  return `${grouped(moneyText(amount, asset))} ${asset}`;
}

/** A price at the market's precision, as a sentence says it: `45,120.0`. */
export function formatPrice(price: Decimal, places: number): string {
  return grouped(fixed(price, places));
}

/** A size to the last digit, as a sentence says it: `1,053.72 SOL`. */
export function formatQuantity(amount: Decimal, asset: string): string {
  return `${grouped(text(amount))} ${asset}`;
}

/** Free text as it may be shown: nothing that hides, turns or breaks a line. */
export function plain(free: string): string {
  return free.toWellFormed().replace(BREAKS, " ").replace(INVISIBLE, "");
}

/** Control characters, and what ends a line or a paragraph. */
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
/**
 * Marks of direction, joiners, tags, fillers: what can make a text read other than it is, or hide another in it. The two
 * selectors that make an emoji of a sign stay.
 */
const INVISIBLE = /[[\p{Cf}\p{Default_Ignorable_Code_Point}]--[\uFE0E\uFE0F]]/gv;

function moneyText(amount: Decimal, asset: string): string {
  const shown = fixed(amount, moneyPlaces(asset));
  return CASH.has(asset) ? shown : text(from(shown));
}

/** `−1,234.5` from `-1234.5`; a zero has lost its sign in `fixed` already. */
function grouped(digits: string): string {
  const [whole = "", rest] = digits.replace("-", "").split(".");
  const sign = digits.startsWith("-") ? MINUS : "";
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (rest === undefined ? "" : `.${rest}`);
}

/** Looks at the digits that are shown: +0.004 of two places is 0.00, and a zero has no sign. */
function signed(value: { readonly change?: true }, digits: string): string {
  const rises = value.change === true && !digits.startsWith("-") && /[1-9]/.test(digits);
  return (rises ? "+" : "") + grouped(digits);
}

function estimate(value: { readonly estimate?: true }, shown: string): string {
  return value.estimate === true ? `≈ ${shown}` : shown;
}

const SECONDS = 1_000;

/** `4:58`, `1:04:58`; what is over is 0:00. */
function leftText(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / SECONDS));
  const two = (n: number): string => String(n).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours === 0 ? `${minutes}:${two(seconds)}` : `${hours}:${two(minutes)}:${two(seconds)}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function timeText(at: number, style: "clock" | "day" | "moment", zone: string): string {
  const part = partsOf(at, zone);
  // The month's name is ours: with a locale's, September has three letters here and four there.
  const day = `${Number(part("day"))} ${MONTHS[Number(part("month")) - 1] ?? ""} ${part("year")}`;
  const clock = `${part("hour")}:${part("minute")}:${part("second")}`;
  return { clock, day, moment: `${day} ${clock}` }[style];
}

/** What the clocks of a zone show, as if it were UTC: for finding its whole hours and days. */
export function wallTime(at: number, zone: string): number {
  const part = partsOf(at, zone);
  const number = (name: Intl.DateTimeFormatPartTypes): number => Number(part(name));
  return Date.UTC(
    number("year"),
    number("month") - 1,
    number("day"),
    number("hour"),
    number("minute"),
    number("second"),
  );
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: number, zone: string): (name: Intl.DateTimeFormatPartTypes) => string {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  return (name) => parts.get(name) ?? "";
}

/** Kept: making one costs a hundred times what using it does. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(zone);
  if (known !== undefined) return known;
  const two = "2-digit";
  const options = {
    year: "numeric",
    month: two,
    day: two,
    hour: two,
    minute: two,
    second: two,
    hourCycle: "h23",
  } as const;
  const made = new Intl.DateTimeFormat("en-GB", {
    ...options,
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
  });
  FORMATS.set(zone, made);
  return made;
}
