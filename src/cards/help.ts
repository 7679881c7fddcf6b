/** /help: all commands by family, or one with everything about it. */
import type { Block, Line, Reply } from "../domain/reply.ts";
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
  const families = Map.groupBy(rowsOf(commands, page), (row) => row.family);
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`What you can type${span(page)}`] },
      ...[...families].map(([family, rows]) => familyBlock(family, rows)),
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

function familyBlock(family: string, rows: readonly CommandRow[]): Block {
  const widest = Math.max(...rows.map((row) => row.name.length));
  const line = (row: CommandRow): Line => [command(`/${row.name}`), " ".repeat(widest - row.name.length + 2), row.help];
  return { kind: "fields", fields: [{ label: family, lines: rows.map(line) }] };
}
