/** Where the reader is in the log: at its end it follows what comes, anywhere else it stays. */
import type { Store } from "./state.ts";

/** So near counts as the end. */
const NEAR_PX = 48;

export interface Scroll {
  /** Somebody looks, and at the newest message. */
  isAtEnd(): boolean;
  /** After each drawing. */
  settle(): void;
  toEnd(): void;
  toOrder(order: number): void;
}

export function createScroll(store: Store): Scroll {
  let follows = true;
  let watched: HTMLElement | null = null;

  const log = (): HTMLElement | null => document.getElementById("log");
  const stick = (): void => {
    const element = log();
    if (follows && element !== null) element.scrollTop = element.scrollHeight;
  };

  const look = (): void => {
    const element = log();
    // Off the page (a phone's other half) there is no height, and nothing was scrolled.
    if (element === null || element.clientHeight === 0) return;
    follows = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    if (follows)
      store.update((old) => (old.unread.below === 0 ? old : { ...old, unread: { ...old.unread, below: 0 } }));
    hide();
  };

  /** Cards that wait and cannot be seen. */
  const hide = (): void => {
    const frame = log()?.getBoundingClientRect();
    if (frame === undefined || frame.height === 0) return;
    const cards = [...(log()?.querySelectorAll<HTMLElement>("article.asks[data-order]") ?? [])];
    const hidden = cards
      .filter((card) => isOutside(card.getBoundingClientRect(), frame))
      .map((card) => Number(card.dataset["order"]));
    store.update((old) =>
      String(old.unread.hidden) === String(hidden) ? old : { ...old, unread: { ...old.unread, hidden } },
    );
  };

  const watch = (): void => {
    const element = log();
    if (element === null || element === watched) return;
    watched = element;
    element.addEventListener("scroll", look, { passive: true });
    // Charts and fonts come later than the text; the composer's list takes room and gives it back.
    const sizes = new ResizeObserver(stick);
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
  };

  return {
    isAtEnd: () => follows && !document.hidden,
    settle() {
      watch();
      stick();
      hide();
    },
    toEnd() {
      follows = true;
      stick();
      look();
    },
    toOrder(order) {
      const card = [...document.querySelectorAll<HTMLElement>(`article[data-order="${order}"]`)].at(-1);
      follows = false;
      card?.scrollIntoView({ block: "center" });
      card?.focus({ preventScroll: true });
      look();
    },
  };
}

function isOutside(card: DOMRect, frame: DOMRect): boolean {
  return card.bottom < frame.top + NEAR_PX || card.top > frame.bottom - NEAR_PX;
}
