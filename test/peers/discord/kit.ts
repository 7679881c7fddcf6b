/** What every part of the peer needs: ids of Discord's kind, and looking into JSON that somebody else wrote. */
export type Fields = Readonly<Record<string, unknown>>;
export type Id = string;

/** Ids count from the first second of 2015; the low 22 bits tell ids of one millisecond apart. */
const EPOCH_MS = 1_420_070_400_000;
const LOW_BITS = 22n;

/** `at`: ms UTC; left out: now. */
export type NewId = (at?: number) => Id;

export function snowflakes(): NewId {
  let count = 0n;
  return (at = Date.now()) => {
    count += 1n;
    const low = count & ((1n << LOW_BITS) - 1n);
    return String((BigInt(at - EPOCH_MS) << LOW_BITS) | low);
  };
}

/** When an id was made, ms UTC. */
export function timeOf(id: Id): number {
  return Number(BigInt(id) >> LOW_BITS) + EPOCH_MS;
}

/** Of now, and of the next decades. */
export const SNOWFLAKE = /^\d{17,20}$/;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** Discord counts code points. */
export function lengthOf(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** For what a test asks of the peer and cannot be: a mistake of the test, never of the bot. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the Discord peer knows no ${what}`);
  return value;
}
