/** The chat: what was said, oldest first, and where the reader stands in it. */
import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { repeat } from "lit-html/directives/repeat.js";

import { formatValue, plain, type Reader } from "../../../../domain/format.ts";
import { type Card, type Entry, isSpent, orderOf, type Typed } from "../log.ts";
import { hasCommand, type State } from "../state.ts";
import { card } from "./card.ts";
import { firstRun } from "./first-run.ts";
import { form } from "./form.ts";
import { icon } from "./icons.ts";
import { driftIn, type Look, waitingOf } from "./look.ts";

export function chat(state: State, look: Look): TemplateResult {
  const { log, link, form: opened } = state;
  const isEmpty = log.entries.length === 0 && link.kind === "open" && !link.isCatchingUp && opened === null;
  return html`<section class="log" id="log" role="log" aria-label="Messages" aria-live="off" tabindex="0">
    ${isEmpty ? firstRun(state, look) : nothing}
    <ol class="entries">
      ${repeat(log.entries, keyOf, (entry) => item(entry, state, look))}
      ${
        opened === null
          ? nothing
          : html`<li class="entry">
              <div class="time"></div>
              ${form(opened, state, look)}
            </li>`
      }
    </ol>
  </section>`;
}

const keyOf = (entry: Entry): string => (entry.kind === "card" ? entry.ref : entry.id);

function item(entry: Entry, state: State, look: Look) {
  if (entry.kind === "typed") return html`<li class="entry">${typed(entry, state, look)}</li>`;
  const { divider } = state.unread;
  return html`${divider?.ref === entry.ref ? newSince(divider.since, look.reader) : nothing}
    <li class="entry">${message(entry, state, look)}</li>`;
}

/** What changes with the clock is drawn each second; all else only when it is another. */
function message(entry: Card, state: State, look: Look) {
  const { venues, theme, reader } = look;
  const isLive = entry.reply.outcome === "asks" || hasLeft(entry);
  const waiting = entry.reply.outcome === "asks" ? waitingOf(state, orderOf(entry.reply)) : null;
  const person = state.desk?.person.name;
  const spent = isSpent(entry.reply, reader.now);
  const parts = [
    entry,
    look.canAct,
    look.commands,
    theme,
    reader.zone,
    venues.size,
    person,
    spent,
    isLive ? reader.now : 0,
  ];
  const ofVersion = waiting?.version === entry.reply.binds?.version ? waiting : null;
  return guard(parts, () => [
    said(entry.line, entry.at, state, reader),
    card(entry, { ...look, waiting: ofVersion, drift: driftIn(state, ofVersion) }),
  ]);
}

function hasLeft({ reply }: Card): boolean {
  return reply.blocks.some(
    (block) => block.kind === "text" && block.line.some((part) => typeof part !== "string" && part.type === "left"),
  );
}

/** The time of a message, and the line that it answers. */
function said(line: string | null, at: number, state: State, reader: Reader) {
  const time = html`<time class="time num" datetime=${new Date(at).toISOString()}>${clockOf(at, reader)}</time>`;
  if (line === null) return time;
  const isLine = line.startsWith("/");
  return html`${time}
    <p class="said">
      <b>${plain(state.desk?.person.name ?? "You")}</b> ${
        isLine ? html`<code>${plain(line)}</code>` : html`<span>${plain(line)}</span>`
      }
    </p>`;
}

function typed(entry: Typed, state: State, { reader, actions, canAct }: Look) {
  return html`${said(entry.line, entry.at, state, reader)}
    <div class="fate">
      ${
        entry.failure === null
          ? entry.answeredBy === null
            ? html`<p class="dim">${icon("dots")} sending…</p>`
            : nothing
          : html`<p class="text mark-refused">${icon("warn")}<span>${entry.failure}</span></p>
              <button
                type="button"
                class="button"
                aria-disabled=${canAct ? "false" : "true"}
                @click=${() => actions.sendAgain(entry.id)}
              >
                Send the same again
              </button>`
      }
      ${entry.answeredBy === null ? nothing : answeredAbove(orderOfRef(state, entry.answeredBy), actions)}
    </div>`;
}

function answeredAbove(order: number | null, actions: Look["actions"]): TemplateResult {
  if (order === null) return html`<p class="dim">changed its card above</p>`;
  return html`<p class="dim">
    changed its card above:
    <button type="button" class="link" @click=${() => actions.showOrder(order)}>#${order}</button>
  </p>`;
}

function orderOfRef({ log }: State, ref: string): number | null {
  const found = log.entries.find((entry) => entry.kind === "card" && entry.ref === ref);
  return found?.kind === "card" ? orderOf(found.reply) : null;
}

function newSince(since: number, reader: Reader): TemplateResult {
  return html`<li class="divider"><span>New since ${clockOf(since, reader)}</span></li>`;
}

export function clockOf(at: number, reader: Reader): string {
  return formatValue({ type: "time", at, style: "clock" }, reader);
}

/** What is out of sight and asks for something: proposals above, messages below. */
export function pointers(state: State, { reader, actions }: Look) {
  const { below, hidden } = state.unread;
  const waiting = state.desk?.waiting.find(({ order }) => hidden.includes(order)) ?? null;
  const left = waiting?.until == null ? null : formatValue({ type: "left", until: waiting.until }, reader);
  return html`${
    waiting === null
      ? nothing
      : html`<div class="waits">
          ${icon("clock")}<span
            ><b class="num">#${waiting.order}</b> waits${
              left === null ? nothing : html` · <b class="num">${left}</b> left`
            }${hidden.length > 1 ? ` · ${hidden.length - 1} more` : nothing}</span
          >
          <button type="button" class="link" @click=${() => actions.showOrder(waiting.order)}>Show</button>
        </div>`
  }
  ${
    below === 0
      ? nothing
      : html`<button type="button" class="chip" @click=${() => actions.showNewest()}>
          ${icon("below")}<span class="num">${below} new</span>
        </button>`
  }`;
}

/** What can be reached without knowing a word of it. */
export function quickButtons(state: State, { actions, canAct }: Look) {
  const pair = state.pane.pair ?? state.desk?.prices[0]?.pair;
  const onPair = (name: string) => (): void =>
    pair === undefined ? actions.openForm(name) : actions.send(`/${name} ${pair}`);
  const all = [
    { label: "Buy", name: "buy", run: () => actions.openForm("buy") },
    { label: "Sell", name: "sell", run: () => actions.openForm("sell") },
    { label: "Positions", name: "positions", run: () => actions.send("/positions") },
    { label: "Proposals", name: "proposals", run: () => actions.send("/proposals") },
    { label: "Price", name: "price", run: onPair("price") },
    { label: "Chart", name: "chart", run: onPair("chart") },
    { label: "Help", name: "help", run: () => actions.send("/help") },
  ];
  // The line keeps the focus until the press is done: its list would close, and what it stood on would move away below it.
  const stay = (event: Event): void => event.preventDefault();
  return html`<nav class="quick" aria-label="Often used" @mousedown=${stay}>
    ${all
      .filter(({ name }) => hasCommand(state, name))
      .map(
        ({ label, run }) =>
          html`<button
            type="button"
            aria-disabled=${canAct ? "false" : "true"}
            @click=${() => (canAct ? run() : undefined)}
          >
            ${label}
          </button>`,
      )}
  </nav>`;
}
