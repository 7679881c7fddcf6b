/** What the keys do, in the composer and on the page. */
import type { Actions } from "../actions.ts";
import type { Suggestions } from "./completion.ts";
import type { State } from "../state.ts";

/** As it was drawn last. */
export interface ComposerNow {
  readonly state: State;
  /** What the list shows; null where it is closed. */
  readonly shown: Suggestions | null;
  /** What stood in the field then. */
  readonly drawn: string;
  readonly actions: Actions;
}

export const KEYS: readonly (readonly [key: string, what: string])[] = [
  ["/", "to the line where commands are typed"],
  ["↑ ↓", "in an empty line: what was typed before; in the list: choose"],
  ["Tab", "complete the word, or go on to the next control"],
  ["Ctrl Enter", "open the command as a form"],
  ["Esc", "close the list, the form or a question"],
  ["A H R W", "on a card that waits: Approve, Half, Reject, Why"],
  ["?", "these keys"],
];

export function composerKey(event: KeyboardEvent, { state, shown, drawn, actions }: ComposerNow): void {
  const { picked, history } = state.composer;
  const field = event.target as HTMLInputElement;
  const { value } = field;
  // A list for what was typed a key ago is no list for what is typed now.
  const items = value === drawn ? (shown?.items ?? []) : [];
  const isWalking = history.at !== -1;
  const done = (run: () => void): void => {
    event.preventDefault();
    run();
  };
  const complete = (line: string): void => {
    // At once: the next key may come before the next drawing.
    field.value = line;
    actions.complete(line);
  };
  switch (event.key) {
    case "ArrowUp":
    case "ArrowDown": {
      const step = event.key === "ArrowUp" ? 1 : -1;
      if (isWalking || value === "") return done(() => actions.walkHistory(step));
      if (items.length > 0) done(() => actions.pick(moved(picked, -step, items.length)));
      return;
    }
    case "Tab": {
      const line = items[picked ?? 0]?.line;
      if (line !== undefined && !event.shiftKey) done(() => complete(line));
      return;
    }
    case "Enter": {
      const name = /^\/([\w-]+)/.exec(value)?.[1];
      if ((event.ctrlKey || event.metaKey) && name !== undefined) return done(() => actions.openForm(name));
      // Walked to on purpose: Enter takes it. Otherwise the line goes as it was typed.
      const line = picked === null ? undefined : items[picked]?.line;
      if (line !== undefined) done(() => complete(line));
      return;
    }
    case "Escape":
      if (shown !== null) done(() => actions.closeSuggestions());
      return;
  }
}

/** Round and round; from nowhere to the first, or to the last. */
function moved(picked: number | null, step: number, count: number): number {
  if (picked === null) return step > 0 ? 0 : count - 1;
  return (picked + step + count) % count;
}

/** Keys of the page itself, while nobody types. */
export function pageKey(event: KeyboardEvent, actions: Actions): void {
  const { target } = event;
  const isTyping =
    target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?") actions.openDialog("keys");
  else if (event.key === "/") toLine(actions);
}

/** The key itself goes on to the field that has the focus now, and replaces what stood there. */
function toLine(actions: Actions): void {
  actions.pickTab("chat");
  const field = document.getElementById("line");
  if (!(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
}
