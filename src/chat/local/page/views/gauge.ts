/** How far the price has moved from a proposal's, within what it may: a mark on a band. */
import { html, svg, type TemplateResult } from "lit-html";

import { formatValue, type Reader } from "../../../../domain/format.ts";
import { text } from "../../../../domain/money.ts";
import type { Drift } from "../drift.ts";

const WIDTH = 200;
const MIDDLE = WIDTH / 2;
const REACH = MIDDLE - 2;

export function gauge(drift: Drift, reader: Reader): TemplateResult {
  const price = formatValue({ type: "price", price: text(drift.price), places: drift.places }, reader);
  const moved = formatValue({ type: "percent", percent: text(drift.percent), change: true }, reader);
  const valid = formatValue({ type: "percent", percent: drift.validPercent }, reader);
  return html`<div class="gauge ${drift.isNear ? "near" : ""}">
    <span class="num">now ${price} <span class="moved">${moved}</span></span>
    ${band(drift.position)}
    <span class="num">valid ±${valid}</span>
  </div>`;
}

function band(position: number): TemplateResult {
  const mark = MIDDLE + position * REACH;
  return html`<svg class="band" viewBox="0 0 ${WIDTH} 12" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<path class="rail" d="M1 6H${WIDTH - 1}M1 2V10M${WIDTH - 1} 2V10"/>
    <path class="way" d="M${MIDDLE} 6H${mark.toFixed(1)}"/>
    <path class="mark" d="M${mark.toFixed(1)} 1V11"/>`}
  </svg>`;
}

/** How much of its time is left. */
export function timeBar(share: number, isLast: boolean): TemplateResult {
  return html`<svg
    class="time-bar ${isLast ? "near" : ""}"
    viewBox="0 0 100 1"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${svg`<rect class="rail" width="100" height="1"/><rect class="way" width=${(share * 100).toFixed(2)} height="1"/>`}
  </svg>`;
}
