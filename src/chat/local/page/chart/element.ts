/**
 * `<candle-chart>`: candles with levels across them. The library is fetched when the first one is shown; until then, and where
 * it cannot come, its place is empty and everything else works.
 */
import { type CandleChart, panelsOf } from "../../../../domain/chart.ts";
import { legendOf, marksOf } from "../../../../domain/chart-words.ts";
import type { Drawing } from "./drawing.ts";

export interface ChartLook {
  readonly zone: string;
  readonly theme: "dark" | "light";
  /** In a card: it does not take the wheel from the log. */
  readonly isSmall: boolean;
}

/** The present price, and its market time. */
export interface LastPrice {
  readonly price: number;
  readonly at: number;
}

class CandleChartElement extends HTMLElement {
  #spec: CandleChart | null = null;
  #look: ChartLook | null = null;
  #last: LastPrice | null = null;
  #drawing: Drawing | null = null;
  #isComing = false;
  /** Drawn once it has room: on the hidden half of a phone's page it has none. */
  readonly #room = new ResizeObserver(() => this.#show());

  set spec(spec: CandleChart) {
    this.#spec = spec;
    this.#show();
  }

  set look(look: ChartLook) {
    this.#look = look;
    this.#show();
  }

  set last(last: LastPrice) {
    this.#last = last;
    if (this.#drawing !== null) this.#drawing.tick(last);
  }

  connectedCallback(): void {
    this.#room.observe(this);
  }

  disconnectedCallback(): void {
    this.#room.disconnect();
    this.#drawing?.remove();
    this.#drawing = null;
  }

  #show(): void {
    const [spec, look] = [this.#spec, this.#look];
    if (spec === null || look === null || !this.isConnected) return;
    this.setAttribute("role", "img");
    this.setAttribute("aria-label", wordsOf(spec));
    this.dataset["panels"] = String(panelsOf(spec));
    if (this.#drawing === null) return this.clientWidth === 0 ? undefined : void this.#begin();
    this.#drawing.show(spec, look);
    if (this.#last !== null) this.#drawing.tick(this.#last);
  }

  async #begin(): Promise<void> {
    if (this.#isComing) return;
    this.#isComing = true;
    // Where it does not come (the desk is away) the place stays empty until the chart is shown the next time.
    const { draw } = await import("./drawing.ts").catch(() => ({ draw: null }));
    this.#isComing = false;
    const [spec, look] = [this.#spec, this.#look];
    if (draw === null || !this.isConnected || this.#drawing !== null || spec === null || look === null) return;
    this.#drawing = draw(this, spec, look);
    if (this.#last !== null) this.#drawing.tick(this.#last);
  }
}

function wordsOf(spec: CandleChart): string {
  const { pair, timeframe, candles, levels, places } = spec;
  const close = candles.at(-1)?.[4];
  const last = close === undefined ? "" : `, last close ${close.toFixed(places)}`;
  const lines = levels.map(({ role, price }) => `, ${role} ${price.toFixed(places)}`);
  const indicators = [...legendOf(spec), ...marksOf(spec)].map(({ text }) => `, ${text}`);
  return `Chart of ${pair}, ${candles.length} candles of ${timeframe}${last}${[...lines, ...indicators].join("")}`;
}

customElements.define("candle-chart", CandleChartElement);
