/** When a row is: dates as people and exchanges write them, to ms UTC. No zone of the machine is ever asked. */

/** How 01/04/2026 is meant. */
export type DayOrder = "day first" | "month first";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const FARTHEST_ZONE_MS = 14 * HOUR_MS;

const EPOCH = /^(\d{9,19})(?:\.0*)?$/;
const YEAR_FIRST = /^(\d{4})([-/.])(\d\d?)\2(\d\d?)$/;
const COMPACT = /^(\d{4})(\d\d)(\d\d)$/;
const YEAR_LAST = /^(\d\d?)([-/.])(\d\d?)\2(\d{4})$/;
const CLOCK = /^(\d\d?):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?(?: ?([AP]M))?(?: ?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?$/i;
/** CryptoDataDownload's older hours: `2019-10-17 09-AM`. */
const HOUR_ALONE = /^(\d\d?)-([AP]M)$/i;

/** What is no whole ms is no whole minute either; this is enough to see that. */
const PART_OF_A_MS = 0.5;

/** What nearly all files have; what it reads, the other shapes read alike. */
const USUAL = /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.0{1,9})?)?(Z?)$/;

/** Reads one time after the other: ms UTC, NaN for what is no time. `aheadMs` is for those that name no zone. */
export function timeReader(order: DayOrder | null, aheadMs: number): (text: string) => number {
  // Rows that follow each other are mostly of one day.
  let [date, day] = ["", Number.NaN];
  return (text) => {
    const [, usualDate, hour = "", minute = "", second = "0", zone] = USUAL.exec(text) ?? [];
    if (usualDate === undefined || hour > "23" || minute > "59" || second > "59") return timeOf(text, order, aheadMs);
    if (usualDate !== date) [date, day] = [usualDate, dayOf(usualDate, order)];
    const clock = Number(hour) * HOUR_MS + Number(minute) * MINUTE_MS + Number(second) * SECOND_MS;
    return day + clock - (zone === "" ? aheadMs : 0);
  };
}

function timeOf(text: string, order: DayOrder | null, aheadMs: number): number {
  const epoch = EPOCH.exec(text);
  if (epoch !== null) return epochMs(epoch[1] ?? "");
  const gap = text.search(/[T ]/);
  const [date, clock] = gap === -1 ? [text, ""] : [text.slice(0, gap), text.slice(gap + 1).trim()];
  const day = dayOf(date.replace(/,$/, ""), order);
  return clock === "" ? day - aheadMs : day + clockMs(clock, aheadMs);
}

/** Each row has the unit that its digits tell: exchanges changed theirs within one archive. */
function epochMs(digits: string): number {
  const below = digits.length <= 10 ? -3 : digits.length <= 13 ? 0 : digits.length <= 16 ? 3 : 6;
  if (below <= 0) return Number(digits) * 10 ** -below;
  const rest = digits.slice(-below);
  return Number(digits.slice(0, -below)) + (/^0+$/.test(rest) ? 0 : PART_OF_A_MS);
}

/** Dots have the day first wherever people write dates with them. */
function dayOf(date: string, order: DayOrder | null): number {
  const yearFirst = YEAR_FIRST.exec(date);
  if (yearFirst !== null) return dayMs(yearFirst[1], yearFirst[3], yearFirst[4]);
  const compact = COMPACT.exec(date);
  if (compact !== null) return dayMs(compact[1], compact[2], compact[3]);
  const [, first, mark, second, year] = YEAR_LAST.exec(date) ?? [];
  if (mark === "." || order === "day first") return dayMs(year, second, first);
  // Where no row tells, the file is refused, or both are the same day.
  return dayMs(year, first, second);
}

/** Date.UTC takes 31 February for 3 March: what does not read back was no date. */
function dayMs(year?: string, month?: string, day?: string): number {
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isReal = date.getUTCDate() === Number(day) && date.getUTCMonth() === Number(month) - 1;
  return isReal ? date.getTime() : Number.NaN;
}

/** From the start of the day, in UTC. */
function clockMs(clock: string, aheadMs: number): number {
  const alone = HOUR_ALONE.exec(clock);
  if (alone !== null) return hourOf(alone[1], alone[2]) * HOUR_MS - aheadMs;
  const [all, hour, minute, second = "0", fraction = "0", half, zone] = CLOCK.exec(clock) ?? [];
  if (all === undefined || Number(minute) > 59 || Number(second) > 59) return Number.NaN;
  const wholeMs = hourOf(hour, half) * HOUR_MS + Number(minute) * MINUTE_MS + Number(second) * SECOND_MS;
  const part = Number(fraction) === 0 ? 0 : PART_OF_A_MS;
  return wholeMs + part - (zone === undefined ? aheadMs : zoneMs(zone));
}

function hourOf(hour: string | undefined, half: string | undefined): number {
  const read = Number(hour);
  if (half === undefined) return read <= 23 ? read : Number.NaN;
  if (read < 1 || read > 12) return Number.NaN;
  return (read % 12) + (half.toUpperCase() === "PM" ? 12 : 0);
}

function zoneMs(zone: string): number {
  const [, sign, hours, minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  const ms = Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS;
  if (ms > FARTHEST_ZONE_MS || Number(minutes) > 59) return Number.NaN;
  return sign === "-" ? -ms : ms;
}

/** A time of day that stands in a column of its own. */
export function isClock(text: string): boolean {
  return /^\d\d?:\d\d/.test(text) || /^\d{6}$/.test(text);
}

/** As the first cell of a row, where no header says so. */
export function isTime(text: string): boolean {
  return !Number.isNaN(timeOf(text, "day first", 0)) || !Number.isNaN(timeOf(text, "month first", 0));
}

/** Without the time of day. */
export function dateIn(text: string): string {
  return text.split(/[T ,]/, 1)[0] ?? "";
}

/** What a date like 01/04/2026 says of all the others; null where it says nothing. */
export function dayOrderIn(text: string): DayOrder | "either" | null {
  if (!/^\d\d?[-/]/.test(text)) return null;
  const [, first, mark, second] = YEAR_LAST.exec(dateIn(text)) ?? [];
  if (mark === undefined || first === second) return null;
  if (Number(first) > 12) return "day first";
  return Number(second) > 12 ? "month first" : "either";
}
