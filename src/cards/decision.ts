/** Short answers to a decision that was typed where the card is not in sight. */
import type { Line, Reply } from "../domain/reply.ts";
import { orderNumber } from "./values.ts";
import { quoted } from "./words.ts";

export function approvedLine(facts: { readonly id: number; readonly exchange: string }): Reply {
  return short("open", ["Approved ", orderNumber(facts.id), `, on its way to ${facts.exchange}`]);
}

export function rejectedLine(facts: { readonly id: number; readonly reason: string | null }): Reply {
  return short("done", ["Rejected ", orderNumber(facts.id), `, nothing was sent${quoted(facts.reason)}`]);
}

function short(outcome: Reply["outcome"], line: Line): Reply {
  return { outcome, blocks: [{ kind: "text", mark: outcome === "open" ? "waiting" : "done", line }] };
}
