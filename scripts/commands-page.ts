/** docs/commands.md from the declarations of the commands. */
import { type Arg, type Args, type Declaration, offeredArgs } from "../src/chat/command.ts";
import { usage, usageOf } from "../src/chat/grammar/usage.ts";

export const COMMANDS_PAGE = "docs/commands.md";

type Declared = Declaration<Args> & { readonly kind: "reads" | "acts" };

const HEAD = `# Commands

Written by \`npm run docs\` from the declarations in \`src/commands/\`; a test fails where the two differ.

- A line is a command, its arguments in their order, then \`name=value\` in any order. What stands in \`[ ]\` may be left out, the slash too.
- What is missing is asked for with buttons, each of which runs a longer line. \`/help NAME\` shows this page's entry in chat.
- Amounts: \`0.1\` (the coin), \`$500\` (the other currency), \`25%\` (of what is available or held). Prices: \`46250\`, or \`+1%\` and \`-1%\`
  off the market. Orders: \`42\` or \`#42\`. Perpetuals: \`BTC/USDT:USDT\` or \`BTC-PERP\`. Numbers have a point and nothing else in them.
- Long lists go on by \`page=2\`, which their buttons type for you.
- Each role may do what those before it may: viewer, trader, approver, admin.
- A line that reaches the desk later than 60 s after it was written is not executed where its entry says so: the market has moved on.
`;

/** In the order of their declaration. */
export function commandsPage(commands: readonly Declared[]): string {
  const families = Map.groupBy(commands, (command) => command.family);
  const sections = [...families].map(([family, ofFamily]) => [`## ${family}`, ...ofFamily.map(entry)].join("\n\n"));
  return `${[HEAD.trimEnd(), ...sections].join("\n\n")}\n`;
}

function entry(command: Declared): string {
  const args = offeredArgs(command.args);
  return [
    `### /${command.name}`,
    `\`${usage(command)}\``,
    `${sentence(command.help)} ${kind(command)}`,
    ...(args.length === 0 ? [] : [args.map(argument).join("\n")]),
    `For example ${command.examples.map((line) => `\`${line}\``).join(" · ")}`,
  ].join("\n\n");
}

function kind({ role, kind: does, stale }: Declared): string {
  const who = `For ${role}${role === "admin" ? "" : " and above"}`;
  const when = stale === "refuse" ? "not executed after 60 s" : "runs at any age";
  return `*${who}; ${does === "acts" ? "changes something" : "reads"}; ${when}.*`;
}

function argument([name, arg]: [string, Arg<unknown>]): string {
  const { place, help } = arg;
  return `- \`${usageOf(name, arg)}\`: ${help}${place === "rest" ? "; all that is left of the line" : ""}`;
}

function sentence(words: string): string {
  const text = words.slice(0, 1).toUpperCase() + words.slice(1);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
