/** Every wait of the Telegram adapter, in one place. */
export const TIMES = {
  callMs: 15_000,
  uploadMs: 60_000,
  /** A poll that finds nothing is answered after so long by Telegram itself … */
  pollSeconds: 50,
  /** … and given up after so long. */
  pollMs: 65_000,
  firstRetryMs: 1_000,
  /** What is written while Telegram is away waits so long at most when it is back. */
  lastRetryMs: 15_000,
  /** A message waits so long for its turn, then its sender is asked for a pause. */
  paceMs: 8_000,
  /** What was written while the desk was down is waited for so long, before the first card is sent. */
  heardMs: 3_000,
  /** How long Telegram waits for the desk to store what its webhook brought. */
  storeMs: 10_000,
  /** How often is asked whether the webhook is still ours. */
  webhookCheckMs: 60_000,
} as const;

/** Shorter ones in tests. */
export type Times = Readonly<Record<keyof typeof TIMES, number>>;
