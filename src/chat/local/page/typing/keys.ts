/** The keys of the page, in words, and what they do while nobody types. */
import type { Actions } from "../actions.ts";

export const KEYS: readonly (readonly [key: string, what: string])[] = [
  ["/", "to the line where commands are typed"],
  ["↑ ↓", "in an empty line: what was typed before; in the list: choose"],
  ["Tab", "complete the word, or go on to the next control"],
  ["Ctrl Enter", "open the command as a form"],
  ["Esc", "close the list, the form or a question"],
  ["A H R W", "on a card that waits: Approve, Half, Reject, Why"],
  ["?", "these keys"],
];

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
