/** What nobody needs any more is let go, so that no table of the chats grows for ever. Orders, ledger and audit stay. */
import type { Desk } from "../db/desk.ts";
import { transact } from "../db/transact.ts";
import { Button } from "../models/button.ts";
import { InboxRow } from "../models/inbox.ts";
import { LocalMessage } from "../models/local-message.ts";

const DAY_MS = 24 * 60 * 60_000;
/** A button that was pressed this late is told that it is too old; after that it is unknown. */
const BUTTONS_MS = DAY_MS;
/** A platform repeats an update within a day; the local chat shows what was said in this time. */
const MESSAGES_MS = 30 * DAY_MS;

export async function prune(desk: Desk): Promise<void> {
  const now = desk.clock.now();
  await transact(desk, async (tx) => {
    await Button.query(tx)
      .where("expires_at", "<", now - BUTTONS_MS)
      .delete();
    await InboxRow.query(tx)
      .whereNotNull("answered_at")
      .where("received_at", "<", now - MESSAGES_MS)
      .delete();
    await LocalMessage.query(tx)
      .where("created_at", "<", now - MESSAGES_MS)
      .delete();
  });
}
