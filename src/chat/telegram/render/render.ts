/** A reply as Telegram's messages: HTML and buttons, within its limits. Drawing the charts is left to whoever sends them. */
import type { ChartSpec } from "../../../domain/chart.ts";
import type { Reader } from "../../../domain/format.ts";
import type { Shown, TextFile } from "../../../domain/reply.ts";
import type { Outgoing } from "../../adapter.ts";
import { richOf } from "./blocks.ts";
import { type Keyboard, keyboardsOf } from "./keyboard.ts";
import { htmlOf, type Rich, textOf } from "./rich.ts";
import { shorten } from "./shorten.ts";
import { split } from "./split.ts";

/** One message: a photo with a caption, a text, or a file that stands alone. */
export interface Part {
  readonly chart: ChartSpec | null;
  readonly file: TextFile | null;
  readonly html: string;
  /** The same without looks, for when the HTML is refused. Empty only beneath a chart or a file. */
  readonly plain: string;
  readonly keyboard: Keyboard | null;
}

/** UTF-16 units after parsing (Bot API, sendMessage and sendPhoto). */
export const LONGEST_TEXT = 4096;
export const LONGEST_CAPTION = 1024;

/** Telegram takes no message without a text. */
const NOTHING: Rich = [{ look: "plain", text: "—" }];
const MORE_BUTTONS: Rich = [{ look: "plain", text: "…" }];

/** What it is to fit into. */
interface Fit {
  readonly kind: Outgoing["kind"];
  /** It comes beneath a picture that the message has already. */
  readonly hasPicture: boolean;
}

/** At least one. A card is one message where an order's `/why` tells what it leaves out; else nothing is left out. */
export function render(shown: Shown, { kind, hasPicture }: Fit, reader: Reader): readonly Part[] {
  const charts = shown.blocks.flatMap((block) => (block.kind === "chart" ? [block.chart] : []));
  const first = hasPicture || charts.length > 0 ? LONGEST_CAPTION : LONGEST_TEXT;
  const rich = richOf(shown, reader);
  const order = kind === "card" ? orderOf(shown) : null;
  const fitted = order === null ? rich : shorten(rich, first, endingFor(order));
  const parts = withButtons(partsOf(charts, split(fitted, { first, others: LONGEST_TEXT })), keyboardsOf(shown));
  const files = shown.blocks.filter((block) => block.kind === "file");
  return [...parts, ...files.map((file) => ({ chart: null, file, html: "", plain: "", keyboard: null }))];
}

type Bare = Pick<Part, "chart"> & { readonly text: Rich };

function partsOf(charts: readonly ChartSpec[], texts: readonly Rich[]): Bare[] {
  const [chart, ...otherCharts] = charts;
  const [text, ...otherTexts] = texts;
  if (chart === undefined) return [{ chart: null, text: text ?? NOTHING }, ...otherTexts.map(below)];
  return [
    { chart, text: text ?? [] },
    ...otherCharts.map((other) => ({ chart: other, text: [] })),
    ...otherTexts.map(below),
  ];
}

function below(text: Rich): Bare {
  return { chart: null, text };
}

/** Buttons stand below the last text; what is too many for one message follows in others. */
function withButtons(parts: readonly Bare[], [first, ...others]: readonly Keyboard[]): Part[] {
  return [
    ...parts.map((part, index) => drawn(part, index === parts.length - 1 ? (first ?? null) : null)),
    ...others.map((other) => drawn({ chart: null, text: MORE_BUTTONS }, other)),
  ];
}

function drawn({ chart, text }: Bare, keyboard: Keyboard | null): Part {
  return { chart, file: null, html: htmlOf(text), plain: textOf(text), keyboard };
}

function orderOf({ binds, blocks }: Shown): number | null {
  if (binds !== undefined) return binds.order;
  const asides = blocks.flatMap((block) => (block.kind === "headline" ? (block.aside ?? []) : []));
  const found = asides.find((part) => typeof part !== "string" && part.type === "order");
  return typeof found === "object" && found.type === "order" ? found.id : null;
}

function endingFor(order: number): Rich {
  return [
    { look: "plain", text: "… " },
    { look: "code", text: `/why ${order}` },
    { look: "plain", text: " tells all" },
  ];
}
