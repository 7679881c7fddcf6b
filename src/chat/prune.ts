/** What nobody needs any more is let go, so that no table of the chats grows for ever. Orders, ledger and audit stay. */
import type { Desk } from "../db/desk.ts";
import { transact, type Tx } from "../db/transact.ts";
import { LOUD } from "../domain/topic.ts";
import { Alert } from "../models/alert.ts";
import { Button } from "../models/button.ts";
import { Delivery } from "../models/delivery.ts";
import { Halt } from "../models/halt.ts";
import { InboxRow } from "../models/inbox.ts";
import { LocalMessage } from "../models/local-message.ts";
import { Order } from "../models/order.ts";
import { ResumeRequest } from "../models/resume-request.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A button that was pressed this late is told that it is too old; after that it is unknown. */
const BUTTONS_MS = DAY_MS;
/** A platform repeats an update within a day; the local chat shows what was said in this time, and /alerts too. */
const MESSAGES_MS = 30 * DAY_MS;
/** Of alerts and of their copies: the others an hour later. */
const MOST_AT_ONCE = 5_000;

export async function prune(desk: Desk): Promise<void> {
  const now = desk.clock.now();
  const old = now - MESSAGES_MS;
  await transact(desk, async (tx) => {
    await Button.query(tx)
      .where("expires_at", "<", now - BUTTONS_MS)
      .delete();
    await InboxRow.query(tx).whereNotNull("answered_at").where("received_at", "<", old).delete();
    await LocalMessage.query(tx).where("created_at", "<", old).delete();
    await pruneDeliveries(tx, old);
    await pruneAlerts(tx, old);
  });
}

/** A card that may change still has its place in each chat, however old it is. */
async function pruneDeliveries(tx: Tx, old: number): Promise<void> {
  const unneeded = Delivery.query(tx)
    .joinRelated("alert")
    .where("deliveries.due_at", "<", old)
    .whereIn("deliveries.state", ["shown", "counted", "gone"])
    .where({ "alert.is_final": true })
    .whereNotExists(Button.query(tx).whereColumn("buttons.delivery_id", "deliveries.id"))
    .select("deliveries.id")
    .limit(MOST_AT_ONCE);
  await Delivery.query(tx).whereIn("id", unneeded).delete();
}

/** A loud one waits until somebody has read it. What an order, a halt or a chat still shows stays with it. */
async function pruneAlerts(tx: Tx, old: number): Promise<void> {
  const unneeded = Alert.query(tx)
    .where({ is_final: true })
    .where("timestamp", "<", old)
    .where((alert) => void alert.where({ is_read: true }).orWhere("severity", "<", LOUD).orWhere({ is_summary: true }))
    .whereNotIn("id", Delivery.query(tx).select("alert_id"))
    .whereNotIn("id", Delivery.query(tx).whereNotNull("counted_in").select("counted_in"))
    .whereNotIn("id", Order.query(tx).whereNotNull("alert_id").select("alert_id"))
    .whereNotIn("id", Halt.query(tx).whereNotNull("alert_id").select("alert_id"))
    .whereNotIn("id", ResumeRequest.query(tx).whereNotNull("alert_id").select("alert_id"))
    .select("id")
    .limit(MOST_AT_ONCE);
  await Alert.query(tx).whereIn("id", unneeded).delete();
}
