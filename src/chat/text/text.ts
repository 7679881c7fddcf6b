/** A reply in characters: what a terminal shows, what an alert keeps as its message, what any chat can fall back to. */
import { styleText } from "node:util";
import { formatLine, MARKS, plain, type Reader } from "../../domain/format.ts";
import type { ChartSpec } from "../../domain/chart.ts";
import type { Inline, Line, Mark, Reply, Shown, ShownBlock, TextFile, Value } from "../../domain/reply.ts";
import { padTo, widthOf, wrap } from "./columns.ts";
import { tableLines, type TextTable } from "./table.ts";

/** A chart in so many columns. */
export type DrawText = (chart: ChartSpec, columns: number, reader: Reader) => readonly string[];

export interface TextLook extends Reader {
  /** Columns that a line may take; without it text goes on as long as it is, and a table takes 60. */
  readonly width?: number;
  readonly color?: boolean;
  /** Without it a chart is left out. */
  readonly chart?: DrawText;
}

type AnyBlock = Reply["blocks"][number] | ShownBlock;
type Style = Parameters<typeof styleText>[0];
type Look = Required<TextLook> & { readonly tableWidth: number };

const TABLE_WIDTH = 60;
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

/** Lines joined by \n. With a `width`, what a line has too much goes on below, indented. */
export function renderText(reply: Reply | Shown, options: TextLook): string {
  const { width = Infinity, color = false, chart = () => [] } = options;
  const look: Look = { ...options, color, chart, width, tableWidth: options.width ?? TABLE_WIDTH };
  return (reply.blocks as readonly AnyBlock[]).flatMap((block) => blockLines(block, look)).join("\n");
}

function blockLines(block: AnyBlock, look: Look): string[] {
  switch (block.kind) {
    case "headline":
      return headline(block, look);
    case "text":
      return hanging(withMark(block.mark, lineText(block.line, look)), look);
    case "fields":
      return fieldLines(block.fields, look);
    case "table":
      return tableLines(cellsOf(block, look), look.tableWidth, (text) => styled("dim", text, look));
    case "chart":
      return [...look.chart(block.chart, look.tableWidth, look)];
    case "file":
      return hanging(fileWords(block), look);
    case "buttons":
      return buttonLines(block.buttons, look);
  }
}

/** A terminal gets it by `outcry run`. */
function fileWords({ name }: TextFile): string {
  return `File ${name}: npx outcry run 'LINE' --files FOLDER saves it`;
}

const INDENT = 3;

/** The first line at the margin, the others indented. */
function hanging(text: string, look: Look): string[] {
  const [first = "", ...rest] = wrapped(text, look.width);
  const indent = " ".repeat(Math.min(INDENT, Math.floor(look.width / 2)));
  const below = rest.length === 0 ? [] : wrapped(rest.join(" "), look.width - indent.length);
  return [first, ...below.map((line) => indent + line)];
}

/** A button is broken only where it is longer than a line: one that does not fit begins a line. */
function buttonLines(buttons: readonly { readonly label: string }[], look: Look): string[] {
  const lines: string[] = [];
  for (const { label } of buttons) {
    const parts = wrapped(`[ ${plain(label)} ]`, look.width).map((part) => styled("inverse", part, look));
    const [button = ""] = parts;
    const last = lines.at(-1);
    if (parts.length === 1 && last !== undefined && widthOf(last) + 1 + widthOf(button) <= look.width)
      lines[lines.length - 1] = `${last} ${button}`;
    else lines.push(...parts);
  }
  return lines;
}

type Headline = Extract<AnyBlock, { kind: "headline" }>;
type Table = Extract<AnyBlock, { kind: "table" }>;
type Field = Extract<AnyBlock, { kind: "fields" }>["fields"][number];

function headline({ mark, line, aside }: Headline, look: Look): string[] {
  const style = mark === undefined ? "bold" : MARK_STYLES[mark];
  const right = aside === undefined ? "" : formatLine(aside, look);
  const room = { ...look, width: right === "" ? look.width : Math.max(look.width - widthOf(right) - 2, 2) };
  const told = hanging(withMark(mark, formatLine(line, look)), room);
  const [first = "", ...below] = told.map((each) => styled(style, each, look));
  if (right === "") return [first, ...below];
  const gap = Math.max(2, Math.min(CARD_WIDTH, look.width) - widthOf(first) - widthOf(right));
  return [first + " ".repeat(gap) + styled("dim", right, look), ...below];
}

/** The label's column is kept free below it, unless that would leave no room for words. */
function fieldLines(fields: readonly Field[], look: Look): string[] {
  const widest = Math.max(LABEL_WIDTH, ...fields.map(({ label }) => widthOf(plain(label)) + 2));
  const column = Math.min(widest, Math.floor(look.width / 2));
  return fields.flatMap(({ label, lines }) => {
    const told = lines.flatMap((line) => wrapped(lineText(line, look), look.width - column));
    return told.map((text, index) => {
      const name = padTo(index === 0 ? plain(label) : "", column, "left");
      return styled("dim", name, look) + text;
    });
  });
}

function wrapped(text: string, width: number): string[] {
  return widthOf(text) <= width ? [text] : wrap(text, Math.max(width, 2));
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
  const core = text.trim();
  if (!look.color || core === "") return text;
  // Blanks at the ends stay without colour: where a line is broken they go, and a colour of nothing would stay behind.
  const begin = text.indexOf(core);
  // The caller has decided about colour; without this, styleText asks stdout, which may not be where this goes.
  const coloured = styleText(style, core, { validateStream: false });
  return text.slice(0, begin) + coloured + text.slice(begin + core.length);
}
