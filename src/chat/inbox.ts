/** What people send is a row before it is a command: claimed once, answered once, the same after any crash. */
import { refusalReply } from "../cards/refusal.ts";
import type { Desk } from "../db/desk.ts";
import { prepared } from "../db/prepared.ts";
import { transact, type Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import type { InboxId } from "../domain/ids.ts";
import { appendAudit } from "../models/audit.ts";
import { InboxRow } from "../models/inbox.ts";
import type { Answer, Call } from "./command.ts";
import { answerWith } from "./outbox.ts";

const CLAIM = prepared("update inbox set claimed_at = ? where id = ? and claimed_at is null returning id");
const KEEP = prepared("update inbox set answer = ?, answered_at = ? where id = ?");
const PERSON = prepared("select role, is_active from persons where id = ?");
const FINISH = prepared(
  `update inbox set claimed_at = coalesce(claimed_at, ?), answer = coalesce(answer, ?), answered_at = ?
   where id = ? and answered_at is null`,
);

/**
 * One transaction: claims the inbox row, does the work, appends the audit row, stores the answer. A message that was already
 * claimed gives its stored answer and does nothing. A Refusal in the work rolls all of it back and becomes the answer.
 */
export async function act(desk: Desk, call: Call, work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await claimAnd(desk, call, async (tx) => {
      await checkStanding(tx, call);
      await audit(tx, desk, call, "did");
      return work(tx);
    });
    desk.log.debug({ step: "command.done", line: call.line }, "a command is durable");
    return answer;
  } catch (error) {
    if (error instanceof Refusal) return refuse(desk, call, error);
    throw error;
  }
}

/** The role that the command was allowed for may have gone while it waited, for a quote or for this transaction. */
async function checkStanding(tx: Tx, { person }: Call): Promise<void> {
  const [now] = await PERSON.rows<{ role: string; is_active: boolean | number }>(tx, [person.id]);
  if (now?.role === person.role && Boolean(now.is_active)) return;
  throw new Refusal("role", "Your role has just been changed, and nothing was done: send it again.");
}

/** The refusal is the message's answer from now on, and in the audit. Nothing else changes. */
export async function refuse(desk: Desk, call: Call, refusal: Refusal): Promise<Answer> {
  return claimAnd(desk, call, async (tx) => {
    await audit(tx, desk, call, "was refused", refusal.rule);
    return { reply: refusalReply(refusal) };
  });
}

async function claimAnd(desk: Desk, call: Call, work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
  return transact(desk, async (tx) => {
    const now = desk.clock.now();
    const [claimed] = await CLAIM.rows(tx, [now, call.inbox]);
    if (claimed === undefined) return storedAnswer(tx, call.inbox);
    const answer = await work(tx);
    await keep(tx, call, answer, now);
    return answer;
  });
}

/** A card is shown by its delivery, so the message counts as answered; a reply is once the chat has it. */
async function keep(tx: Tx, call: Call, answer: Answer, now: number): Promise<void> {
  if ("card" in answer) await answerWith(tx, answer.card, call, now);
  await KEEP.rows(tx, [JSON.stringify(answer), "reply" in answer ? null : now, call.inbox]);
}

async function storedAnswer(tx: Tx, id: InboxId): Promise<Answer> {
  const row = await InboxRow.query(tx).findById(id);
  if (row === undefined) throw new Error(`no inbox row ${id}`);
  return row.answer ?? { nothing: true };
}

/**
 * For what changed no row: claims the message and keeps its answer, shown at `shownAt` or not yet (null). The same marks a
 * reply of `act` as shown.
 */
export async function finish(tx: Tx, id: InboxId, answer: Answer, now: number, shownAt: number | null): Promise<void> {
  await FINISH.rows(tx, [now, JSON.stringify(answer), shownAt, id]);
}

/** True where a transaction of this message was committed. */
export async function wasClaimed(desk: Desk, id: InboxId): Promise<boolean> {
  const row = await InboxRow.query(desk.db.reader).findById(id).throwIfNotFound();
  return row.claimedAt !== null;
}

async function audit(tx: Tx, desk: Desk, call: Call, how: "did" | "was refused", rule?: string): Promise<void> {
  const { person, chat, line, pressed } = call;
  await appendAudit(tx, {
    at: desk.clock.now(),
    personId: person.id,
    actor: person.name,
    action: how === "did" ? "command" : "command.refused",
    entity: null,
    details: { line, platform: chat.platform, pressed: pressed !== null, ...(rule === undefined ? {} : { rule }) },
  });
}
