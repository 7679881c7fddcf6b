/** Without a token that the desk knows there is nothing to show but how to come in. */
import { html, type TemplateResult } from "lit-html";

import { tokenIn } from "../token.ts";
import type { Look } from "./look.ts";

export function locked(isRefused: boolean, { actions }: Look): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const pasted = new FormData(form).get("address");
    const token = typeof pasted === "string" ? tokenIn(pasted) : null;
    if (token !== null) return actions.enter(token);
    const field = form.querySelector("input");
    field?.setCustomValidity("That is neither the address nor a token: paste the whole line that the start printed.");
    field?.reportValidity();
  };
  const clear = (event: Event): void => (event.target as HTMLInputElement).setCustomValidity("");
  return html`<main class="locked">
    <form class="card framed" @submit=${submit} novalidate>
      <h1>Outcry</h1>
      <p>
        ${isRefused ? "The desk does not know this token. It may have been changed or removed." : "This page needs the desk's token."}
      </p>
      <p class="dim">
        The start prints an address with it, <code>http://127.0.0.1:8484/#…</code>: open that, or paste it here.
      </p>
      <label for="address">Address or token</label>
      <input
        id="address"
        name="address"
        type="password"
        autocomplete="off"
        spellcheck="false"
        required
        @input=${clear}
      />
      <div class="buttons"><button type="submit" class="button primary">Open the desk</button></div>
    </form>
  </main>`;
}
