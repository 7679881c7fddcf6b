/** How far an order is on its way: what is behind it, what it waits for, and how much of it is filled. */
import { html, nothing, svg, type TemplateResult } from "lit-html";

import { formatValue, plain, type Reader } from "../../../../domain/format.ts";
import type { Progress } from "../../../../domain/reply.ts";
import { icon } from "./icons.ts";

export function steps({ steps: all, done, percent }: Progress, reader: Reader): TemplateResult {
  return html`<ol class="steps" aria-label="Steps">
      ${all.map((step, index) => one(step, index, done))}
    </ol>
    ${percent === undefined ? nothing : filled(percent, reader)}`;
}

function one(step: string, index: number, done: number): TemplateResult {
  const isNext = index === done;
  return html`<li class=${index < done ? "behind" : isNext ? "next" : ""} aria-current=${isNext ? "step" : nothing}>
    ${icon(index < done ? "check" : "clock")}<span>${plain(step)}</span>
  </li>`;
}

function filled(percent: string, reader: Reader): TemplateResult {
  const words = formatValue({ type: "percent", percent, places: 0 }, reader);
  return html`<p class="filled">
    <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect class="rail" width="100" height="1"/><rect class="way" width=${percent} height="1"/>`}</svg
    ><span class="num">${words} filled</span>
  </p>`;
}
