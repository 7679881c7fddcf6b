/** Before the first message: what this desk does by itself, and how to begin. Only what is so. */
import { html, nothing, type TemplateResult } from "lit-html";

import { formatValue, plain } from "../../../../domain/format.ts";
import type { AccountView } from "../../protocol.ts";
import { hasCommand, type State } from "../state.ts";
import { icon } from "./icons.ts";
import type { Look } from "./look.ts";

export function firstRun(state: State, look: Look): TemplateResult {
  const { desk } = state;
  const accounts = desk?.accounts ?? [];
  const coins = [...new Set((desk?.prices ?? []).map(({ base }) => base))];
  const simulated = accounts.find(({ feed }) => !feed.startsWith("live"));
  return html`<div class="first">
    <h2>Your desk is open.</h2>
    ${accounts.length === 0 ? nothing : html`<p class="intro">${money(accounts, state, look)}</p>`}
    <ul class="facts">
      ${
        coins.length === 0
          ? nothing
          : html`<li>
              ${icon("check")}<span><b>The market runs.</b> ${plain(listed(coins))}${speed(simulated)}</span>
            </li>`
      }
      ${
        hasCommand(state, "buy")
          ? html`<li>
              ${icon("clock")}<span
                ><b>Nothing is sent before a yes.</b> What you want to buy becomes a card here, and you decide on
                it</span
              >
            </li>`
          : nothing
      }
    </ul>
    ${hasCommand(state, "approve") ? choices() : nothing}
    <h3>Start yourself</h3>
    <p class="starts">
      ${starts(state).map(
        (line) =>
          html`<button
            type="button"
            class="button typed"
            aria-disabled=${look.canAct ? "false" : "true"}
            @click=${() => look.actions.send(line)}
          >
            ${plain(line)}
          </button>`,
      )}
    </p>
    ${
      hasCommand(state, "buy")
        ? html`<p class="dim">Or press Buy below: a form asks for what is needed and shows the line that it runs.</p>`
        : nothing
    }
  </div>`;
}

function money(accounts: readonly AccountView[], { desk }: State, { reader }: Look) {
  const paper = accounts.filter(({ mode }) => mode === "paper");
  const live = accounts.filter(({ mode }) => mode === "live");
  if (live.length > 0) return html`Trading with real money on ${names(live)}.`;
  const [first] = paper;
  const free =
    first === undefined ? "" : formatValue({ type: "money", amount: first.free, asset: desk?.currency ?? "" }, reader);
  const isSimulated = paper.every(({ feed }) => !feed.startsWith("live"));
  return html`Paper money on a ${isSimulated ? "simulated" : "real"} market: ${free} on ${names(paper.slice(0, 1))}.
  Nothing here reaches an exchange.`;
}

function names(accounts: readonly AccountView[]) {
  return accounts.map(({ exchange }, index) => html`${index === 0 ? "" : " and on "}<b>${plain(exchange)}</b>`);
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function speed(account: AccountView | undefined): string {
  if (account?.speed == null || account.speed === 1) return "";
  return `, ${account.speed} times faster than the clock on the wall`;
}

function choices(): TemplateResult {
  const all = [
    ["Approve", "sends the order"],
    ["Half", "sends half of it"],
    ["Reject", "ends it; you may say why"],
    ["or nothing", "it lapses, and nothing is sent"],
  ] as const;
  return html`<h3>When a proposal comes, you decide</h3>
    <dl class="choices">
      ${all.map(
        ([word, what]) =>
          html`<div>
            <dt>${word}</dt>
            <dd>${what}</dd>
          </div>`,
      )}
    </dl>
    <p class="dim">
      While it waits, a market that runs faster slows to real time, so you decide on the price you see.
    </p>`;
}

function starts(state: State): string[] {
  const pair = state.desk?.prices[0]?.pair ?? "BTC/USDT";
  const lines = [`/buy ${pair} $100`, `/price ${pair}`, "/balance", "/help"];
  return lines.filter((line) => hasCommand(state, line.slice(1).split(" ")[0] ?? ""));
}
