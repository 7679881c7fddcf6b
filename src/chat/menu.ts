/** What a line still needs, asked for: the words that could stand there, page by page. */
import { menuReply } from "../cards/menu.ts";
import { pageOf, rowsOf } from "../cards/pages.ts";
import { button } from "../cards/words.ts";
import type { Desk } from "../db/desk.ts";
import type { Button, Reply } from "../domain/reply.ts";
import type { Command } from "./command.ts";
import type { MissingArgument } from "./grammar/read-args.ts";
import { usage } from "./grammar/usage.ts";

export async function menuFor<D extends Desk>(desk: D, command: Command<D>, missing: MissingArgument): Promise<Reply> {
  const { type } = missing;
  const words = (await type.complete?.(desk, "")) ?? null;
  const page = pageOf(words?.length ?? 0, missing.page);
  return menuReply({
    begun: missing.begun.replace(/^\//, ""),
    question: type.question ?? `which ${type.placeholder.toLowerCase()}?`,
    choices:
      words === null
        ? null
        : { buttons: await choices(desk, missing, rowsOf(words, page)), page, line: missing.lineWith() },
    isFree: type.choices === undefined && missing.lineWith() === missing.begun,
    usage: usage(command),
    example: command.examples[0],
  });
}

async function choices(desk: Desk, missing: MissingArgument, words: readonly string[]): Promise<Button[]> {
  const labels = (await missing.type.labels?.(desk, words)) ?? words;
  return words.map((word, index) => button(labels[index] ?? word, missing.lineWith(word)));
}
