/** What a paper account is told to do wrong, by the settings of its exchange row. */
import { z } from "zod";

import { Refusal } from "../../../domain/errors.ts";
import { type Decimal, div, from, HUNDRED } from "../../../domain/money.ts";

export interface Faults {
  /** Shares, from 0 to 1: of the orders and changes that are refused, and with which of the exchange's words. */
  readonly rejects: number;
  readonly rejectCode: string;
  /** Of the orders, changes and cancels that never arrive, and of those that do while their answer does not. */
  readonly lostRequests: number;
  readonly lostAnswers: number;
  /** How long each answer takes. People's time: every wait for an answer is. */
  readonly latencyMs: number;
  /** Orders, changes and cancels that it takes in a minute of people's time; null: any number. */
  readonly requestsPerMinute: number | null;
  /** Of market time: in which nothing is answered about orders, fills and balances, and in which the quotes stand still. */
  readonly down: number;
  readonly stale: number;
  /** Of what the market trades and offers: what is there for an account. Null: all of it. */
  readonly depth: Decimal | null;
  readonly seed: number;
}

const PERCENT = /^(?:100|\d{1,2}(?:\.\d{1,4})?)$/;
const percent = z.string().regex(PERCENT).transform(share).default(0);
const whole = (most: number) => z.string().regex(/^\d+$/).transform(Number).pipe(z.int().max(most));

const A_PERCENT = 'a percent from 0 to 100 such as "2.5"';
const CODES = ["InsufficientFunds", "InvalidOrder", "BadSymbol", "PermissionDenied"] as const;
const MOST_MS = 60_000;

const SCHEMA = z.object({
  rejectPercent: percent,
  rejectCode: z.enum(CODES).default("InsufficientFunds"),
  lostRequestPercent: percent,
  lostAnswerPercent: percent,
  latencyMs: whole(MOST_MS).default(0),
  requestsPerMinute: whole(10_000).pipe(z.int().min(1)).optional(),
  downPercent: percent,
  stalePercent: percent,
  depthPercent: z
    .string()
    .regex(PERCENT)
    .transform((text) => div(from(text), HUNDRED, 6))
    .refine(({ mantissa }) => mantissa > 0)
    .optional(),
  faultSeed: whole(2 ** 31 - 1).default(1),
});

type Name = keyof typeof SCHEMA.shape;
export const FAULT_SETTINGS = Object.keys(SCHEMA.shape) as readonly Name[];

const MUST: Readonly<Record<Name, string>> = {
  rejectPercent: A_PERCENT,
  rejectCode: `one of ${CODES.join(", ")}`,
  lostRequestPercent: A_PERCENT,
  lostAnswerPercent: A_PERCENT,
  latencyMs: `milliseconds, ${MOST_MS} at most, such as "250"`,
  requestsPerMinute: 'a whole number above zero such as "20"',
  downPercent: A_PERCENT,
  stalePercent: A_PERCENT,
  depthPercent: 'a percent above 0 and up to 100 such as "0.1"',
  faultSeed: 'a whole number such as "1"',
};

/** Null where nothing is to go wrong. Throws a Refusal with a sentence where a setting cannot be meant. */
export function readFaults(given: Readonly<Record<string, string | undefined>>): Faults | null {
  if (FAULT_SETTINGS.every((name) => given[name] === undefined)) return null;
  const { success, data, error } = SCHEMA.safeParse(given);
  if (!success) throw wrong(error, given);
  return {
    rejects: data.rejectPercent,
    rejectCode: data.rejectCode,
    lostRequests: data.lostRequestPercent,
    lostAnswers: data.lostAnswerPercent,
    latencyMs: data.latencyMs,
    requestsPerMinute: data.requestsPerMinute ?? null,
    down: data.downPercent,
    stale: data.stalePercent,
    depth: data.depthPercent ?? null,
    seed: data.faultSeed,
  };
}

function wrong(error: z.ZodError, given: Readonly<Record<string, string | undefined>>): Refusal {
  const name = FAULT_SETTINGS.find((each) => error.issues.some(({ path }) => path[0] === each)) ?? "rejectPercent";
  return new Refusal("settings", `The paper account's setting ${name} is "${given[name]}": write ${MUST[name]}.`);
}

function share(text: string): number {
  return Number(text) / 100;
}
