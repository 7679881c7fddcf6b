/** How a command is typed, in one line. */
import { type Arg, type Args, type Declaration, offeredArgs } from "../command.ts";

/** What of a declaration the grammar reads. */
export type Grammar<A extends Args = Args> = Pick<Declaration<A>, "name" | "args" | "examples">;

/** As it is typed: `/buy PAIR AMOUNT [price=PRICE]`. */
export function usage(command: Grammar): string {
  return [`/${command.name}`, ...offeredArgs(command.args).map(([name, arg]) => usageOf(name, arg))].join(" ");
}

/** One argument in it; what may be left out in brackets. */
export function usageOf(name: string, { place, required, type }: Arg<unknown>): string {
  const bare = place === "named" ? `${name}=${type.placeholder}` : place === "rest" ? name : type.placeholder;
  return required ? bare : `[${bare}]`;
}

export function usageWithExample(command: Grammar): string {
  return `Usage: ${usage(command)}, for example ${command.examples[0]}`;
}
