/** The strategies that come with the desk. A new one is a file beside this, a line here, and a row in seeds and a migration. */
import type { Strategy } from "../domain/strategy/strategy.ts";
import { breakout } from "./breakout.ts";
import { dca } from "./dca.ts";
import { grid } from "./grid.ts";
import { reversion } from "./reversion.ts";
import { trend } from "./trend.ts";

export const STRATEGIES: readonly Strategy[] = [trend, reversion, breakout, dca, grid];
