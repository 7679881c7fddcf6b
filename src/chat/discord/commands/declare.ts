/**
 * The desk's commands as Discord's slash commands. Every argument is a text: Discord would make a 1 of `0,1` in a number, and
 * what can be read is for the grammar to say.
 */
import type { RESTPostAPIChatInputApplicationCommandsJSONBody } from "discord.js";

import { type Arg, type Command, offeredArgs } from "../../command.ts";
import { shortened } from "../render/pieces.ts";

export type Declared = Pick<Command, "name" | "help" | "args">;
type SlashCommand = RESTPostAPIChatInputApplicationCommandsJSONBody;
type SlashOption = NonNullable<SlashCommand["options"]>[number];

const LONGEST_DESCRIPTION = 100;
const MOST_CHOICES = 25;

// Discord's numbers: its package is loaded only where a client is made.
const CHAT_INPUT = 1;
const TEXT = 3;
const IN_A_GUILD = 0;
const IN_THE_BOTS_DM = 1;
const INSTALLED_IN_A_GUILD = 0;

export function slashCommand({ name, help, args }: Declared): SlashCommand {
  const offered = offeredArgs(args);
  const options = [...offered.filter(([, arg]) => arg.required), ...offered.filter(([, arg]) => !arg.required)];
  return {
    type: CHAT_INPUT,
    name: name.toLowerCase(),
    description: described(help),
    options: options.map(([option, arg]) => optionOf(option, arg)),
    integration_types: [INSTALLED_IN_A_GUILD],
    contexts: [IN_A_GUILD, IN_THE_BOTS_DM],
  };
}

function optionOf(name: string, { type, required, help }: Arg<unknown>): SlashOption {
  const option = { type: TEXT, name: name.toLowerCase(), description: described(help), required } as const;
  const { choices = [] } = type;
  if (choices.length > 0 && choices.length <= MOST_CHOICES)
    return { ...option, choices: choices.map((choice) => ({ name: choice, value: choice })) };
  return type.complete === undefined ? option : { ...option, autocomplete: true };
}

function described(help: string): string {
  return shortened(help, LONGEST_DESCRIPTION);
}
