/** Holds the state; whoever changes it gives a function from the old to the new one. Drawn at most once a frame. */
import type { State, Store } from "./state.ts";

export function createStore(first: State, draw: (state: State) => void): Store {
  let state = first;
  let isDue = false;

  const drawSoon = (): void => {
    if (isDue) return;
    isDue = true;
    // A hidden page has no frames; what is announced must be drawn there too.
    const later = document.hidden ? (run: () => void) => setTimeout(run) : requestAnimationFrame;
    later(() => {
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
