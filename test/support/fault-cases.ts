/** Each way in which a paper venue can misbehave, and all at once. */
import type { PaperSettings } from "../../src/models/exchange.ts";

export const FAULTS = {
  "refuses orders": { rejectPercent: "20" },
  "loses requests": { lostRequestPercent: "20" },
  "loses answers": { lostAnswerPercent: "20" },
  "answers late": { latencyMs: "3" },
  "takes few requests a minute": { requestsPerMinute: "6" },
  "is down now and then": { downPercent: "25", faultSeed: "9" },
  "has stale quotes now and then": { stalePercent: "30", faultSeed: "3" },
  "fills in parts": { depthPercent: "0.1" },
} as const satisfies Record<string, Partial<PaperSettings>>;

export const ALL_FAULTS: Partial<PaperSettings> = {
  ...{ rejectPercent: "5", lostRequestPercent: "5", lostAnswerPercent: "5", latencyMs: "1", requestsPerMinute: "20" },
  ...{ downPercent: "10", stalePercent: "10", depthPercent: "0.5", faultSeed: "9" },
};
