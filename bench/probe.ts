/** Times what happens in the page, in the page and by the browser's own clock: the script, and how it is asked. */
import type { Page } from "playwright-core";

/** In ms since the navigation; what did not happen is missing. */
export interface Times {
  /** The last key that was pressed, as the browser had it from the keyboard. */
  readonly keyAt?: number;
  /** When the desk was last asked for words or given a line, and when it had answered. */
  readonly askedAt?: number;
  readonly answeredAt?: number;
  readonly shownAt: number;
}

/** When the page first shows something else than now: `shown` is a script that gives it as a text, empty for nothing. */
export async function timesOf(page: Page, shown: string, act: () => Promise<unknown>): Promise<Times> {
  await page.evaluate(`probe.watch(() => ${shown})`);
  await act();
  return page.evaluate<Times>("probe.seen");
}

export interface Arrival {
  /** The desk is shown, and a line can be typed, completed and sent. */
  readonly usableAt: number;
  readonly chartedAt: number;
}

export function arrivalOf(page: Page): Promise<Arrival> {
  return page.evaluate<Arrival>("probe.arrival");
}

/** How long the browser takes from one frame to the next. */
export function frame(page: Page): Promise<number> {
  return page.evaluate<number>(
    "new Promise((done) => requestAnimationFrame((one) => requestAnimationFrame((two) => done(two - one))))",
  );
}

/** Runs before the page's own scripts, in each navigation. */
export const PROBE = `{
  const PATIENCE_MS = 20_000;
  const USABLE = ['.page[data-link="open"]', ".figures .equity", "#line", ".quick button"];
  const CHARTED = ["candle-chart canvas"];

  const change = (what, find) => new Promise((resolve, reject) => {
    const look = () => {
      const found = find();
      if (!found) return;
      clearTimeout(patience);
      observer.disconnect();
      resolve(found);
    };
    const patience = setTimeout(() => reject(new Error("never shown: " + what)), PATIENCE_MS);
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    look();
  });
  const timeOfAll = (selectors) =>
    change(selectors, () => selectors.every((each) => document.querySelector(each) !== null) && performance.now());

  let times = {};
  const ask = globalThis.fetch;
  globalThis.fetch = async (path, init) => {
    if (path !== "/chat" && !path.startsWith("/chat/complete?")) return ask(path, init);
    const mine = times;
    mine.askedAt = performance.now();
    const answer = await ask(path, init);
    mine.answeredAt = performance.now();
    return answer;
  };
  addEventListener("keydown", ({ timeStamp }) => (times.keyAt = timeStamp), { capture: true });

  globalThis.probe = {
    arrival: Promise.all([timeOfAll(USABLE), timeOfAll(CHARTED)])
      .then(([usableAt, chartedAt]) => ({ usableAt, chartedAt })),
    watch(shown) {
      times = {};
      const before = shown();
      const isNews = () => shown() !== "" && shown() !== before;
      this.seen = change(shown, () => isNews() && { ...times, shownAt: performance.now() });
    },
  };
}`;
