/** What went wrong with a call, made from scratch: the errors of telegraf carry the token in message, stack and inspect. */
import { z } from "zod";

import { codeOf, neverLeft } from "../../../runtime/never-left.ts";

/**
 * refused: Telegram has done nothing and says why · unsent: it was not reached · unanswered: it may have done it, or not.
 */
export type Outcome =
  | {
      readonly kind: "refused";
      readonly code: number;
      readonly description: string;
      readonly retryAfterMs: number | null;
      /** The supergroup that a group has become. */
      readonly migratedTo: string | null;
    }
  | { readonly kind: "unsent" | "unanswered"; readonly reason: string };

export class CallFailed extends Error {
  override readonly name = "CallFailed";
  readonly outcome: Outcome;

  constructor(method: string, outcome: Outcome) {
    super(`${method}: ${inWords(outcome)}`);
    this.outcome = outcome;
  }
}

function inWords(outcome: Outcome): string {
  if (outcome.kind === "refused") return `Telegram refused it, ${outcome.code} ${outcome.description}`;
  return outcome.kind === "unsent"
    ? `Telegram was not reached (${outcome.reason})`
    : `Telegram did not answer (${outcome.reason})`;
}

/** An answer with `ok: false` (Bot API, Making requests). */
const refusal = z.object({
  error_code: z.int(),
  description: z.string().catch("without a reason"),
  parameters: z.object({ retry_after: z.number().optional(), migrate_to_chat_id: z.int().optional() }).catch({}),
});
const LONGEST_DESCRIPTION = 200;
/** Where a 429 does not say how long. */
const PAUSE_MS = 5_000;

/** Of what telegraf or a deadline threw. */
export function outcomeOf(error: unknown): Outcome {
  const answer = refusal.safeParse(field(error, "response"));
  if (!answer.success) return silence(error);
  const { error_code: code, description, parameters } = answer.data;
  if (code >= 500) return { kind: "unanswered", reason: `status ${code}` };
  return {
    kind: "refused",
    code,
    description: description.slice(0, LONGEST_DESCRIPTION),
    retryAfterMs: code === 429 ? (parameters.retry_after ?? PAUSE_MS / 1_000) * 1_000 : null,
    migratedTo: parameters.migrate_to_chat_id === undefined ? null : String(parameters.migrate_to_chat_id),
  };
}

function silence(error: unknown): Outcome {
  // A name or a code says enough: a message may hold the address, and with it the token.
  const code = codeOf(error);
  return { kind: neverLeft(code) ? "unsent" : "unanswered", reason: code ?? nameOf(error) };
}

function nameOf(error: unknown): string {
  const type = field(error, "type");
  if (typeof type === "string" && /^[\w-]+$/.test(type)) return type;
  return error instanceof Error && /^\w+$/.test(error.name) ? error.name : "unknown reason";
}

function field(error: unknown, name: string): unknown {
  return typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
}
