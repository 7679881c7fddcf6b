/** The desk's own commands, read as the router reads them, without a desk. */
import { readArgs, wordsByArgument } from "../../src/chat/grammar/read-args.ts";
import { createRegistry } from "../../src/chat/registry.ts";
import { commands } from "../../src/commands/index.ts";
import { Refusal } from "../../src/domain/errors.ts";
import { printed } from "./lines.ts";

const registry = createRegistry(commands);

/** Null where it is refused; throws what nobody expects, with the line. */
export function read(line: string) {
  try {
    const { command, sentence } = registry.read(line);
    return { command, values: readArgs(command, sentence), words: wordsByArgument(command, sentence) };
  } catch (error) {
    if (error instanceof Refusal && error.message.isWellFormed() && error.message.length < 500) return null;
    throw new Error(`on ${JSON.stringify(line)}`, { cause: error });
  }
}

/** What was understood, printed as a line, means the same. */
export function assertEchoes(line: string, { command, values, words }: NonNullable<ReturnType<typeof read>>): void {
  const echo = printed(command, values, words);
  const again = read(echo);
  const once = again === null ? "refused" : printed(again.command, again.values, again.words);
  if (once !== echo) throw new Error(`${JSON.stringify(line)} is echoed as ${echo}, which reads as ${once}`);
}
