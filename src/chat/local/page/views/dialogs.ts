/** Questions and sheets over the page. Esc closes each; the focus goes back to where it was. */
import { html, nothing, type TemplateResult } from "lit-html";
import { ref } from "lit-html/directives/ref.js";

import { KEYS } from "../typing/keys.ts";
import type { State } from "../state.ts";
import type { Look } from "./look.ts";

export function dialogs({ dialog }: State, look: Look) {
  if (dialog === null) return nothing;
  switch (dialog.kind) {
    case "halt":
      return halt(look);
    case "keys":
      return sheet(
        "Keys",
        look,
        html`<dl class="choices keys">
            ${KEYS.map(
              ([key, what]) =>
                html`<div>
                  <dt><kbd>${key}</kbd></dt>
                  <dd>${what}</dd>
                </div>`,
            )}
          </dl>
          ${close(look)}`,
      );
    case "sorry":
      return sheet(
        dialog.title,
        look,
        html`<p>${dialog.sentence}</p>
          ${close(look)}`,
      );
    case "picture":
      return sheet(
        dialog.name,
        look,
        html`<img src=${dialog.url} alt="The chart of ${dialog.name} as a picture" />
          <p><a href=${dialog.url} download="${dialog.name.replaceAll(/[^\w]+/g, "-")}.png">Save the picture</a></p>
          ${close(look)}`,
      );
  }
}

function halt(look: Look): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const reason = new FormData(event.target as HTMLFormElement).get("reason");
    look.actions.closeDialog();
    look.actions.send(`/halt ${typeof reason === "string" ? reason.trim() : ""}`.trim());
  };
  return sheet(
    "Halt the desk?",
    look,
    html`<form @submit=${submit}>
      <p>
        No new exposure anywhere, resting entries are canceled. Closing orders still pass, and positions keep their
        stops.
      </p>
      <label for="reason">Reason</label>
      <input
        id="reason"
        name="reason"
        type="text"
        maxlength="400"
        autocomplete="off"
        placeholder="what looks odd (may stay empty)"
      />
      <div class="buttons">
        <button type="submit" class="button danger solid">Halt everything</button
        ><button type="button" class="button" @click=${() => look.actions.closeDialog()}>Go on trading</button>
      </div>
    </form>`,
  );
}

function sheet(title: string, { actions }: Look, content: TemplateResult): TemplateResult {
  return html`<dialog class="sheet" aria-labelledby="sheet-title" ${ref(open)} @close=${() => actions.closeDialog()}>
    <h2 id="sheet-title">${title}</h2>
    ${content}
  </dialog>`;
}

function close({ actions }: Look): TemplateResult {
  return html`<button type="button" class="button" @click=${() => actions.closeDialog()}>Close</button>`;
}

/** Once it is in the page: before, it cannot be shown. */
function open(element: Element | undefined): void {
  if (!(element instanceof HTMLDialogElement)) return;
  queueMicrotask(() => {
    if (element.isConnected && !element.open) element.showModal();
  });
}
