/** Whether Discord is within reach, of its two ways: events come by the gateway, messages go by REST. */
import type { News } from "../../adapter.ts";

export interface Reach {
  /** Null: connected. */
  gateway(trouble: string | null): void;
  /** Null: it answered. One failure is none yet. */
  rest(trouble: string | null): void;
}

const FAILURES = 3;

export function createReach(news: News): Reach {
  let gateway: string | null = null;
  let rest: string | null = null;
  let failures = 0;
  let told: string | null | undefined;

  const tell = (): void => {
    const trouble = gateway ?? rest;
    if (trouble === told) return;
    told = trouble;
    news.reachable(trouble);
  };

  return {
    gateway(trouble) {
      gateway = trouble;
      tell();
    },
    rest(trouble) {
      failures = trouble === null ? 0 : failures + 1;
      if (trouble !== null && failures < FAILURES) return;
      rest = trouble;
      // Answers alone say nothing about the gateway, which is not connected at first.
      if (rest !== null || told !== undefined) tell();
    },
  };
}
