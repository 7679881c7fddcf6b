/**
 * Above a limit a person's entry needs the yes of another person, where two may approve (EXECUTION §7). Proposing is the
 * first yes; identities on several platforms are one person.
 */
import type { Knex } from "knex";

import type { Call } from "../chat/command.ts";
import type { Tx } from "../db/transact.ts";
import { Refusal } from "../domain/errors.ts";
import { halfOf } from "../domain/market.ts";
import type { Limits } from "../domain/risk/limits.ts";
import { needsAnother, settingWords } from "../domain/risk/size.ts";
import { Approval } from "../models/approval.ts";
import { newestEquity } from "../models/equity.ts";
import type { Order } from "../models/order.ts";
import { Person } from "../models/person.ts";
import { MANUAL } from "./funds.ts";
import type { Intent } from "./guard.ts";
import { limitsOf } from "./limits.ts";

/** The limit that an order is above, in words; null where one yes is enough. */
export async function fourEyesOver(db: Knex | Tx, intent: Intent): Promise<string | null> {
  return (await lookAt(db, intent)).above(intent.quantity);
}

/** Throws a Refusal where the person who proposed would be the only one who said yes. */
export async function checkMayApprove(tx: Tx, order: Order, intent: Intent, call: Call): Promise<void> {
  if (order.personId !== call.person.id) return;
  const { above, approvers } = await lookAt(tx, intent);
  const limit = above(intent.quantity);
  if (limit === null) return;
  const others = approvers.filter(({ id }) => id !== call.person.id).map(({ name }) => name);
  const half = halfOf(intent.market, order.quantity);
  const isHalfAllowed = above(half) === null;
  throw new Refusal(
    "four-eyes",
    `#${order.id} is above ${limit} and you proposed it: another person must approve it (${others.join(", ")}).${isHalfAllowed ? " Half of it you may approve yourself." : ""}`,
    isHalfAllowed ? [`/approve ${order.id} half`, "/limits"] : ["/limits"],
  );
}

/** The last look before the socket: the yes that the order needs is on record, of the version that was approved. */
export async function checkApproved(tx: Tx, order: Order, intent: Intent): Promise<void> {
  const approvals = await Approval.query(tx).where({ order_id: order.id, version: order.version - 1 });
  if (approvals.length === 0)
    throw new Refusal("approval", `#${order.id} has no approval on record: it is not sent. Propose it anew.`);
  if (approvals.some(({ personId }) => personId !== order.personId)) return;
  const limit = await fourEyesOver(tx, intent);
  if (limit !== null)
    throw new Refusal(
      "four-eyes",
      `#${order.id} is above ${limit} and no other person has approved it. Propose it anew.`,
    );
}

async function lookAt(db: Knex | Tx, intent: Intent) {
  const { exchange, quote } = intent.market;
  const limits: Limits = await limitsOf(db, exchange);
  const [limit] = limits.of("four-eyes");
  const isPersons = intent.strategy === MANUAL && intent.purpose === "entry";
  if (limit === undefined || !isPersons) return { approvers: [], above: () => null };
  const approvers = await whoApproves(db);
  const account = await newestEquity(db, exchange);
  return {
    approvers,
    above(quantity: Intent["quantity"]): string | null {
      const terms = { ...intent, id: null, quantity };
      return needsAnother({ terms, limits, account }, approvers.length) ? settingWords(limit.setting, quote) : null;
    },
  };
}

/** Who may say yes to what others proposed. */
async function whoApproves(db: Knex | Tx): Promise<Person[]> {
  return Person.query(db).where({ is_active: true }).whereIn("role", ["approver", "admin"]).orderBy("id");
}
