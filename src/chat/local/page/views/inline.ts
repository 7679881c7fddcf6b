/** Lines of a reply as text on the page. What is read is letter by letter what domain/format.ts makes of it. */
import { html, type TemplateResult } from "lit-html";

import { formatLine, formatValue, type Reader } from "../../../../domain/format.ts";
import type { Inline, Line, Mark, Value } from "../../../../domain/reply.ts";
import { isPrice, type PriceValue } from "../log.ts";

export type Piece = TemplateResult | string;

/** `old`: the price that stood there before, struck through. */
export function line(parts: Line, reader: Reader, old: PriceValue | null = null): Piece[] {
  if (old === null) return parts.map((part) => inline(part, reader));
  return parts.flatMap((part) =>
    isPrice(part)
      ? [html`<s class="num">${formatValue(old, reader)}</s> `, inline(part, reader)]
      : [inline(part, reader)],
  );
}

function inline(part: Inline, reader: Reader): Piece {
  const text = formatLine([part], reader);
  if (typeof part === "string") return text;
  if (part.type === "command") return html`<code>${text}</code>`;
  return html`<span class=${classOf(part, text)}>${text}</span>`;
}

function classOf(value: Value, text: string): string {
  if (value.type === "left") return "num time-left";
  // Money gained or lost has a colour; how far a price has moved is good for one side and bad for the other.
  const isMoney = value.type === "money" || value.type === "number";
  return isMoney && value.change === true ? `num ${signClass(text)}` : "num";
}

/** A gain or a loss by the sign that is shown: a zero has none, and no colour. */
export function signClass(text: string): "" | "gain" | "loss" {
  if (text.startsWith("+")) return "gain";
  return text.startsWith("−") ? "loss" : "";
}

const SIDES = /\b(BUY|SELL)\b/;

/** A first line: the word of the side in its colour, where the mark says that it is one. */
export function headlineParts(parts: Line, mark: Mark | undefined, reader: Reader): Piece[] {
  const isSided = mark === "buy" || mark === "sell" || mark === "requoted";
  return parts.flatMap((part) => (isSided && typeof part === "string" ? sided(part, reader) : [inline(part, reader)]));
}

function sided(part: string, reader: Reader): Piece[] {
  const [before = "", word, after = ""] = formatLine([part], reader).split(SIDES, 3);
  if (word === undefined) return [before];
  return [before, html`<span class="side ${word.toLowerCase()}">${word}</span>`, after];
}
