import type { App } from "../../app.ts";
import { choice, countArg } from "../../chat/grammar/arguments.ts";
import { type Answer, type Call, command, mayAct, optional, rest } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { type Panic, standingPanic } from "../../models/panic.ts";
import {
  flatten,
  keepPositions,
  lookAt,
  meansPreview,
  panic as begin,
  previewAnew,
  priceThePreview,
} from "../../trading/halts/panic.ts";
import { flattenable } from "../../trading/halts/panic-card.ts";
import { reasonArg } from "../scope-arg.ts";

export const panic = command({
  name: "panic",
  family: "safety",
  kind: "acts",
  role: "trader",
  help: "halt everything, cancel all entries; then, on a second word of an admin, sell what is held",
  examples: ["/panic", "/panic keep"],
  args: {
    step: optional(choice("flatten", "keep"), "flatten sells all positions that the card names; keep leaves them"),
    upTo: optional(countArg, "for flatten: the newest position that the card means"),
    reason: rest(reasonArg, "why"),
  },
  stale: "run",
  async run(app: App, call, { step, upTo, reason }) {
    if (step === "keep") return act(app, call, async (tx) => ({ card: await kept(tx, call, app.clock.now()) }));
    if (step === "flatten") return flattenAll(app, call, upTo);
    const answer = await act(app, call, async (tx) => ({
      card: await begin(tx, reason ?? null, call, app.clock.now()),
    }));
    await priceThePreview(app);
    return answer;
  },
});

async function kept(tx: Tx, call: Call, at: number) {
  const standing = await standingOf(tx);
  if (standing.step === "flattened")
    throw new Refusal("panic", "The positions are being sold already: /orders shows how far that is.", ["/orders"]);
  return keepPositions(tx, standing, call, at);
}

/** Only what the card has just shown is sold: otherwise it is shown anew. Prices are asked for before the transaction. */
async function flattenAll(app: App, call: Call, newest: number | undefined): Promise<Answer> {
  if (!mayAct(call.person.role, "admin"))
    throw new Refusal(
      "role",
      `Refused: flattening is for an admin, and you are ${call.person.role}. The desk stays halted.`,
    );
  const { reader } = app.db;
  const standing = await standingOf(reader);
  const open = await flattenable(reader, standing);
  const isMeant = meansPreview(standing, open, newest, call, app.clock.now());
  const looks = isMeant ? await Promise.all(open.map((position) => lookAt(app, position))) : [];
  const answer = await act(app, call, async (tx) => {
    const at = app.clock.now();
    const now = await standingOf(tx);
    const left = await flattenable(tx, now);
    if (left.length === 0) throw nothingOpen(now);
    const isStill = isMeant && meansPreview(now, left, newest, call, at);
    return { card: isStill ? await flatten(tx, now, looks, call, at) : await previewAnew(tx, now, call, at) };
  });
  if (!isMeant) await priceThePreview(app);
  return answer;
}

async function standingOf(db: Parameters<typeof standingPanic>[0]): Promise<Panic> {
  const standing = await standingPanic(db);
  if (standing !== undefined) return standing;
  throw new Refusal("panic", "Type /panic first: it halts everything and shows what flattening would close.", [
    "/panic",
  ]);
}

function nothingOpen({ step }: Panic): Refusal {
  const sentence =
    step === "flattened"
      ? "Everything that was open is being sold already: the card of the panic tells how far that is."
      : "No position is open on a paper account: there is nothing to flatten.";
  return new Refusal("panic", sentence, ["/positions"]);
}
