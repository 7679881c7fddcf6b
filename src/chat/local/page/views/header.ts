/** The head of the page: whose money this is and how it stands, the connection, the time, the brake. */
import { html, nothing, type TemplateResult } from "lit-html";

import { formatValue, plain, type Reader } from "../../../../domain/format.ts";
import type { AccountView } from "../../protocol.ts";
import { accountOf, hasCommand, type State, type Theme } from "../state.ts";
import { icon, type IconName } from "./icons.ts";
import { signClass } from "./inline.ts";
import type { Look } from "./look.ts";
import { badge, placeOf } from "./venue.ts";

export function header(state: State, look: Look): TemplateResult {
  const account = accountOf(state);
  const { actions, canAct } = look;
  return html`<header class="top ${account?.mode === "live" ? "live" : ""}">
    <h1>Outcry</h1>
    ${account === null ? nothing : accountBox(account, state, look)}
    ${account === null ? nothing : figures(account, state, look.reader)}
    <div class="tools">
      ${connection(state)} ${time(account, state, look.reader)} ${unreadBadge(state, look)}
      ${
        hasCommand(state, "halt")
          ? html`<button
              type="button"
              class="button halt"
              aria-disabled=${canAct ? "false" : "true"}
              @click=${() => (canAct ? actions.openDialog("halt") : undefined)}
            >
              ${icon("halt")}<span>Halt</span>
            </button>`
          : nothing
      }
      ${themeButton(state.theme, look)} ${person(state, look)}
    </div>
  </header>`;
}

/** Loud alerts that nobody has read, and the way to them. */
function unreadBadge({ desk }: State, { actions, canAct }: Look) {
  const count = desk?.unread ?? 0;
  if (count === 0) return nothing;
  const words = `${count} unread ${count === 1 ? "alert" : "alerts"}`;
  return html`<button
    type="button"
    class="button unread"
    aria-label="${words}, show"
    title=${words}
    aria-disabled=${canAct ? "false" : "true"}
    @click=${() => (canAct ? actions.send("/alerts") : undefined)}
  >
    ${icon("warn")}<span class="num">${count}</span>
  </button>`;
}

function accountBox(account: AccountView, { desk }: State, { actions }: Look): TemplateResult {
  const all = desk?.accounts ?? [];
  const pick = (event: Event): void => actions.pickAccount((event.target as HTMLSelectElement).value);
  return html`<div class="account select">
    ${badge(account)}${
      all.length < 2
        ? html`<b>${plain(account.exchange)}</b>`
        : html`<select aria-label="Account" @change=${pick}>
            ${all.map(
              ({ exchange, mode }) =>
                html`<option value=${exchange} ?selected=${exchange === account.exchange}>
                  ${mode === "live" ? `LIVE ${plain(exchange)}` : plain(exchange)}
                </option>`,
            )}
          </select>`
    }
  </div>`;
}

function figures(account: AccountView, { desk }: State, reader: Reader): TemplateResult {
  const currency = desk?.currency ?? "";
  const number = (value: string | null, change?: true): string =>
    value === null
      ? "n/a"
      : formatValue({ type: "number", number: value, places: 2, ...(change ? { change } : {}) }, reader);
  const percent = (value: string | null, places: number, change?: true): string =>
    value === null
      ? ""
      : formatValue({ type: "percent", percent: value, places, ...(change ? { change } : {}) }, reader);
  const today = number(account.today, true);
  return html`<dl class="figures num">
    <div class="equity">
      <dt>Equity, ${plain(currency)}</dt>
      <dd>${number(account.equity)}</dd>
    </div>
    ${
      account.today === null
        ? nothing
        : html`<div class="today">
            <dt>Today</dt>
            <dd class=${signClass(today)}>${today} <span>${percent(account.todayPercent, 2, true)}</span></dd>
          </div>`
    }
    <div class="free">
      <dt>Free</dt>
      <dd>${number(account.free)}</dd>
    </div>
    ${
      account.exposurePercent === null
        ? nothing
        : html`<div class="exposure">
            <dt>Exposure</dt>
            <dd>${percent(account.exposurePercent, 1)}</dd>
          </div>`
    }
  </dl>`;
}

const LINK_WORDS = {
  locked: "No token",
  opening: "Connecting",
  open: "Connected",
  lost: "Reconnecting",
  resting: "Resting",
} as const;

function connection({ link }: State): TemplateResult {
  return html`<p class="link-state ${link.kind}" role="status">
    <span class="dot" aria-hidden="true"></span><span>${LINK_WORDS[link.kind]}</span>
  </p>`;
}

/** Market time where the market runs on its own; else the clock of the chat's zone, named. */
function time(account: AccountView | null, { desk, now }: State, reader: Reader) {
  if (desk === null) return nothing;
  const isOwn = account !== null && !account.feed.startsWith("live");
  if (!isOwn)
    return html`<p class="clock num">
      ${formatValue({ type: "time", at: now, style: "clock" }, reader)} ${placeOf(desk.zone)}
    </p>`;
  const market = formatValue({ type: "time", at: account.marketTime, style: "moment" }, reader);
  return html`<p class="clock num">
    <span class="word">Paper time</span> <b>${market}</b> ${placeOf(desk.zone)}${
      account.hasEnded ? html` <span class="speed">ended</span>` : pace(account)
    }
  </p>`;
}

/** Slower than it was asked for while somebody decides. */
function pace({ pace: now, speed }: AccountView) {
  if (now === null) return nothing;
  const isSlowed = now !== speed;
  const words = isSlowed ? "Slowed, so that you decide on the price you see" : "Faster than the clock on the wall";
  return html` <span class="speed ${isSlowed ? "slowed" : ""}" title=${now === 1 && !isSlowed ? nothing : words}
    >×${now}</span
  >`;
}

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: "dark", dark: "light", light: "system" };
const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: "system", dark: "dark", light: "light" };

const themeWords = (theme: Theme): string => `Colours: ${theme === "system" ? "as the system" : theme}`;

function themeButton(theme: Theme, { actions }: Look): TemplateResult {
  const words = themeWords(theme);
  return html`<button
    type="button"
    class="icon-button theme"
    aria-label=${words}
    title=${words}
    @click=${() => actions.pickTheme(NEXT_THEME[theme])}
  >
    ${icon(THEME_ICONS[theme])}
  </button>`;
}

function person(state: State, { actions }: Look) {
  const { desk } = state;
  if (desk === null) return nothing;
  const name = plain(desk.person.name);
  const item = (label: string, run: () => void): TemplateResult =>
    html`<button type="button" class="item" popovertarget="person" popovertargetaction="hide" @click=${run}>
      ${label}
    </button>`;
  return html`<button type="button" class="person" popovertarget="person" aria-label="${name}, ${desk.person.role}">
      ${icon("person")}<span>${name}</span>
    </button>
    <div id="person" class="menu" popover>
      <p><b>${name}</b><br /><span class="dim">${desk.person.role}</span></p>
      ${hasCommand(state, "whoami") ? item("Who am I", () => actions.send("/whoami")) : nothing}
      ${hasCommand(state, "limits") ? item("Limits", () => actions.send("/limits")) : nothing}
      ${item(themeWords(state.theme), () => actions.pickTheme(NEXT_THEME[state.theme]))}
      ${item("Keys", () => actions.openDialog("keys"))} ${item("Forget the token", () => actions.leave())}
    </div>`;
}
