/** Blocks as chunks: what stands where, in markdown. */
import { formatLine, plain, type Reader } from "../../../domain/format.ts";
import type { ShownBlock } from "../../../domain/reply.ts";
import { tableLines } from "../../text/table.ts";
import { codeBlock, FENCES_LENGTH, NOTHING, withPlainStarts } from "./escape.ts";
import { type Chunk, LIMITS } from "./pack.ts";
import { cutPlain, lineRuns, pieces, plainRuns } from "./pieces.ts";

type Headline = Extract<ShownBlock, { kind: "headline" }>;
type Text = Extract<ShownBlock, { kind: "text" }>;
type Field = Extract<ShownBlock, { kind: "fields" }>["fields"][number];
type Table = Extract<ShownBlock, { kind: "table" }>;

/** A line as it begins may take a sign more. */
const LONGEST_LINE = LIMITS.value - 4;
/** As wide as a code block on a phone. */
const TABLE_WIDTH = 56;
/** Of what stands between the fences; a backtick in there may take two. */
const LONGEST_TABLE = (LIMITS.description - FENCES_LENGTH) / 2;
/** Fields no longer than this stand beside each other. */
const SHORT = 24;

export function chunksOf(block: ShownBlock, reader: Reader): readonly Chunk[] {
  switch (block.kind) {
    case "headline":
      return headlineChunks(block, reader);
    case "text":
      return textChunks(block, reader);
    case "fields":
      return block.fields.flatMap((field) => fieldChunks(field, reader));
    case "table":
      return tableChunks(block, reader);
    case "chart":
      return [{ kind: "chart", chart: block.chart }];
    case "file":
    case "buttons":
      return [];
  }
}

function headlineChunks({ mark, line, aside }: Headline, reader: Reader): readonly Chunk[] {
  const words = lineRuns([formatLine(aside === undefined ? line : [...line, " · ", ...aside], reader)], reader, mark);
  const [title = "", ...rest] = pieces(words, LIMITS.title).filter((piece) => piece.trim() !== "");
  if (title === "") return [];
  return [
    { kind: "title", text: title },
    ...rest.map((text): Chunk => ({ kind: "text", text: withPlainStarts(text) })),
  ];
}

function textChunks({ mark, line }: Text, reader: Reader): readonly Chunk[] {
  return linePieces(lineRuns(line, reader, mark)).map((text) => ({ kind: "text", text }));
}

/** What is blank is left out: Discord takes no field without a text. */
function linePieces(runs: Parameters<typeof pieces>[0]): readonly string[] {
  return pieces(runs, LONGEST_LINE)
    .map(withPlainStarts)
    .filter((piece) => piece.trim() !== "");
}

/** What a name or a value has too much follows in fields without a name. */
function fieldChunks({ label, lines }: Field, reader: Reader): readonly Chunk[] {
  const [name = NOTHING, ...more] = pieces(plainRuns(plain(label)), LIMITS.name).filter((piece) => piece.trim() !== "");
  const told = [...more.map(withPlainStarts), ...lines.flatMap((line) => linePieces(lineRuns(line, reader)))];
  const values = together(told, LIMITS.value);
  const inline = values.length < 2 && told.length < 2 && [name, ...values].every((text) => text.length <= SHORT);
  const first: Chunk = { kind: "field", name, value: values[0] ?? NOTHING, inline };
  return [first, ...values.slice(1).map((value): Chunk => ({ kind: "field", name: NOTHING, value, inline: false }))];
}

function tableChunks(table: Table, reader: Reader): readonly Chunk[] {
  const cells = (row: readonly Parameters<typeof formatLine>[0][]): string[] =>
    row.map((cell) => formatLine(cell, reader));
  const columns = table.columns.map(({ title, align }) => ({ title: plain(title), align }));
  const total = table.total === undefined ? null : cells(table.total);
  const lines = tableLines({ columns, rows: table.rows.map(cells), total }, TABLE_WIDTH, (text) => text);
  return together(
    lines.flatMap((line) => cutPlain(line, LONGEST_TABLE)),
    LONGEST_TABLE,
  ).map((text) => ({ kind: "text", text: codeBlock(text.split("\n")) }));
}

/** Lines joined while they are no longer than that. */
function together(lines: readonly string[], most: number): readonly string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= most) joined[joined.length - 1] = `${last}\n${line}`;
    else joined.push(line);
  }
  return joined;
}
