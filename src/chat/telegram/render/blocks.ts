/** The blocks of a reply as rich text: first line bold, then a label and its value a line, tables in a mono face. */
import { formatLine, MARKS, plain, type Reader } from "../../../domain/format.ts";
import type { Inline, Line, Mark, Shown, ShownBlock } from "../../../domain/reply.ts";
import { tableLines } from "../../text/table.ts";
import { joined, type Rich, type Run } from "./rich.ts";

/** So many lines of one label stand below it. */
const A_LIST = 3;
/** Columns of blanks, which stand in no line where letters are of different widths. */
const COLUMN = / {2,}/g;
/** What a phone shows of a mono face without breaking a line. */
const TABLE_WIDTH = 32;

type Of<K extends ShownBlock["kind"]> = Extract<ShownBlock, { kind: K }>;

export function richOf({ blocks }: Shown, reader: Reader): Rich {
  return joined(blocks.flatMap((block) => blockLines(block, reader)));
}

function blockLines(block: ShownBlock, reader: Reader): Rich[] {
  switch (block.kind) {
    case "headline":
      return [headline(block, reader)];
    case "text":
      return [[...markRuns(block.mark), ...lineRuns(block.line, reader)]];
    case "fields":
      return block.fields.flatMap((field) => fieldLines(field, reader));
    case "table":
      return [table(block, reader)];
    case "chart":
    case "file":
    case "buttons":
      return [];
  }
}

function headline({ mark, line, aside }: Of<"headline">, reader: Reader): Rich {
  const words = formatLine(line, reader) + (aside === undefined ? "" : ` · ${formatLine(aside, reader)}`);
  return [{ look: "bold", text: (mark === undefined ? "" : `${MARKS[mark]} `) + words }];
}

function markRuns(mark: Mark | undefined): Rich {
  return mark === undefined ? [] : [{ look: "plain", text: `${MARKS[mark]} ` }];
}

function fieldLines({ label, lines }: Of<"fields">["fields"][number], reader: Reader): Rich[] {
  const name: Run = { look: "bold", text: plain(label) };
  const told = lines.map((line) => lineRuns(line, reader));
  const [first = [], ...below] = told;
  if (told.length >= A_LIST) return [[name], ...told];
  return [[name, { look: "plain", text: " " }, ...first], ...below];
}

function table(block: Of<"table">, reader: Reader): Rich {
  const cells = (row: readonly Line[]): string[] => row.map((cell) => formatLine(cell, reader));
  const columns = block.columns.map(({ title, align }) => ({ title: plain(title), align }));
  const total = block.total === undefined ? null : cells(block.total);
  const lines = tableLines({ columns, rows: block.rows.map(cells), total }, TABLE_WIDTH, (text) => text);
  return [{ look: "pre", text: lines.join("\n") }];
}

function lineRuns(line: Line, reader: Reader): Rich {
  return line.map((part) => ({ look: lookOf(part), text: formatLine([part], reader).replace(COLUMN, " ") }));
}

function lookOf(part: Inline): Run["look"] {
  return typeof part !== "string" && part.type === "command" ? "code" : "plain";
}
