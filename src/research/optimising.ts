/**
 * The optimisation that is at work, in its card: begun, told of once a second, ended by its result, by who cancels it, or by a
 * restart. Whoever takes its row away says the last word on its card.
 */
import type { App } from "../app.ts";
import { canceledCard, failedCard, interruptedCard, optimisingCard } from "../cards/strategies/optimise/at-work.ts";
import type { Optimising, SoFar } from "../cards/strategies/optimise/facts.ts";
import { optimisedCard } from "../cards/strategies/optimise/result.ts";
import type { Answer, Call } from "../chat/command.ts";
import { post, revise } from "../chat/outbox.ts";
import type { Desk } from "../db/desk.ts";
import { ring, transact, type Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import type { Reply } from "../domain/reply.ts";
import { Optimisation } from "../models/optimisation.ts";
import { Overdue, within } from "../runtime/deadline.ts";
import { newIncident } from "../runtime/incident.ts";
import { optimise, type Prepared, prepareOptimising } from "./optimise.ts";

const LONGEST_MS = 60 * 60_000;
const TOLD_EVERY_MS = 1_000;

/** Its card, at once; `optimiseDue` does the work. Throws a Refusal where another one is at it. */
export async function beginOptimising(tx: Tx, { plan, chosen }: Prepared, call: Call, at: number): Promise<Answer> {
  const other = await Optimisation.query(tx).first();
  if (other !== undefined)
    throw new Refusal(
      "busy",
      `Optimisation no. ${other.id} is at work, and there is one at a time: wait for it, or /optimise cancel ${other.id}`,
      [`/optimise cancel ${other.id}`],
    );
  const begun: SoFar = { done: 0, of: chosen.sets.length, best: null, isExact: false };
  // Its number is known only when its card is there.
  const draft = optimisingCard({ id: 0, plan }, begun);
  const about = { kind: "strategy", id: plan.strategy } as const;
  const alertId = await post(
    tx,
    { type: "INFO", source: "digest", severity: 2, reply: draft, about, at, to: [] },
    call,
  );
  const { id } = await Optimisation.query(tx).insert({ alertId, plan });
  await revise(tx, alertId, optimisingCard({ id, plan }, begun), at);
  ring(tx, "optimise");
  return { card: alertId };
}

/** Throws a Refusal where none of that number is at work. */
export async function cancelOptimising(tx: Tx, id: number, { person, chat }: Call, at: number): Promise<Answer> {
  const row = await Optimisation.query(tx).findById(id);
  if (row === undefined)
    throw new Refusal("optimisation", `No optimisation no. ${id} is at work: it has ended, or there never was one.`);
  await end(tx, row, canceledCard(row, { by: person.name, on: chat.platform, at }), at);
  return { card: row.alertId };
}

/** What an earlier process left at work. */
export async function endInterrupted(desk: Desk): Promise<void> {
  if ((await Optimisation.query(desk.db.reader).first()) === undefined) return;
  await transact(desk, async (tx) => {
    for (const row of await Optimisation.query(tx)) await end(tx, row, interruptedCard(row), desk.clock.now());
  });
}

/** The loop's work. Aborted by the signal it leaves its row: the next process says that it was interrupted. */
export async function optimiseDue(app: App, stopping: AbortSignal): Promise<void> {
  const row = await Optimisation.query(app.db.reader).first();
  if (row === undefined) return;
  const card = await cardOf(app, row, stopping);
  if (card === null) return;
  await transact(app, async (tx) => {
    await end(tx, row, card, app.clock.now());
  });
}

/** Null where it ended without a last word: canceled, or the desk stops. */
async function cardOf(app: App, row: Optimisation, stopping: AbortSignal): Promise<Reply | null> {
  const canceling = new AbortController();
  const telling = tell(app, row, () => canceling.abort());
  try {
    const prepared = await prepareOptimising(app, row.plan);
    const done = await within(LONGEST_MS, "the optimisation", (late) =>
      optimise(prepared, { signal: AbortSignal.any([late, stopping, canceling.signal]), onProgress: telling.take }),
    );
    return optimisedCard(row, done);
  } catch (error) {
    return stopping.aborted || canceling.signal.aborted ? null : failedCard(row, sentenceOf(app, row, error));
  } finally {
    await telling.end();
  }
}

function sentenceOf({ log }: App, { id }: Optimising, error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof Overdue)
    return "It took longer than an hour and was ended: try fewer sets, or a shorter period.";
  const incident = newIncident();
  log.error({ incident, error, optimisation: id }, "an optimisation failed");
  return `Something went wrong (incident ${incident} in the log). Nothing was changed.`;
}

/** Writes the newest progress once a second; `onGone`: the row is there no more. */
function tell(app: App, row: Optimisation, onGone: () => void) {
  let newest: SoFar | null = null;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const isThere = await transact(app, (tx) => showProgress(tx, row, newest, app.clock.now()));
    if (!isThere) onGone();
  };
  const timer = setInterval(() => {
    writing = writing.then(write).catch((error: unknown) => {
      app.log.warn({ error, optimisation: row.id }, "the progress of an optimisation could not be told");
    });
  }, TOLD_EVERY_MS);
  return {
    take: (soFar: SoFar) => void (newest = soFar),
    end: () => {
      clearInterval(timer);
      return writing;
    },
  };
}

async function showProgress(tx: Tx, row: Optimisation, soFar: SoFar | null, at: number): Promise<boolean> {
  if ((await Optimisation.query(tx).findById(row.id)) === undefined) return false;
  if (soFar !== null) await revise(tx, row.alertId, optimisingCard(row, soFar), at);
  return true;
}

/** Nothing where somebody else has ended it. */
async function end(tx: Tx, { id, alertId }: Optimisation, card: Reply, at: number): Promise<void> {
  const taken = await Optimisation.query(tx).findById(id).delete();
  if (taken > 0) await revise(tx, alertId, card, at);
}
