/** Holds the state; whoever changes it gives a function from the old to the new one. Drawn at most once a frame. */
import type { State, Store } from "./state.ts";

/** `soon` runs what it is given at the next moment that is good for drawing. */
export function createStore(first: State, draw: (state: State) => void, soon: (run: () => void) => void): Store {
  let state = first;
  let isDue = false;

  const drawSoon = (): void => {
    if (isDue) return;
    isDue = true;
    soon(() => {
      isDue = false;
      draw(state);
    });
  };

  return {
    state: () => state,
    update(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      drawSoon();
    },
  };
}
