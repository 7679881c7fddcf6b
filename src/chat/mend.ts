/** What a refusal offers is to work at one press: in its lines the words that the desk nearly knows are put right. */
import type { Desk } from "../db/desk.ts";
import { Refusal } from "../domain/errors.ts";
import type { Command } from "./command.ts";
import { wordsByArgument } from "./grammar/read-args.ts";
import type { Sentence, Word } from "./grammar/line.ts";
import type { Registry } from "./registry.ts";

/** A refusal that offers nothing offers the `typed` line, where there was a word in it to put right. */
export async function mended<D extends Desk>(
  desk: D,
  commands: Registry<D>,
  refusal: Refusal,
  typed?: string,
): Promise<Refusal> {
  const offers = refusal.suggestions.length > 0;
  const lines = offers || typed === undefined ? refusal.suggestions : [typed];
  const right = await Promise.all(lines.map((line) => mendedLine(desk, commands, line)));
  return new Refusal(refusal.rule, refusal.message, offers ? right : right.filter((line) => line !== typed));
}

async function mendedLine<D extends Desk>(desk: D, commands: Registry<D>, line: string): Promise<string> {
  const read = readable(commands, line);
  if (read === null) return line;
  let { line: right } = read.sentence;
  // From the end, so that what stands before a word keeps its place.
  for (const [name, { text, at }] of read.words.toReversed()) {
    const meant = await read.command.args[name]?.type.mend?.(desk, text);
    if (meant !== undefined && meant !== null) right = right.slice(0, at) + meant + right.slice(at + text.length);
  }
  return right === read.sentence.line ? line : right;
}

interface Read<D extends Desk> {
  readonly command: Command<D>;
  readonly sentence: Sentence;
  /** In their order. */
  readonly words: readonly (readonly [name: string, word: Word])[];
}

/** Null where the grammar does not take it: that is told already. */
function readable<D extends Desk>(commands: Registry<D>, line: string): Read<D> | null {
  try {
    const { command, sentence } = commands.read(line);
    const words = [...wordsByArgument(command, sentence)].toSorted(([, a], [, b]) => a.at - b.at);
    return { command, sentence, words };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
