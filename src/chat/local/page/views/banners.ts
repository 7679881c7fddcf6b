/** What stands over everything else: a halt, and a connection that is gone. */
import { html, nothing, type TemplateResult } from "lit-html";

import { plain, type Reader } from "../../../../domain/format.ts";
import { hasCommand, type State } from "../state.ts";
import { clockOf } from "./chat.ts";
import { icon } from "./icons.ts";
import type { Look } from "./look.ts";

export function banners(state: State, look: Look) {
  return html`${halted(state, look)}${lost(state, look)}${resting(state, look)}${blind(state, look)}`;
}

function halted(state: State, { actions, reader, canAct }: Look) {
  const halts = state.desk?.halts ?? [];
  const [first] = halts;
  if (first === undefined) return nothing;
  const reason = first.reason === null || first.reason === "" ? "" : `: “${plain(first.reason)}”`;
  const more = halts.length > 1 ? ` · ${halts.length - 1} more` : "";
  const button = (label: string, line: string): TemplateResult =>
    html`<button
      type="button"
      class="button"
      aria-disabled=${canAct ? "false" : "true"}
      @click=${() => (canAct ? actions.send(line) : undefined)}
    >
      ${label}
    </button>`;
  return html`<section class="banner halted" aria-label="Halted">
    <p>
      ${icon("stop")}<span
        ><b>HALTED</b> ${plain(first.where)} by ${plain(first.by)},
        <span class="num">${clockOf(first.at, reader)}</span>${reason}${more} · closing orders still pass</span
      >
    </p>
    <div class="buttons">
      ${button("Status", "/status")}${hasCommand(state, "resume") ? button("Resume", "/resume") : nothing}
    </div>
  </section>`;
}

const SECOND_MS = 1_000;

function lost({ link, now }: State, { actions, reader }: Look) {
  if (link.kind !== "lost") return nothing;
  return html`<section class="banner lost" aria-label="Connection">
    <p>
      ${icon("dots")}<span
        ><b>Reconnecting</b> <span class="num">${heard(link.heardAt, now, reader)}</span>prices and count-downs below
        are frozen, buttons rest · <span class="num">next try ${nextTry(link.nextAt, now)}</span></span
      >
    </p>
    <div class="buttons"><button type="button" class="button" @click=${() => actions.tryNow()}>Try now</button></div>
  </section>`;
}

function resting({ link }: State, { actions }: Look) {
  if (link.kind !== "resting") return nothing;
  return html`<section class="banner lost" aria-label="Connection">
    <p>
      ${icon("dots")}<span
        ><b>This page rests</b>: you have the desk open in too many others · prices and count-downs below are
        frozen</span
      >
    </p>
    <div class="buttons">
      <button type="button" class="button" @click=${() => actions.tryNow()}>Go on here</button>
    </div>
  </section>`;
}

/** Where nothing is heard at all, that is said instead. */
function blind({ blindSince, link }: State, { reader }: Look) {
  if (blindSince === null || link.kind !== "open") return nothing;
  return html`<section class="banner lost" aria-label="Figures">
    <p>
      ${icon("warn")}<span
        ><b>The desk cannot be looked at</b> <span class="num">since ${clockOf(blindSince, reader)}</span> · figures,
        prices and what waits are older than that · messages still come</span
      >
    </p>
  </section>`;
}

function heard(at: number | null, now: number, reader: Reader): string {
  if (at === null) return "";
  return `last heard ${clockOf(at, reader)}, ${Math.max(0, Math.round((now - at) / SECOND_MS))} s ago · `;
}

function nextTry(at: number | null, now: number): string {
  return at === null ? "now" : `in ${Math.max(0, Math.ceil((at - now) / SECOND_MS))} s`;
}
