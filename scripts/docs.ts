// Writes docs/commands.md: `npm run docs`, after every change of a command's declaration.
import { writeFileSync } from "node:fs";

import { commands } from "../src/commands/index.ts";
import { COMMANDS_PAGE, commandsPage } from "./commands-page.ts";

writeFileSync(new URL(`../${COMMANDS_PAGE}`, import.meta.url), commandsPage(commands));
