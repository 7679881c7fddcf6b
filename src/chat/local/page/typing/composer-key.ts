/** What a key does in the composer. */
import type { Actions } from "../actions.ts";
import type { State } from "../state.ts";
import type { Suggestions } from "./completion.ts";

/** What is needed of the browser's event, and of its field. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  preventDefault(): void;
}

export interface Field {
  value: string;
}

/** As it was drawn last. */
export interface ComposerNow {
  readonly state: State;
  /** What stood in the field then. */
  readonly drawn: string;
  /** What the list offers for a line; null where it is closed. */
  offered(line: string): Suggestions | null;
  readonly actions: Actions;
}

export function composerKey(event: KeyPress, field: Field, { state, drawn, offered, actions }: ComposerNow): void {
  const { history } = state.composer;
  const { value } = field;
  // The drawing may be a key behind: what counts is the list for what stands in the field now, in which nothing is picked yet.
  const shown = offered(value);
  const items = shown?.items ?? [];
  const picked = value === drawn ? state.composer.picked : null;
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
