/** All commands of the desk: found by what is typed, listed for help, completed as one types. */
import type { Desk } from "../db/desk.ts";
import { Refusal } from "../domain/errors.ts";
import { nearest } from "../domain/nearest.ts";
import type { Command, Role } from "./command.ts";
import { completeArgs, completeName, type Completion } from "./grammar/complete.ts";
import { MissingArgument, readArgs } from "./grammar/read-args.ts";
import { LONGEST_LINE, readLine, type Sentence } from "./grammar/line.ts";
import { short } from "./grammar/spelling.ts";

export interface Registry<D extends Desk = Desk> {
  /** In the order of their declaration. */
  readonly all: readonly Command<D>[];
  /** `name` with or without its slash. */
  find(name: string): Command<D> | undefined;
  /** The command that a line calls, its arguments unread. Throws a Refusal, with the nearest command where none is meant. */
  read(line: string): { readonly command: Command<D>; readonly sentence: Sentence };
  /** True where a button may run this line: a known command, and nothing wrong but an argument that a menu asks for. */
  canRun(line: string): boolean;
  /** What could follow a partial line, for people of this role. */
  complete(desk: Desk, role: Role, line: string): Promise<Completion>;
}

export function createRegistry<D extends Desk>(commands: readonly Command<D>[]): Registry<D> {
  const byName = new Map(commands.map((command) => [command.name, command]));
  if (byName.size !== commands.length) throw new Error("two commands have one name");

  const find = (name: string): Command<D> | undefined => byName.get(name.replace(/^\//, "").toLowerCase());

  const read: Registry<D>["read"] = (line) => {
    const sentence = readLine(line);
    const command = byName.get(sentence.name);
    if (command === undefined) throw unknownCommand(sentence, byName);
    return { command, sentence };
  };

  return {
    all: commands,
    find,
    read,
    canRun(line) {
      try {
        const { command, sentence } = read(line);
        readArgs(command, sentence);
        return true;
      } catch (error) {
        if (error instanceof Refusal) return error instanceof MissingArgument;
        throw error;
      }
    },
    async complete(desk, role, line) {
      const begun = line.slice(0, LONGEST_LINE + 1).trimStart();
      const space = begun.indexOf(" ");
      if (space === -1) return completeName(commands, role, begun);
      const command = begun.length > LONGEST_LINE ? undefined : find(begun.slice(0, space));
      return command === undefined
        ? { typed: "", words: [] }
        : completeArgs(desk, command, role, begun.slice(space + 1));
    },
  };
}

type Declared = Pick<Command, "kind" | "args">;

/** A guess at a command that takes nothing and acts (/halt) is said, and not offered as a button. */
function unknownCommand({ line, name }: Sentence, commands: ReadonlyMap<string, Declared>): Refusal {
  const guess = nearest(name, commands.keys());
  if (guess === null)
    return new Refusal("grammar", `I don't know the command "${short(name)}": /help shows all.`, ["/help"]);
  const command = commands.get(guess);
  const actsAtOnce = command?.kind === "acts" && Object.values(command.args).every((arg) => !arg.required);
  const retyped = line.replace(/^[^ ]+/, () => `/${guess}`);
  const sentence = `I don't know the command "${short(name)}": did you mean /${guess}?`;
  return new Refusal("grammar", sentence, actsAtOnce ? ["/help"] : [retyped, "/help"]);
}
