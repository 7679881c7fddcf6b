/** A trader's lines on the whole way from message to answer, and the buttons of what is answered. */
import { answerTo } from "../../src/chat/answer.ts";
import { createReceiver } from "../../src/chat/receive.ts";
import { renderText } from "../../src/chat/text/text.ts";
import type { Button, Reply } from "../../src/domain/reply.ts";
import { Alert } from "../../src/models/alert.ts";
import type { Trader } from "./trader.ts";

export interface Asked {
  readonly reply: Reply;
  readonly lines: readonly string[];
  readonly buttons: readonly Button[];
  /** What a button runs. Throws where there is none of that label. */
  run(label: string): string;
}

let updates = 0;

export async function ask({ app, desk }: Trader, line: string): Promise<Asked> {
  const update = { updateId: `asked-${(updates += 1)}`, chatRef: "1", userRef: "1", sentAt: desk.clock.now() };
  const message = await createReceiver(desk, "UTC").store("local", { ...update, content: { line }, message: null });
  if (typeof message === "string") throw new Error("nobody is let in");
  const answer = await answerTo(app, app.commands, message);
  if ("nothing" in answer) throw new Error(`${line} was answered by nothing`);
  const reply =
    "reply" in answer
      ? answer.reply
      : (await Alert.query(desk.db.reader).findById(answer.card).throwIfNotFound()).reply;
  const buttons = reply.blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
  return {
    reply,
    lines: renderText(reply, { zone: "UTC", now: desk.clock.now() }).split("\n"),
    buttons,
    run(label) {
      const found = buttons.find((button) => button.label === label);
      if (found === undefined) throw new Error(`no button ${label} in ${JSON.stringify(buttons)}`);
      return found.run;
    },
  };
}
