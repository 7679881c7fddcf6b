/** The strategies of a test's desk. */
import type { Desk } from "../../src/db/desk.ts";
import type { Strategy } from "../../src/domain/strategy/strategy.ts";
import { type OpenIdeas, openIdeas } from "../../src/main/strategies/open.ts";
import { STRATEGIES } from "../../src/strategies/index.ts";

/** Without files of one's own: nothing is to be ended. */
export function ideas(desk: Desk, shipped: readonly Strategy[] = STRATEGIES): OpenIdeas {
  return openIdeas({ desk, shipped, folder: "/nowhere" });
}
