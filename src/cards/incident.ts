/** What nobody expected: an id for the log, and truthfully whether something was done. */
import type { Reply } from "../domain/reply.ts";

/** Whether anything was changed when the desk itself failed: nothing · done, but its answer is lost · it cannot be told. */
export type Damage = "none" | "done" | "unclear";

const DAMAGES: Readonly<Record<Damage, string>> = {
  none: "Nothing was sent. Try it again; the log has the incident.",
  done: "What you asked for was done before: /orders shows how things stand.",
  unclear: "I cannot tell whether it was done: look at /orders before you try again.",
};

export function incidentReply(incident: string, damage: Damage): Reply {
  const line = [`Something went wrong (incident ${incident}). ${DAMAGES[damage]}`];
  return { outcome: "refused", blocks: [{ kind: "headline", mark: "attention", line }] };
}
