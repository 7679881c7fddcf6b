/** Rate limits, a bucket for each route and channel: https://docs.discord.com/developers/topics/rate-limits */
import type { Fields } from "./kit.ts";

export type LimitMode = "platform" | "off";

export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

export interface Verdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Null: go on. Else the body of a 429. */
  readonly refusal: Fields | null;
}

export interface Limits {
  mode: LimitMode;
  /** `isGlobal`: the call counts towards the 50 a second of the bot. */
  take(bucket: string, key: string, rate: Rate, isGlobal: boolean): Verdict;
}

const GLOBAL: Rate = { count: 50, perMs: 1000 };
const MOST_BUCKETS = 5000;

interface Window {
  left: number;
  endsAt: number;
}

export function newLimits(): Limits {
  const windows = new Map<string, Window>();
  const global: Window = { left: GLOBAL.count, endsAt: 0 };

  const forget = (now: number): void => {
    if (windows.size < MOST_BUCKETS) return;
    for (const [key, { endsAt }] of windows) if (endsAt < now) windows.delete(key);
  };

  const limits: Limits = {
    mode: "platform",
    take(bucket, key, rate, isGlobal) {
      if (limits.mode === "off") return { headers: {}, refusal: null };
      const now = Date.now();
      forget(now);
      if (isGlobal && !spend(global, GLOBAL, now))
        return refused({ ...retryHeaders(global, now), ...GLOBAL_HEADERS }, global, now, true);
      const window = windows.get(key) ?? { left: rate.count, endsAt: 0 };
      windows.set(key, window);
      const isFine = spend(window, rate, now);
      const headers = bucketHeaders(bucket, window, rate, now);
      if (isFine) return { headers, refusal: null };
      return refused({ ...headers, ...retryHeaders(window, now), "x-ratelimit-scope": "user" }, window, now, false);
    },
  };
  return limits;
}

const GLOBAL_HEADERS = { "x-ratelimit-global": "true", "x-ratelimit-scope": "global" };

function spend(window: Window, { count, perMs }: Rate, now: number): boolean {
  if (window.endsAt <= now) Object.assign(window, { left: count, endsAt: now + perMs });
  if (window.left === 0) return false;
  window.left -= 1;
  return true;
}

function bucketHeaders(
  bucket: string,
  { left, endsAt }: Window,
  { count }: Rate,
  now: number,
): Readonly<Record<string, string>> {
  return {
    "x-ratelimit-limit": String(count),
    "x-ratelimit-remaining": String(left),
    "x-ratelimit-reset": String(endsAt / 1000),
    "x-ratelimit-reset-after": String((endsAt - now) / 1000),
    "x-ratelimit-bucket": bucket,
  };
}

function retryHeaders({ endsAt }: Window, now: number): Readonly<Record<string, string>> {
  return { "retry-after": String(Math.ceil((endsAt - now) / 1000)) };
}

function refused(headers: Verdict["headers"], { endsAt }: Window, now: number, isGlobal: boolean): Verdict {
  return { headers, refusal: tooMany((endsAt - now) / 1000, isGlobal) };
}

export function tooMany(retryAfter: number, isGlobal: boolean): Fields {
  return { message: "You are being rate limited.", retry_after: retryAfter, global: isGlobal };
}
