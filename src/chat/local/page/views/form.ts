/** A form in the chat: fields from the command's declaration, and the line that it will run. */
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import { plain } from "../../../../domain/format.ts";
import type { DeclaredArg } from "../../protocol.ts";
import {
  fieldKind,
  type Form,
  isReadable,
  labelOf,
  lineOf,
  splitArgs,
  type Unit,
  unreadable,
  verbOf,
} from "../form.ts";
import { amountHint } from "../typing/hints.ts";
import { accountOf, type State } from "../state.ts";
import { doing } from "./buttons.ts";
import { buttons } from "./buttons.ts";
import { icon } from "./icons.ts";
import { line } from "./inline.ts";
import type { Look } from "./look.ts";
import { badge } from "./venue.ts";

export function form(opened: Form, state: State, look: Look): TemplateResult {
  const { actions } = look;
  const { command, isSending, missing } = opened;
  const { first, more } = splitArgs(command.args);
  const account = accountOf(state);
  const submit = (event: Event): void => {
    event.preventDefault();
    actions.submitForm();
  };
  const verb = verbOf(command);
  return html`<form
    class="card framed form"
    aria-labelledby="form-title"
    novalidate
    @submit=${submit}
    @keydown=${(event: KeyboardEvent) => (event.key === "Escape" ? actions.closeForm() : undefined)}
  >
    <header class="head">
      <h3 id="form-title">${labelOf(command)}</h3>
      <p class="aside">
        ${account === null ? nothing : html`${badge(account)}<span>${plain(account.exchange)}</span>`}
        <button type="button" class="icon-button" aria-label="Close the form" @click=${() => actions.closeForm()}>
          ${icon("close")}
        </button>
      </p>
    </header>
    <p class="text dim">${plain(command.help)}</p>
    <div class="grid">
      ${first.map((arg) => field(arg, opened, state, look))}
      ${
        more.length === 0
          ? nothing
          : html`<details
              class="more"
              ?open=${opened.showsMore}
              @toggle=${(event: Event) => actions.showMore((event.target as HTMLDetailsElement).open)}
            >
              <summary>More: ${more.map((arg) => labelOf(arg).toLowerCase()).join(", ")}</summary>
              ${more.map((arg) => field(arg, opened, state, look))}
            </details>`
      }
    </div>
    ${missing === null ? nothing : html`<p class="text mark-refused" role="alert">${icon("cross")}<span>${missing}</span></p>`}
    ${refusal(opened, look)}
    <footer class="runs">
      <code>${plain(lineOf(opened))}</code>
      <button
        type="submit"
        class="button primary ${isSending ? "pressed" : ""}"
        aria-disabled=${isSending || !look.canAct || !isReadable(opened) ? "true" : "false"}
      >
        ${isSending ? doing(verb === "Propose" ? "Proposing" : verb) : verb}
      </button>
    </footer>
  </form>`;
}

function refusal({ refusal, isSending }: Form, { actions, reader, canAct, commands }: Look) {
  if (refusal === null) return nothing;
  const headline = refusal.blocks.find((block) => block.kind === "headline");
  const run = (label: string): void => {
    actions.closeForm();
    actions.send(label);
  };
  return html`<p class="text mark-refused" role="alert">
      ${icon("cross")}<span>${headline === undefined ? nothing : line(headline.line, reader)}</span>
    </p>
    ${refusal.blocks.map((block) => {
      if (block.kind !== "buttons" || isSending) return nothing;
      // What is offered is a line: here it is typed, since no message stands that its button could belong to.
      const labelOfToken = (token: string): string =>
        block.buttons.find((button) => button.token === token)?.label ?? "";
      return buttons(block, {
        reply: refusal,
        press: null,
        isFresh: false,
        canAct,
        commands,
        onPress: (token) => run(labelOfToken(token)),
      });
    })}`;
}

function field(arg: DeclaredArg, opened: Form, state: State, look: Look): TemplateResult {
  const id = `field-${arg.name}`;
  return html`<div class="field">
    <label for=${id}>${labelOf(arg)}</label>
    <div class="control">
      ${control(arg, id, opened, look)}
      <p class="hint" id="${id}-hint">${hintOf(arg, opened, state)}</p>
    </div>
  </div>`;
}

function hintOf(arg: DeclaredArg, opened: Form, state: State) {
  const no = unreadable(opened, arg);
  if (no !== null) return html`<span class="near">${plain(no)}</span>`;
  const hint = fieldKind(arg) === "amount" ? amountHint(state, opened) : null;
  if (hint === null) return plain(arg.help);
  return html`<span class=${hint.isAbove ? "near" : ""}>${hint.text}</span>`;
}

function control(arg: DeclaredArg, id: string, opened: Form, { actions }: Look): TemplateResult {
  const value = opened.values[arg.name] ?? "";
  const set = (event: Event): void =>
    actions.setField(arg.name, (event.target as HTMLInputElement | HTMLSelectElement).value);
  const kind = fieldKind(arg);
  const words = kind === "choice" ? (arg.choices ?? []) : kind === "pick" ? (opened.options[arg.name] ?? []) : [];
  if (words.length > 0) return select(arg, id, words, value, set);
  const isNumber = kind === "amount" || kind === "price";
  const input = html`<input
    id=${id}
    type="text"
    inputmode=${isNumber ? "decimal" : "text"}
    autocomplete="off"
    spellcheck="false"
    aria-describedby="${id}-hint"
    aria-invalid=${unreadable(opened, arg) === null ? "false" : "true"}
    aria-required=${arg.required ? "true" : "false"}
    .value=${live(value)}
    @input=${set}
  />`;
  return kind === "amount" ? html`<div class="with-unit">${input}${units(arg, opened, actions)}</div>` : input;
}

function select(
  arg: DeclaredArg,
  id: string,
  words: readonly string[],
  value: string,
  set: (event: Event) => void,
): TemplateResult {
  const all = value === "" || words.includes(value) ? words : [value, ...words];
  return html`<div class="select">
    <select id=${id} aria-describedby="${id}-hint" .value=${live(value)} @change=${set}>
      ${value === "" || !arg.required ? html`<option value="" ?selected=${value === ""}>${arg.required ? "Choose…" : "—"}</option>` : nothing}
      ${all.map((word) => html`<option value=${word} ?selected=${word === value}>${plain(word)}</option>`)}
    </select>
  </div>`;
}

function units(arg: DeclaredArg, opened: Form, actions: Look["actions"]): TemplateResult {
  const [base = "coin", quote = "quote"] = (opened.values["pair"] ?? "").split(/[/:]/).filter((word) => word !== "");
  const labels: readonly (readonly [Unit, string])[] = [
    ["base", base],
    ["quote", quote],
    ["percent", "%"],
  ];
  const chosen = opened.units[arg.name] ?? "base";
  return html`<div class="units" role="group" aria-label="Unit">
    ${labels.map(
      ([unit, label]) =>
        html`<button
          type="button"
          aria-pressed=${unit === chosen ? "true" : "false"}
          @click=${() => actions.setUnit(arg.name, unit)}
        >
          ${plain(label)}
        </button>`,
    )}
  </div>`;
}
