/** /help: all commands by family, or one with everything about it. */
import type { Line, Reply } from "../domain/reply.ts";
import { command } from "./values.ts";
import { type Page, pageButtons, rowsOf, span } from "./pages.ts";
import { buttons, sentence } from "./words.ts";

export interface CommandRow {
  /** Without the slash. */
  readonly name: string;
  readonly help: string;
  readonly family: string;
}

export interface CommandFacts extends CommandRow {
  /** As it is typed: `/buy PAIR AMOUNT [price=PRICE]`. */
  readonly usage: string;
  readonly role: string;
  readonly args: readonly { readonly name: string; readonly help: string }[];
  readonly examples: readonly string[];
}

/** `commands`: all of them, by family; the page shows some. */
export function helpCard(commands: readonly CommandRow[], page: Page): Reply {
  const shown = rowsOf(commands, page);
  const widest = Math.max(...shown.map((row) => row.name.length));
  const families = Map.groupBy(shown, (row) => row.family);
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`What you can type${span(page)}`] },
      {
        kind: "fields",
        fields: [...families].map(([label, rows]) => ({ label, lines: rows.map((row) => commandLine(row, widest)) })),
      },
      { kind: "text", line: ["One in full: ", command("/help buy")] },
      ...buttons(...pageButtons(page, "help")),
    ],
  };
}

export function commandHelpCard(facts: CommandFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [command(facts.usage)] },
      { kind: "text", line: [sentence(facts.help)] },
      {
        kind: "fields",
        fields: [
          ...facts.args.map((arg) => ({ label: arg.name, lines: [[arg.help]] })),
          { label: "Who", lines: [[`${facts.role} and above`]] },
          ...(facts.examples.length === 0
            ? []
            : [{ label: "Type", lines: facts.examples.map((line) => [command(line)]) }]),
        ],
      },
    ],
  };
}

function commandLine({ name, help }: CommandRow, widest: number): Line {
  return [command(`/${name}`), " ".repeat(widest - name.length + 2), help];
}
