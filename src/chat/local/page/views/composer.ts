/** Where lines are typed: the list of what could follow stands above it and covers no button. */
import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

import { stillFitting, suggest, type Suggestions } from "../typing/completion.ts";
import { composerKey } from "../typing/composer-key.ts";
import { shownLine } from "../typing/history.ts";
import type { State } from "../state.ts";
import { suggestionHelp } from "../typing/hints.ts";
import { quickButtons } from "./chat.ts";
import { icon } from "./icons.ts";
import type { Look } from "./look.ts";

function suggestionsFor(line: string, state: State): Suggestions {
  const { completed } = state.composer;
  return suggest(line, state.commands, stillFitting(completed, line), (arg, word) => suggestionHelp(state, arg, word));
}

export function composer(state: State, look: Look): TemplateResult {
  const { text, isOpen, picked, notice, history } = state.composer;
  const { actions, canAct } = look;
  const value = history.at === -1 ? text : shownLine(history);
  // What is another line than was drawn has been typed since, and typing opens the list.
  const offered = (line: string): Suggestions | null => (isOpen || line !== value ? suggestionsFor(line, state) : null);
  const shown = offered(value);
  const hasList = shown !== null && (shown.items.length > 0 || shown.command !== null);
  const submit = (event: Event): void => {
    event.preventDefault();
    // What stands in the field now: the drawing may be a key behind.
    actions.send((event.currentTarget as HTMLFormElement).querySelector("input")?.value ?? "");
  };
  return html`<div class="composer">
    ${hasList ? list(shown, picked, look) : nothing}
    <form class="line" @submit=${submit}>
      <input
        id="line"
        type="text"
        role="combobox"
        aria-label="Command"
        aria-autocomplete="list"
        aria-expanded=${hasList ? "true" : "false"}
        aria-controls="suggestions"
        aria-activedescendant=${hasList && picked !== null ? `suggestion-${picked}` : nothing}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        maxlength="4000"
        placeholder="Type a command: / lists them all"
        .value=${live(value)}
        @input=${(event: InputEvent) => actions.type((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => composerKey(event, event.target as HTMLInputElement, { state, drawn: value, offered, actions })}
        @blur=${() => actions.closeSuggestions()}
      />
      <button
        type="submit"
        class="send"
        aria-label="Send"
        aria-disabled=${canAct && value.trim() !== "" ? "false" : "true"}
      >
        ${icon("send")}
      </button>
    </form>
    ${notice === null ? nothing : html`<p class="text mark-refused" role="alert">${icon("warn")}<span>${notice}</span></p>`}
    <div class="below">
      ${quickButtons(state, look)}
      <p class="hints" aria-hidden="true">
        <span><kbd>/</kbd> commands</span><span><kbd>↑</kbd> history</span><span><kbd>?</kbd> keys</span>
      </p>
    </div>
  </div>`;
}

function list({ command, arg, items }: Suggestions, picked: number | null, { actions }: Look): TemplateResult {
  // Before the field loses the focus, which would close the list under the pointer.
  const choose = (event: Event, line: string): void => {
    event.preventDefault();
    actions.complete(line);
  };
  return html`<div class="suggestions">
    ${command === null ? nothing : usage(command.usage, arg?.placeholder ?? null, arg?.place === "named" ? arg.name : null)}
    <ul id="suggestions" role="listbox" aria-label="What could follow">
      ${items.map(
        ({ line, word, help }, index) =>
          html`<li
            id="suggestion-${index}"
            role="option"
            aria-selected=${index === (picked ?? 0) ? "true" : "false"}
            @pointerdown=${(event: Event) => choose(event, line)}
          >
            <code>${word}</code><span>${help}</span>${index === (picked ?? 0) ? html`<kbd>Tab</kbd>` : nothing}
          </li>`,
      )}
    </ul>
    <p class="foot">
      <span
        >${arg === null ? html`<kbd>↑</kbd><kbd>↓</kbd> choose <kbd>Tab</kbd> complete <kbd>Esc</kbd> close` : arg.help}</span
      >
      ${
        command === null || command.args.length === 0
          ? nothing
          : html`<button
              type="button"
              class="link"
              tabindex="-1"
              @pointerdown=${(event: Event) => {
                event.preventDefault();
                actions.openForm(command.name);
              }}
            >
              open as form
            </button>`
      }
    </p>
  </div>`;
}

/** The usage line, with the word that is being typed for underlined. */
function usage(text: string, placeholder: string | null, named: string | null): TemplateResult {
  const current = named === null ? placeholder : `[${named}=`;
  const words = text.split(" ");
  const at =
    current === null
      ? -1
      : words.findIndex((word) => (named === null ? word.replace(/[[\]]/g, "") === current : word.startsWith(current)));
  return html`<p class="usage">
    <code
      >${words.map(
        (word, index) =>
          html`${index === 0 ? nothing : " "}<span class=${index === at ? "current" : index === 0 ? "name" : ""}
              >${word}</span
            >`,
      )}</code
    >
  </p>`;
}
