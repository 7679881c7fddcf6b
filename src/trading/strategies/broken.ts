/** A strategy that fails knows no more what it does: it is paused, and people are told. */
import type { App } from "../../app.ts";
import { brokenCard } from "../../cards/strategies/broken.ts";
import { post } from "../../chat/outbox.ts";
import { transact } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { Pair } from "../../domain/ids.ts";
import { appendAudit } from "../../models/audit.ts";
import { Strategy } from "../../models/strategy.ts";
import { newIncident } from "../../runtime/incident.ts";
import { deskCause } from "../cause.ts";
import { endEntriesOf } from "./change.ts";

export class Broken {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

export async function orBroken<T>(decided: Promise<T>): Promise<T | Broken> {
  try {
    return await decided;
  } catch (error) {
    return new Broken(error);
  }
}

/** `pair`: null where it failed before it looked at one. Its positions keep their stops. Of one that is paused the log alone tells. */
export async function pauseBroken(app: App, row: Strategy, pair: Pair | null, { error }: Broken): Promise<void> {
  const incident = newIncident();
  app.log.error({ error, incident, strategy: row.id, pair }, "a strategy failed");
  const at = app.clock.now();
  const { actor, personId } = deskCause(at);
  await transact(app, async (tx) => {
    const { updatedAt, status } = await Strategy.query(tx).findById(row.id).throwIfNotFound();
    // Changed meanwhile it is decided anew; paused, people know of it, by another account or an earlier start.
    if (updatedAt !== row.updatedAt || status !== "ACTIVE") return;
    await Strategy.query(tx)
      .findById(row.id)
      .patch({ status: "PAUSED", updatedAt: Math.max(at, updatedAt + 1) });
    const entity = `strategy ${row.id}`;
    await appendAudit(tx, { at, personId, actor, action: "strategy.broken", entity, details: { incident } });
    await endEntriesOf(tx, row.id, deskCause(at));
    const reason = error instanceof Refusal ? error.message : null;
    const reply = brokenCard({ id: row.id, name: row.name, pair, reason, incident });
    await post(tx, {
      ...{ type: "ERROR", source: "risk", severity: 4, reply, at },
      about: { kind: "strategy", id: row.id },
    });
  });
}
