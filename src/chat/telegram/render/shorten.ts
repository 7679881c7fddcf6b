/** A card is one message: what is too long for it is told elsewhere. */
import { cutBefore, joined, lengthOf, linesOf, type Rich, type Run, sliceOf, textOf } from "./rich.ts";

const CUT = "…";
/** A line is cut to no less: before that the last lines go. */
const SHORTEST_LINE = 64;

/** The longest lines are cut first, so that one long reason costs no other fact. */
export function shorten(rich: Rich, limit: number, ending: Rich): Rich {
  if (lengthOf(rich) <= limit) return rich;
  const room = limit - lengthOf(ending) - 1;
  const lines = linesOf(rich);
  const longest = Math.max(longestLine(lines.map(lengthOf), room), SHORTEST_LINE);
  return joined([
    ...fitting(
      lines.map((line) => cutLine(line, longest)),
      room,
    ),
    ending,
  ]);
}

/** The most that a line may have so that all of them fit. */
function longestLine(lengths: readonly number[], room: number): number {
  const needed = (longest: number): number =>
    lengths.reduce((total, length) => total + Math.min(length, longest) + 1, -1);
  let [fits, tooLong] = [0, room + 1];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (needed(middle) <= room) fits = middle;
    else tooLong = middle;
  }
  return fits;
}

function cutLine(line: Rich, longest: number): Rich {
  if (lengthOf(line) <= longest) return line;
  const kept = sliceOf(line, 0, cutBefore(textOf(line), longest - CUT.length));
  const cut: Run = { look: kept.at(-1)?.look ?? "plain", text: CUT };
  return [...kept, cut];
}

function fitting(lines: readonly Rich[], room: number): readonly Rich[] {
  let left = room + 1;
  const end = lines.findIndex((line) => (left -= lengthOf(line) + 1) < 0);
  return end === -1 ? lines : lines.slice(0, end);
}
