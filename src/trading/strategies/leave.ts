/** A strategy wants to leave: its position is closed at market, by the rule that keeps trying until it is. */
import type { App } from "../../app.ts";
import { ruleWords } from "../../cards/strategies/signal.ts";
import type { Tx } from "../../db/transact.ts";
import type { Decided } from "../../domain/strategy/walk.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import type { Position } from "../../models/position.ts";
import { strategyCause } from "../cause.ts";
import { markClosing } from "../protection/closing.ts";
import { keepOne } from "../protection/keep.ts";
import type { Running } from "./running.ts";

export interface Leaving {
  readonly app: App;
  readonly gateway: Gateway;
  readonly position: Position;
  readonly decided: Decided;
  readonly running: Running;
}

export async function leave(tx: Tx, { app, gateway, position, decided, running }: Leaving): Promise<void> {
  if (position.closingReason !== null) return;
  const cause = strategyCause(running.row.id, app.clock.now());
  const reason = ruleWords({ rule: decided.intent.rule, timeframe: running.configured.timeframe });
  const closing = await markClosing(tx, position, reason, cause);
  await keepOne(tx, closing, { gateway, quotes: new Map(), peaks: new Map(), cause });
}
