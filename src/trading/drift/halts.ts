/** The halts that stand because of a difference or an orphan. Nothing here lifts one: a person does. */
import type { StandingFacts } from "../../cards/drift/decided.ts";
import type { Tx } from "../../db/transact.ts";
import { whereOf } from "../../domain/halt.ts";
import type { ExchangeName } from "../../domain/ids.ts";
import { type Halt, standingHalts } from "../../models/halt.ts";
import { reasonOfDrift } from "../balances.ts";
import { ORPHANS } from "../orphans.ts";

export async function haltsOfDrift(tx: Tx, exchange: ExchangeName, asset: string): Promise<StandingFacts[]> {
  return standingFor(tx, exchange, reasonOfDrift(exchange, asset));
}

export async function haltsOfOrphans(tx: Tx, exchange: ExchangeName): Promise<StandingFacts[]> {
  return standingFor(tx, exchange, ORPHANS);
}

async function standingFor(tx: Tx, exchange: ExchangeName, reason: string): Promise<StandingFacts[]> {
  const halts = (await standingHalts(tx)).filter((halt) => halt.exchange === exchange && halt.reason === reason);
  const byLine = new Map(halts.map((halt) => [lineOf(halt), whereOf(halt) ?? "everything"]));
  return [...byLine].map(([run, where]) => ({ where, run }));
}

/** The line that asks whether this one is to end. */
function lineOf({ scope, exchange, tradingPair }: Halt): string {
  return scope === "pair" ? `resume ${tradingPair} exchange=${exchange}` : `resume ${exchange}`;
}
