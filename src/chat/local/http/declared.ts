/** What a person may type, as data for forms, menus and help. */
import { type Arg, type Command, mayAct, offeredArgs, type Role } from "../../command.ts";
import { usage } from "../../grammar/usage.ts";
import type { DeclaredArg, DeclaredCommand } from "../protocol.ts";

export function declaredFor(role: Role, commands: readonly Command[]): DeclaredCommand[] {
  return commands.filter((command) => mayAct(role, command.role)).map(declared);
}

function declared(command: Command): DeclaredCommand {
  const { name, family, help, examples, kind, args } = command;
  return {
    ...{ name, family, help, examples },
    usage: usage(command),
    acts: kind === "acts",
    args: offeredArgs(args).map(([arg, declaration]) => declaredArg(arg, declaration)),
  };
}

function declaredArg(name: string, { place, required, help, type }: Arg<unknown>): DeclaredArg {
  return { name, place, required, help, placeholder: type.placeholder, choices: type.choices ?? null };
}
