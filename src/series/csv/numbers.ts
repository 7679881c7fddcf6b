/** Numbers as people and exchanges write them, to plain notation. */
import type { Separator } from "./split.ts";

export type DecimalMark = "point" | "comma";

const PLAIN = /^\d{1,30}(?:\.\d{1,30})?$/;

/** What each mark makes of a cell; the other one parts thousands. */
const READABLE: Readonly<Record<DecimalMark, RegExp>> = {
  point: /^(?:\d{1,30}|[1-9]\d{0,2}(?:,\d{3}){1,9})(?:\.\d{1,30})?$/,
  comma: /^(?:\d{1,30}|[1-9]\d{0,2}(?:\.\d{3}){1,9})(?:,\d{1,30})?$/,
};

/** Rows that tell the mark, or would need it told. */
export interface MarkEvidence {
  point: number | null;
  comma: number | null;
  /** Like 46.250 and 46,250: either mark makes a number of it, and not the same one. */
  eitherPoint: number | null;
  eitherComma: number | null;
}

export function noEvidence(): MarkEvidence {
  return { point: null, comma: null, eitherPoint: null, eitherComma: null };
}

/** Notes what a cell of this row tells. */
export function weigh(evidence: MarkEvidence, text: string, row: number): void {
  const [hasPoint, hasComma] = [text.includes("."), text.includes(",")];
  if (!hasPoint && !hasComma) return;
  const [byPoint, byComma] = [READABLE.point.test(text), READABLE.comma.test(text)];
  if (byPoint && byComma) evidence[hasPoint ? "eitherPoint" : "eitherComma"] ??= row;
  else if (byPoint) evidence.point ??= row;
  else if (byComma) evidence.comma ??= row;
}

/** Null where it cannot be told. */
export function markOf(evidence: MarkEvidence, separator: Separator): DecimalMark | null {
  if (evidence.point !== null && evidence.comma !== null) return null;
  if (evidence.comma !== null) return "comma";
  if (evidence.point !== null) return "point";
  // Who parts cells by commas writes decimals with points.
  const isOpen = evidence.eitherComma !== null || (evidence.eitherPoint !== null && separator !== ",");
  return isOpen ? null : "point";
}

/** In plain notation, or as it was where it is no number. */
export function plainNumber(text: string, mark: DecimalMark): string {
  if (mark === "point" ? !text.includes(",") : !/[.,]/.test(text)) return text;
  if (!READABLE[mark].test(text)) return text;
  return mark === "point" ? text.replaceAll(",", "") : text.replaceAll(".", "").replace(",", ".");
}

/** Some write counts with a point and nothing behind it. */
export function isCount(text: string): boolean {
  return /^\d{1,15}(?:\.0*)?$/.test(text);
}

export function isPlainNumber(text: string): boolean {
  return PLAIN.test(text);
}
