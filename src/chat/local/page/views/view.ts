/** The page as a function of the state. */
import { html, nothing, type TemplateResult } from "lit-html";

import type { State } from "../state.ts";
import { banners } from "./banners.ts";
import { chat, pointers } from "./chat.ts";
import { composer } from "./composer.ts";
import { dialogs } from "./dialogs.ts";
import { header } from "./header.ts";
import { locked } from "./locked.ts";
import type { Look } from "./look.ts";
import { pane } from "./pane.ts";

export function view(state: State, look: Look): TemplateResult {
  if (state.link.kind === "locked") return locked(state.link.isRefused, look);
  return html`<div
    class="page"
    data-tab=${state.tab}
    data-link=${state.link.kind}
    data-blind=${state.blindSince !== null}
  >
    ${header(state, look)}
    <div class="banners">${banners(state, look)}</div>
    ${tabs(state, look)}
    <main class="chat">
      <h2 class="unseen">Chat</h2>
      ${chat(state, look)}
      <div class="pointers">${pointers(state, look)}</div>
      ${composer(state, look)}
    </main>
    ${pane(state, look)} ${dialogs(state, look)}
  </div>`;
}

function tabs({ tab, desk }: State, { actions }: Look): TemplateResult {
  const count = desk?.waiting.length ?? 0;
  const one = (id: "chat" | "desk", label: string, extra: unknown): TemplateResult =>
    html`<button type="button" aria-current=${tab === id ? "page" : "false"} @click=${() => actions.pickTab(id)}>
      ${label}${extra}
    </button>`;
  return html`<nav class="tabs" aria-label="Halves of the page">
    ${one("chat", "Chat", nothing)}${one(
      "desk",
      "Desk",
      count === 0 ? nothing : html` <span class="count num" aria-label="${count} waiting">${count}</span>`,
    )}
  </nav>`;
}
