/** Lines that were typed before, newest first; walking them and coming back to what was being typed. Pure. */
export interface History {
  readonly lines: readonly string[];
  /** Which is shown; −1: none, what is typed stands. */
  readonly at: number;
  readonly draft: string;
}

const MOST_LINES = 100;

export function historyOf(lines: readonly string[]): History {
  return { lines: lines.slice(0, MOST_LINES), at: -1, draft: "" };
}

export function remember({ lines }: History, line: string): History {
  return historyOf([line, ...lines.filter((each) => each !== line)]);
}

/** `older` 1 or −1. Gives the same where there is nothing further that way. */
export function walk(history: History, typed: string, older: 1 | -1): History {
  const at = history.at + older;
  if (at < -1 || at >= history.lines.length) return history;
  return { ...history, at, draft: history.at === -1 ? typed : history.draft };
}

export function shownLine({ lines, at, draft }: History): string {
  return lines[at] ?? draft;
}
