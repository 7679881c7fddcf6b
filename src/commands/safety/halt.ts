import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { resumedCard } from "../../cards/halt.ts";
import { counted } from "../../cards/words.ts";
import { choice, textArg } from "../../chat/grammar/arguments.ts";
import { command, optional, rest } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import { Refusal } from "../../domain/errors.ts";
import { haltAll, resumeAll, standingHalts } from "../../trading/halt.ts";

export const halt = command({
  name: "halt",
  family: "safety",
  kind: "acts",
  role: "trader",
  help: "no new exposure anywhere; resting entries are canceled, exits still pass",
  examples: ["/halt", "/halt keep", "/halt exchange looks odd"],
  args: { keep: optional(choice("keep"), "leave resting entries where they are"), reason: rest(textArg, "why") },
  stale: "run",
  run: (app: App, call, { keep, reason }) =>
    act(app, call, async (tx) => ({
      card: await haltAll(tx, reason ?? null, keep !== undefined, call, app.clock.now()),
    })),
});

export const resume = command({
  name: "resume",
  family: "safety",
  kind: "acts",
  role: "admin",
  help: "end the halt; nothing is placed by it",
  examples: ["/resume"],
  args: { sure: optional(choice("yes"), "do it") },
  stale: "refuse",
  run: (app: App, call, { sure }) =>
    act(app, call, async (tx) => {
      const halts = await standingHalts(tx);
      if (halts.length === 0) throw new Refusal("halt", "Nothing is halted: there is nothing to resume.", ["/status"]);
      if (sure === undefined) {
        const question = [`Resume? ${counted(halts.length, "halt ends", "halts end")}, and entries pass again.`];
        return { reply: confirmCard({ question, label: "Resume", run: "resume yes" }) };
      }
      const at = app.clock.now();
      await resumeAll(tx, call, at);
      return { reply: resumedCard({ by: call.person.name, at, where: null }) };
    }),
});
