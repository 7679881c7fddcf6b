import { formatLine, MARKS, plain, type Reader } from "../../src/domain/format.ts";
import type { Block, Line, ShownBlock } from "../../src/domain/reply.ts";

/** Each piece that people must be able to read. */
export function factsOf(block: Block | ShownBlock, reader: Reader): string[] {
  const say = (line: Line): string => formatLine(line, reader);
  switch (block.kind) {
    case "headline":
      return [...marked(block.mark), say(block.line), say(block.aside ?? [])];
    case "text":
      return [...marked(block.mark), say(block.line)];
    case "fields":
      return block.fields.flatMap(({ label, lines }) => [plain(label), ...lines.map(say)]);
    case "table":
      return [...block.rows, ...(block.total === undefined ? [] : [block.total])].flatMap((row) => row.map(say));
    case "buttons":
      return block.buttons.map(({ label }) => plain(label));
    case "file":
      return [plain(block.name)];
    case "chart":
      return [];
  }
}

function marked(mark: keyof typeof MARKS | undefined): string[] {
  return mark === undefined ? [] : [MARKS[mark]];
}
