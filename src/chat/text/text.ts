/** A reply in characters: what a terminal shows, what an alert keeps as its message, what any chat can fall back to. */
import { styleText } from "node:util";
import { formatLine, MARKS, plain, type Reader } from "../../domain/format.ts";
import type { Inline, Line, Mark, Reply, Shown, ShownBlock, Value } from "../../domain/reply.ts";
import { padTo, widthOf } from "./columns.ts";
import { tableLines, type TextTable } from "./table.ts";

export interface TextLook extends Reader {
  /** Columns that a table may take. */
  readonly width?: number;
  readonly color?: boolean;
}

type AnyBlock = Reply["blocks"][number] | ShownBlock;
type Style = Parameters<typeof styleText>[0];
type Look = Required<TextLook>;

const DEFAULTS = { width: 60, color: false } as const;
/** Where the id stands at the right of a first line: as wide as a card that still fits on a phone held sideways. */
const CARD_WIDTH = 47;
const LABEL_WIDTH = 8;

const MARK_STYLES: Readonly<Record<Mark, Style>> = {
  buy: ["bold", "green"],
  sell: ["bold", "red"],
  waiting: ["bold", "yellow"],
  done: ["bold", "green"],
  refused: ["bold", "red"],
  lapsed: "bold",
  requoted: ["bold", "yellow"],
  attention: ["bold", "yellow"],
  halted: ["bold", "red"],
};

/** Lines joined by \n. Text is not wrapped, since a terminal does that; tables keep to `width`. */
export function renderText(reply: Reply | Shown, options: TextLook): string {
  const look: Look = { ...DEFAULTS, ...options };
  return (reply.blocks as readonly AnyBlock[]).flatMap((block) => blockLines(block, look)).join("\n");
}

function blockLines(block: AnyBlock, look: Look): string[] {
  switch (block.kind) {
    case "headline":
      return [headline(block, look)];
    case "text":
      return [withMark(block.mark, lineText(block.line, look))];
    case "fields":
      return fieldLines(block.fields, look);
    case "table":
      return tableLines(cellsOf(block, look), look.width, (text) => styled("dim", text, look));
    case "buttons":
      return [block.buttons.map(({ label }) => styled("inverse", `[ ${plain(label)} ]`, look)).join(" ")];
  }
}

type Headline = Extract<AnyBlock, { kind: "headline" }>;
type Table = Extract<AnyBlock, { kind: "table" }>;
type Field = Extract<AnyBlock, { kind: "fields" }>["fields"][number];

function headline({ mark, line, aside }: Headline, look: Look): string {
  const told = withMark(mark, formatLine(line, look));
  const shown = styled(mark === undefined ? "bold" : MARK_STYLES[mark], told, look);
  if (aside === undefined) return shown;
  const right = formatLine(aside, look);
  const gap = Math.max(2, Math.min(CARD_WIDTH, look.width) - widthOf(told) - widthOf(right));
  return shown + " ".repeat(gap) + styled("dim", right, look);
}

function fieldLines(fields: readonly Field[], look: Look): string[] {
  const column = Math.max(LABEL_WIDTH, ...fields.map(({ label }) => widthOf(plain(label)) + 2));
  return fields.flatMap(({ label, lines }) =>
    lines.map((line, index) => {
      const name = padTo(index === 0 ? plain(label) : "", column, "left");
      return styled("dim", name, look) + lineText(line, look);
    }),
  );
}

/** Cells stay without colour: their width is counted. */
function cellsOf(table: Table, look: Look): TextTable {
  const cells = (row: readonly Line[]): string[] => row.map((cell) => formatLine(cell, look));
  return {
    columns: table.columns.map(({ title, align }) => ({ title: plain(title), align })),
    rows: table.rows.map(cells),
    total: table.total === undefined ? null : cells(table.total),
  };
}

function withMark(mark: Mark | undefined, text: string): string {
  return mark === undefined ? text : `${MARKS[mark]} ${text}`;
}

function lineText(line: Line, look: Look): string {
  return line.map((part) => inlineText(part, look)).join("");
}

function inlineText(part: Inline, look: Look): string {
  const text = formatLine([part], look);
  const style = typeof part === "string" ? null : styleOf(part, text);
  return style === null ? text : styled(style, text, look);
}

/** A gain or a loss by the sign that is shown: a zero has none, and no colour. */
function styleOf(value: Value, text: string): Style | null {
  if (value.type === "command") return "cyan";
  if (!("change" in value)) return null;
  if (text.startsWith("+")) return "green";
  return text.startsWith("−") ? "red" : null;
}

function styled(style: Style, text: string, look: Look): string {
  // The caller has decided about colour; without this, styleText asks stdout, which may not be where this goes.
  return look.color && text !== "" ? styleText(style, text, { validateStream: false }) : text;
}
