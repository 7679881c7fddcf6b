import type { App } from "../../app.ts";
import { startCard } from "../../cards/start.ts";
import { type Call, command, mayAct } from "../../chat/command.ts";
import { Chat } from "../../models/chat.ts";
import { standingHalts } from "../../models/halt.ts";
import { Order } from "../../models/order.ts";
import { mayDecide } from "../../trading/decide.ts";
import { accountsInUse } from "../../trading/in-use.ts";
import { approve } from "../approvals/decide.ts";
import { resume } from "../safety/resume.ts";

/** Telegram sends it for whoever opens a chat with a bot. */
export const start = command({
  name: "start",
  family: "people",
  kind: "reads",
  role: "viewer",
  help: "what this desk is, who you are here, and what waits for you",
  examples: ["/start"],
  args: {},
  stale: "run",
  async run(app: App, call) {
    const { name, role } = call.person;
    const accounts = (await accountsInUse(app)).map(({ exchange, mode }) => ({ exchange, mode }));
    const halts = await standingHalts(app.db.reader);
    const mayResume = halts.length > 0 && mayAct(role, resume.role);
    const { isActive: isTold } = await Chat.query(app.db.reader).findById(call.chat.id).throwIfNotFound();
    return { reply: startCard({ name, role, accounts, waiting: await waitingFor(app, call), isTold, mayResume }) };
  },
});

async function waitingFor(app: App, { person }: Call): Promise<number[]> {
  if (!mayAct(person.role, approve.role)) return [];
  const waiting = await Order.query(app.db.reader).where({ state: "proposed", leg: null }).orderBy("id");
  return waiting.filter((order) => mayDecide(order, person)).map(({ id }) => id);
}
