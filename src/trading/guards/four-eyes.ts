/**
 * Above a limit a person's entry needs the yes of another person, where two may approve (EXECUTION §7). Proposing is the
 * first yes; identities on several platforms are one person.
 */
import type { Knex } from "knex";

import type { Call } from "../../chat/command.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { halfOf } from "../../domain/market.ts";
import { riskOf } from "../../domain/strategy/risk.ts";
import { needsAnother, settingWords } from "../../domain/risk/size.ts";
import { Approval } from "../../models/approval.ts";
import { newestEquity } from "../../models/equity.ts";
import type { Order } from "../../models/order.ts";
import { Person } from "../../models/person.ts";
import { Strategy } from "../../models/strategy.ts";
import { MANUAL } from "../funds.ts";
import type { Intent, Judged } from "./guard.ts";
import { limitsOf } from "./limits.ts";

/** The limit that an order is above, in words; null where one yes is enough. */
export async function fourEyesOver(db: Knex | Tx, intent: Intent): Promise<string | null> {
  const { exchange } = intent.market;
  const judged = { limits: await limitsOf(db, exchange), account: await newestEquity(db, exchange) };
  return (await approversOf(db, intent, judged)).length < 2 ? null : limitWords(intent, judged);
}

/** Throws a Refusal where the person who proposed would be the only one who said yes. */
export async function checkMayApprove(tx: Tx, order: Order, intent: Intent, judged: Judged, call: Call): Promise<void> {
  if (order.personId !== call.person.id) return;
  const approvers = await approversOf(tx, intent, judged);
  if (approvers.length < 2) return;
  const others = approvers.filter(({ id }) => id !== call.person.id).map(({ name }) => name);
  const half = { ...intent, quantity: halfOf(intent.market, order.quantity) };
  const [hint, lines] = isAbove(half, judged)
    ? ["", []]
    : [" Half of it you may approve yourself.", [`/approve ${order.id} half`]];
  const why = `#${order.id} is above ${limitWords(intent, judged)} and you proposed it`;
  throw new Refusal("four-eyes", `${why}: another person must approve it (${others.join(", ")}).${hint}`, [
    ...lines,
    "/limits",
  ]);
}

/** The last look before the socket: the yes that the order needs is on record, of the version that was approved. */
export async function checkApproved(tx: Tx, order: Order, intent: Intent, judged: Judged): Promise<void> {
  if (order.isAuto) return checkStillAuto(tx, order);
  const approvals = await Approval.query(tx).where({ order_id: order.id, version: order.version - 1 });
  if (approvals.length === 0)
    throw new Refusal("approval", `#${order.id} has no approval on record: it is not sent. Propose it anew.`);
  const may = new Set((await mayApprove(tx)).map(({ id }) => id));
  const others = approvals.filter(({ personId }) => personId !== order.personId);
  if (others.some(({ personId }) => may.has(personId))) return;
  // Of the proposer alone it is enough below the limit; of somebody who was put out since it is none.
  if (others.length > 0)
    throw new Refusal(
      "approval",
      `Who approved #${order.id} may not approve any more: it is not sent. Propose it anew.`,
    );
  if ((await approversOf(tx, intent, judged)).length < 2) return;
  const above = `#${order.id} is above ${limitWords(intent, judged)}`;
  throw new Refusal("four-eyes", `${above} and no other person has approved it. Propose it anew.`);
}

/** Nobody was asked: then nobody may have paused it, or told it to ask, since. */
async function checkStillAuto(tx: Tx, { id, strategyId }: Order): Promise<void> {
  const { status, name, riskParameters } = await Strategy.query(tx).findById(strategyId).throwIfNotFound();
  if (status === "ACTIVE" && riskOf(strategyId, riskParameters).mode === "auto") return;
  throw new Refusal("strategy", `${name} no longer trades by itself: #${id} is not sent.`);
}

/** Who may say yes to what others proposed; nobody is asked for where one yes is enough. */
async function approversOf(db: Knex | Tx, intent: Intent, judged: Judged): Promise<Person[]> {
  return isAbove(intent, judged) ? mayApprove(db) : [];
}

async function mayApprove(db: Knex | Tx): Promise<Person[]> {
  return Person.query(db).where({ is_active: true }).whereIn("role", ["approver", "admin"]).orderBy("id");
}

/** Of what a person trades by hand: a strategy's entry has rules of its own. */
function isAbove(intent: Intent, judged: Judged): boolean {
  const isPersons = intent.strategy === MANUAL && intent.purpose === "entry";
  return isPersons && needsAnother({ terms: { ...intent, id: null }, ...judged });
}

function limitWords({ market }: Intent, { limits }: Judged): string {
  const [limit] = limits.of("four-eyes");
  return limit === undefined ? "its limit" : settingWords(limit.setting, market.quote);
}
