/** A strategy that throws knows no more what it does: it is paused, and people are told. */
import type { App } from "../../app.ts";
import { brokenCard } from "../../cards/strategies/broken.ts";
import { post } from "../../chat/outbox.ts";
import { transact } from "../../db/transact.ts";
import type { Pair } from "../../domain/ids.ts";
import { appendAudit } from "../../models/audit.ts";
import { Strategy } from "../../models/strategy.ts";
import { newIncident } from "../../runtime/incident.ts";
import { deskCause } from "../cause.ts";
import { endEntriesOf } from "./change.ts";
import type { Running } from "./running.ts";

export class Broken {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

export function orBroken<T>(decide: () => T): T | Broken {
  try {
    return decide();
  } catch (error) {
    return new Broken(error);
  }
}

/** True: there is nothing to look at again. Its positions keep their stops. */
export async function pauseBroken(app: App, { row }: Running, pair: Pair, { error }: Broken): Promise<true> {
  const incident = newIncident();
  app.log.error({ error, incident, strategy: row.id, pair }, "a strategy failed");
  const at = app.clock.now();
  const { actor, personId } = deskCause(at);
  await transact(app, async (tx) => {
    const { status, updatedAt } = await Strategy.query(tx).findById(row.id).throwIfNotFound();
    if (status !== "ACTIVE") return;
    await Strategy.query(tx)
      .findById(row.id)
      .patch({ status: "PAUSED", updatedAt: Math.max(at, updatedAt + 1) });
    const entity = `strategy ${row.id}`;
    await appendAudit(tx, { at, personId, actor, action: "strategy.broken", entity, details: { incident } });
    await endEntriesOf(tx, row.id, deskCause(at));
    const reply = brokenCard({ id: row.id, name: row.name, pair, incident });
    await post(tx, {
      ...{ type: "ERROR", source: "risk", severity: 4, reply, at },
      about: { kind: "strategy", id: row.id },
    });
  });
  return true;
}
