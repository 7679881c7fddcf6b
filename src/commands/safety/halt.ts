import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { resumedCard } from "../../cards/halt.ts";
import { counted } from "../../cards/words.ts";
import { choice, countArg, textArg } from "../../chat/grammar/arguments.ts";
import { command, optional, rest } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import { Refusal } from "../../domain/errors.ts";
import { confirmedUntil } from "../confirm.ts";
import { haltAll, resumeAll } from "../../trading/halt.ts";
import { standingHalts } from "../../models/halt.ts";

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
  args: { upTo: optional(countArg, "the number that the question names: halts that came later stand") },
  stale: "refuse",
  run: (app: App, call, { upTo }) =>
    act(app, call, async (tx) => {
      const halts = await standingHalts(tx);
      if (halts.length === 0) throw new Refusal("halt", "Nothing is halted: there is nothing to resume.", ["/status"]);
      const newest = Math.max(...halts.map((each) => each.id));
      if (upTo === undefined || upTo < newest) {
        const question = [`Resume? ${counted(halts.length, "halt ends", "halts end")}, and entries pass again.`];
        const until = confirmedUntil(app);
        return { reply: confirmCard({ question, label: "Resume", run: `resume ${newest}`, until }) };
      }
      const at = app.clock.now();
      await resumeAll(tx, call, at);
      return { reply: resumedCard({ by: call.person.name, at, where: null }) };
    }),
});
