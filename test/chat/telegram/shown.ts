/** Replies to show, and what people read of a message's HTML. */
import type { ChartSpec } from "../../../src/domain/chart.ts";
import type { Shown, ShownBlock } from "../../../src/domain/reply.ts";

export function shownOf(blocks: readonly ShownBlock[]): Shown {
  return { outcome: "done", blocks };
}

export function textOnly(text: string): Shown {
  return shownOf([{ kind: "text", line: [text] }]);
}

export const aChart: ChartSpec = { kind: "equity", name: "paper", currency: "USDT", places: 2, points: [[0, 1, 0]] };

const SIGNS: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

export function visible(html: string): string {
  return html.replace(/<[^>]*>/g, "").replace(/&(?:lt|gt|amp);/g, (entity) => SIGNS[entity] ?? entity);
}
