/** Beside the chat: the market in question, what waits, what is held. */
import { html, nothing, type TemplateResult } from "lit-html";

import { formatValue, plain, type Reader } from "../../../../domain/format.ts";
import { div, from, fromFloat, HUNDRED, isZero, mul, sub, text } from "../../../../domain/money.ts";
import { TIMEFRAME_MS } from "../../../../domain/candle.ts";
import type { ChartLevel } from "../../../../domain/chart.ts";
import type { PriceView, WaitingView } from "../../protocol.ts";
import { isLastMinute } from "../drift.ts";
import { cardOfOrder } from "../log.ts";
import { accountOf, PANE_TIMEFRAMES, priceOf, type State } from "../state.ts";
import { icon } from "./icons.ts";
import { signClass } from "./inline.ts";
import { driftIn, type Look } from "./look.ts";
import { positions } from "./positions.ts";
import { placeOf } from "./venue.ts";

export function pane(state: State, look: Look): TemplateResult {
  const price = priceOf(state);
  return html`<aside class="pane" aria-label="Desk">
    ${price === null ? nothing : market(price, state, look)} ${waiting(state, look)} ${positions(state, look)}
    <footer class="credit">
      <span
        >Charts:
        <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank"
          >TradingView Lightweight Charts™</a
        ></span
      >
      ${state.desk === null ? nothing : html`<span>Outcry ${plain(state.desk.version)}</span>`}
    </footer>
  </aside>`;
}

function market(price: PriceView, state: State, look: Look): TemplateResult {
  const { reader, actions } = look;
  const { candles, isLoading, timeframe } = state.pane;
  const pairs = state.desk?.prices.filter(({ exchange }) => exchange === price.exchange) ?? [];
  const order = shownOrder(price, state);
  const pick = (event: Event): void => actions.pickPair((event.target as HTMLSelectElement).value);
  return html`<section class="market" aria-label="Chart">
    <div class="market-head">
      <div class="select pair">
        <select aria-label="Pair" @change=${pick}>
          ${pairs.map(
            ({ pair }) => html`<option value=${pair} ?selected=${pair === price.pair}>${plain(pair)}</option>`,
          )}
        </select>
      </div>
      <div class="units" role="group" aria-label="Length of a candle">
        ${PANE_TIMEFRAMES.map(
          (each) =>
            html`<button
              type="button"
              aria-pressed=${each === timeframe ? "true" : "false"}
              @click=${() => actions.pickTimeframe(each)}
            >
              ${each}
            </button>`,
        )}
      </div>
      <p class="last num">
        <b>${formatValue({ type: "price", price: price.last, places: price.places }, reader)}</b>
        ${change(price, state, reader)}
      </p>
    </div>
    <p class="caption">
      <span
        >${order === null ? nothing : html`showing <span class="num">#${order.order}</span> · `}times in
        ${placeOf(reader.zone)}</span
      >
    </p>
    ${
      candles === null || candles.candles.length === 0
        ? html`<p class="no-chart dim">
            ${isLoading ? "The candles are on their way." : "No candles yet: the chart comes with the first ones that close."}
          </p>`
        : html`<candle-chart
            class="big"
            .spec=${{ ...candles, levels: order === null ? entriesOf(price, state) : levelsOf(order, state) }}
            .last=${{ price: Number(price.last), at: accountOf(state)?.marketTime ?? 0 }}
            .look=${{ zone: reader.zone, theme: look.theme, isSmall: false }}
          ></candle-chart>`
    }
  </section>`;
}

/** The order that was chosen, else the newest that waits on this pair. */
function shownOrder(at: Pick<WaitingView, "exchange" | "pair">, { desk, pane }: State): WaitingView | null {
  const here = desk?.waiting.filter(({ exchange, pair }) => exchange === at.exchange && pair === at.pair) ?? [];
  return here.find(({ order }) => order === pane.order) ?? here.at(-1) ?? null;
}

/** As the card has them; where it has no chart, its price. */
function levelsOf(order: WaitingView, { log }: State): readonly ChartLevel[] {
  const block = cardOfOrder(log.entries, order.order)?.reply.blocks.find(({ kind }) => kind === "chart");
  const chart = block?.kind === "chart" && block.chart.kind === "candles" ? block.chart : null;
  const levels = chart?.levels.filter(({ role }) => role !== "last") ?? [];
  return levels.length > 0 ? levels : [{ role: "entry", price: Number(order.quotePrice) }];
}

/** Where nothing waits: what was paid for what is held. */
function entriesOf({ exchange, pair }: PriceView, { desk }: State): readonly ChartLevel[] {
  const held = desk?.positions.filter((each) => each.exchange === exchange && each.pair === pair) ?? [];
  return held.map(({ entry }) => ({ role: "entry", price: Number(entry) }));
}

const DAY_MS = 86_400_000;

/** Against where the day began that ends with the newest candle, where the chart reaches so far. */
function change(price: PriceView, { pane }: State, reader: Reader) {
  const candles = pane.candles?.candles ?? [];
  const from24h = (candles.at(-1)?.[0] ?? 0) + TIMEFRAME_MS[pane.timeframe] - DAY_MS;
  const before = candles.find(([at]) => at >= from24h);
  if (before === undefined || (candles[0]?.[0] ?? 0) > from24h) return nothing;
  const then = fromFloat(before[1], price.places);
  if (isZero(then)) return nothing;
  const percent = div(mul(sub(from(price.last), then), HUNDRED), then, 4);
  const shown = formatValue({ type: "percent", percent: text(percent), change: true }, reader);
  return html`<span class=${signClass(shown)}>${shown}</span> <span class="dim">24 h</span>`;
}

function waiting(state: State, look: Look): TemplateResult {
  const all = state.desk?.waiting ?? [];
  return html`<section class="waiting" aria-labelledby="waiting-title">
    <h2 id="waiting-title">Waiting <span class="num">${all.length}</span></h2>
    ${
      all.length === 0
        ? html`<p class="dim">
            Nothing waits for you. A proposal stands here, and in the chat, until you answer or it lapses.
          </p>`
        : html`<ul>
            ${all.map((each) => html`<li>${waitingRow(each, state, look)}</li>`)}
          </ul>`
    }
  </section>`;
}

function waitingRow(each: WaitingView, state: State, { reader, actions }: Look): TemplateResult {
  const drift = driftIn(state, each);
  const isLast = isLastMinute(each.until, reader.now);
  const moved =
    drift === null ? "" : formatValue({ type: "percent", percent: text(drift.percent), change: true }, reader);
  const isShown = shownOrder(each, state)?.order === each.order && priceOf(state)?.pair === each.pair;
  return html`<button
    type="button"
    class="wait ${isShown ? "shown" : ""}"
    @click=${() => actions.showOrder(each.order)}
  >
    ${icon(each.side === "BUY" ? "up" : "down")}
    <span class="what"
      ><span class="side ${each.side.toLowerCase()}">${each.side}</span>
      <span class="num">${formatValue({ type: "quantity", quantity: each.quantity }, reader)}</span> ${plain(each.pair)}
      <span class="dim">by ${plain(each.by)}</span></span
    >
    <span class="drift num ${drift?.isNear ? "near" : ""}"
      >${drift === null ? nothing : `${moved} of ±${formatValue({ type: "percent", percent: drift.validPercent }, reader)}`}</span
    >
    <span class="time-left num ${isLast ? "near" : ""}"
      >${each.until === null ? nothing : formatValue({ type: "left", until: each.until }, reader)}</span
    >
    <span class="id num">#${each.order}</span>
  </button>`;
}
