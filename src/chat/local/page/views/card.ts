/** One message of the desk: its blocks, and while it waits for a person the gauge, the count-down and the buttons. */
import { html, nothing, type TemplateResult } from "lit-html";

import type { ChartSpec } from "../../../../domain/chart.ts";
import { formatLine, plain, type Reader } from "../../../../domain/format.ts";
import type { Line, Mark, Shown, ShownBlock } from "../../../../domain/reply.ts";
import type { DeclaredCommand, WaitingView } from "../../protocol.ts";
import type { Actions } from "../actions.ts";
import { type Drift, isLastFifth, isLastMinute, shareLeft } from "../drift.ts";
import { type Card, isRequoted, isSpent, pricedBlock } from "../log.ts";
import { buttons } from "./buttons.ts";
import { gauge, timeBar } from "./gauge.ts";
import { headlineParts, line } from "./inline.ts";
import { icon, markIcon } from "./icons.ts";
import { steps } from "./steps.ts";
import { table } from "./table.ts";
import { badge, splitVenue, type Venue } from "./venue.ts";

export interface CardLook {
  readonly reader: Reader;
  readonly actions: Actions;
  readonly canAct: boolean;
  readonly commands: readonly DeclaredCommand[];
  /** How an account is named at the end of a first line, and which it is. */
  readonly venues: ReadonlyMap<string, Venue>;
  readonly waiting: WaitingView | null;
  readonly drift: Drift | null;
  readonly theme: "dark" | "light";
}

export function card(entry: Card, look: CardLook): TemplateResult {
  const { reply } = entry;
  const head = headOf(reply, look);
  const classes = ["card", head.classes, reply.outcome === "asks" ? "asks" : "", isFramed(reply) ? "framed" : ""];
  const progress = reply.progress === undefined ? nothing : steps(reply.progress, look.reader);
  return html`<article
    class=${classes.join(" ")}
    tabindex="-1"
    data-ref=${entry.ref}
    data-order=${head.order ?? nothing}
    aria-label=${head.label}
    @keydown=${(event: KeyboardEvent) => pressByKey(event)}
  >
    ${head.view}
    <div class="body ${reply.blocks.some(({ kind }) => kind === "chart") ? "charted" : ""}">
      ${reply.blocks.map((block, index) => bodyBlock(block, index, entry, look))}
    </div>
    ${progress}
    ${reply.outcome === "asks" ? question(entry, look) : reply.blocks.map((block) => pressable(block, entry, look))}
    ${note(entry, look)}
  </article>`;
}

/** What has figures, a number or a life of its own stands in a frame; a sentence does not. */
function isFramed({ blocks, binds }: Shown): boolean {
  if (binds !== undefined) return true;
  return blocks.some(
    (block) =>
      block.kind === "table" ||
      block.kind === "chart" ||
      block.kind === "fields" ||
      (block.kind === "headline" && (block.aside !== undefined || block.mark === "halted")),
  );
}

interface Head {
  readonly view: TemplateResult | typeof nothing;
  readonly classes: string;
  readonly label: string;
  readonly order: number | null;
}

function headOf({ blocks }: Shown, { venues, reader }: CardLook): Head {
  const headline = blocks.find((block) => block.kind === "headline");
  if (headline === undefined) return { view: nothing, classes: "", label: labelOf(blocks, reader), order: null };
  const { said, venue: named } = splitVenue(headline.line, venues);
  const venue = named ?? venueBelow(blocks, venues);
  const id = headline.aside?.find((part) => typeof part !== "string" && part.type === "order");
  const order = id !== undefined && typeof id !== "string" && id.type === "order" ? id.id : null;
  const view = html`<header class="head">
    <h3 class=${classOfMark(headline.mark)}>
      ${headline.mark === undefined ? nothing : markIcon(headline.mark)}<span
        >${headlineParts(said, headline.mark, reader)}</span
      >
    </h3>
    ${
      venue === null && headline.aside === undefined
        ? nothing
        : html`<p class="aside">
            ${venue === null ? nothing : badge(venue)}${
              venue === null ? nothing : html`<span>${venue.exchange}</span>`
            }${
              headline.aside === undefined ? nothing : html`<span class="num id">${line(headline.aside, reader)}</span>`
            }
          </p>`
    }
  </header>`;
  const isLive = venue?.mode === "live" || formatLine(headline.line, reader).startsWith("LIVE ");
  return {
    view,
    classes: `${classOfMark(headline.mark)} ${isLive ? "live" : ""}`,
    label: formatLine([...(headline.aside ?? []), " ", ...headline.line], reader).trim(),
    order,
  };
}

/** Of a card that opens with what became of it: `Rejected by …`, `The price moved …`. */
function venueBelow(blocks: Shown["blocks"], venues: ReadonlyMap<string, Venue>): Venue | null {
  const all = blocks.map((block) => (block.kind === "text" ? splitVenue(block.line, venues).venue : null));
  return all.find((venue) => venue !== null) ?? null;
}

const classOfMark = (mark: Mark | undefined): string => (mark === undefined ? "" : `mark-${mark}`);

function labelOf(blocks: readonly ShownBlock[], reader: Reader): string {
  const text = blocks.find((block) => block.kind === "text");
  return text === undefined ? "Message" : formatLine(text.line, reader);
}

function bodyBlock(block: ShownBlock, index: number, entry: Card, look: CardLook) {
  const { reader } = look;
  switch (block.kind) {
    case "headline":
    case "buttons":
      return nothing;
    case "text":
      // What is asked stands beside the buttons.
      if (block.mark === "waiting" && entry.reply.outcome === "asks") return nothing;
      return html`<p class="text ${index === 1 ? "lead" : ""} ${classOfMark(block.mark)}">
        ${block.mark === undefined ? nothing : markIcon(block.mark)}<span
          >${line(block.line, reader, block === pricedBlock(entry.reply) ? entry.oldPrice : null)}</span
        >
      </p>`;
    case "fields":
      return html`<dl class="fields">
        ${block.fields.map(
          ({ label, lines }) =>
            html`<div>
              <dt>${plain(label)}</dt>
              ${lines.map((each) => html`<dd>${line(each, reader)}</dd>`)}
            </div>`,
        )}
      </dl>`;
    case "table":
      return html`<div class="scroller">${table(block, reader)}</div>`;
    case "file":
      return html`<p class="text">
        <button type="button" class="link" @click=${() => look.actions.saveFile(entry.seq, block.name)}>
          <span>Save ${plain(block.name)}</span>
        </button>
      </p>`;
    case "chart":
      return html`<figure class="figure">
        ${chart(block.chart, entry, look)}
        <button type="button" class="link" @click=${() => look.actions.openPicture(entry.seq, nameOf(block.chart))}>
          ${icon("picture")}<span>Picture</span>
        </button>
      </figure>`;
  }
}

/** Candles can be moved about; any other chart is the picture that every chat has. */
function chart(spec: ChartSpec, { seq }: Card, { reader, theme, actions }: CardLook): TemplateResult {
  if (spec.kind === "candles")
    return html`<candle-chart .spec=${spec} .look=${{ zone: reader.zone, theme, isSmall: true }}></candle-chart>`;
  return html`<chart-picture .name=${nameOf(spec)} .load=${() => actions.picture(seq)}></chart-picture>`;
}

function nameOf(spec: ChartSpec): string {
  switch (spec.kind) {
    case "candles":
      return `${spec.pair} ${spec.timeframe}`;
    case "equity":
      return `Equity of ${spec.name}`;
    case "heat":
      return `Sharpe ratios of ${spec.name}`;
  }
}

function pressable(block: ShownBlock, entry: Card, look: CardLook) {
  const { reply, press, isFresh, ref } = entry;
  if (block.kind !== "buttons" || isSpent(reply, look.reader.now)) return nothing;
  const onPress = (token: string): void => look.actions.press(ref, token);
  return buttons(block, { reply, press, isFresh, canAct: look.canAct, commands: look.commands, onPress });
}

/** The foot of a card that asks: drift, time left, what is needed, the buttons. */
function question(entry: Card, look: CardLook): TemplateResult {
  const { reply, changedAt } = entry;
  const { drift, reader } = look;
  const until = reply.until ?? null;
  const isLast =
    reply.binds === undefined ? isLastFifth(changedAt, until, reader.now) : isLastMinute(until, reader.now);
  const asked = reply.blocks.find((block) => block.kind === "text" && block.mark === "waiting");
  return html`${drift === null ? nothing : gauge(drift, reader)}
    ${until === null ? nothing : timeBar(shareLeft(changedAt, until, reader.now), isLast)}
    <footer class="question ${isLast ? "near" : ""}">
      ${
        asked?.kind === "text"
          ? html`<p class="asked">
              ${icon("clock")}<span>${line(drift === null ? asked.line : withoutBand(asked.line), reader)}</span>
            </p>`
          : nothing
      }
      ${reply.blocks.map((block) => pressable(block, entry, look))}
      ${entry.isFresh ? html`<p class="fresh">${isRequoted(reply) ? "Quote changed" : "Changed just now"}</p>` : nothing}
    </footer>`;
}

/** The gauge says how far the price may move; saying it twice would be one figure too many to read. */
function withoutBand(parts: Line): Line {
  const band = parts.findIndex((part) => typeof part === "string" && part.startsWith(" · valid ±"));
  return band === -1 ? parts : parts.slice(0, band);
}

/** A no to this person's press, in its place, until it is read. */
function note(entry: Card, look: CardLook) {
  if (entry.note === null) return nothing;
  const { note: reply, press, isFresh, ref } = entry;
  const headline = reply.blocks.find((block) => block.kind === "headline");
  const onPress = (token: string): void => look.actions.press(ref, token);
  return html`<div class="note" role="alert">
    <p class="text">
      ${icon("cross")}<span>${headline === undefined ? nothing : line(headline.line, look.reader)}</span>
    </p>
    ${reply.blocks.map((block) =>
      block.kind === "buttons"
        ? buttons(block, { reply, press, isFresh, canAct: look.canAct, commands: look.commands, onPress })
        : nothing,
    )}
    <button type="button" class="icon-button" aria-label="Dismiss" @click=${() => look.actions.dismissNote(ref)}>
      ${icon("close")}
    </button>
  </div>`;
}

/** While the card itself has the focus, the first letter of a button presses it; what cannot be taken back has none. */
function pressByKey(event: KeyboardEvent): void {
  const article = event.currentTarget;
  if (!(article instanceof HTMLElement) || event.target !== article) return;
  if (event.ctrlKey || event.metaKey || event.altKey || !article.classList.contains("asks")) return;
  const button = [...article.querySelectorAll("button")].find(
    ({ dataset }) => dataset["key"] === event.key.toLowerCase(),
  );
  if (button === undefined) return;
  event.preventDefault();
  button.click();
}
