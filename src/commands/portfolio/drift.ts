import type { App } from "../../app.ts";
import { type DriftAccount, driftCard, driftRows } from "../../cards/drift/drift.ts";
import { pageOf } from "../../cards/pages.ts";
import { type ArgType, command, marker, named, optional } from "../../chat/command.ts";
import { choice } from "../../chat/grammar/arguments.ts";
import { page } from "../../chat/grammar/page.ts";
import { short } from "../../chat/grammar/spelling.ts";
import { act } from "../../chat/inbox.ts";
import { orRefusal, Refusal } from "../../domain/errors.ts";
import { isBackedBy } from "../../domain/market.ts";
import type { Reply } from "../../domain/reply.ts";
import type { Gateway } from "../../exchange/gateway.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { Drift } from "../../models/drift.ts";
import { Position } from "../../models/position.ts";
import { type Closing, closingOf } from "../../trading/close.ts";
import { compareAccount } from "../../trading/drift/compare.ts";
import { decide } from "../../trading/drift/decide.ts";
import { accountFacts } from "../../trading/drift/facts.ts";
import { lookForDrift } from "../../trading/drift/look.ts";
import { accountArg } from "../account-arg.ts";
import { confirmedUntil } from "../confirm.ts";

const SUBJECT = /^[\w:.-]{1,64}$/;
const FIGURES = /^[-\w.:/]{1,400}$/;

/** A coin, or an order's number at the exchange: as it is typed. */
const subjectArg: ArgType<string> = {
  placeholder: "COIN|ORDER",
  question: "which difference?",
  complete: async ({ db }) => (await Drift.query(db.reader).orderBy("id")).map(({ asset }) => asset),
  parse: (word) => matching(SUBJECT, word, "a coin, or an order's number at the exchange, as /drift shows it"),
};

const figuresArg: ArgType<string> = {
  placeholder: "FIGURES",
  parse: (word) => matching(FIGURES, word, "what a question of /drift has named"),
};

function matching(shape: RegExp, word: string, what: string): string {
  if (shape.test(word)) return word;
  throw new Refusal("grammar", `"${short(word)}" is not ${what}.`, ["/drift"]);
}

export const drift = command({
  name: "drift",
  family: "portfolio",
  kind: "acts",
  role: "admin",
  help: "the book against the exchange's own, and what to do about each difference",
  examples: ["/drift", "/drift adopt BTC", "/drift close BTC", "/drift ignore BTC", "/drift exchange=paper"],
  args: {
    step: optional(
      choice("adopt", "close", "ignore", "cancel"),
      "believe the exchange; sell what is left; leave it; for an order of mine without a record: adopt or cancel",
    ),
    what: optional(subjectArg, "whose difference; without it, all are shown"),
    shown: marker(figuresArg, "the figures that the question named"),
    exchange: named(accountArg, "one account; without it, all are shown, and a word is for the first"),
    page,
  },
  stale: "refuse",
  async run(app: App, call, { step, what, shown, exchange, page: asked }) {
    if (step === undefined && what === undefined) return { reply: await overview(app, exchange, asked) };
    if (step === undefined || what === undefined) throw incomplete(step, what);
    const gateway = gatewayOf(app, exchange);
    const look = await lookForDrift(app, gateway);
    const closings = step === "close" ? await closingsOf(app, gateway, what.toUpperCase()) : [];
    const isFirst = gateway === gatewayOf(app);
    const word = { step, what, shown, isFirst, closings, until: confirmedUntil(app) };
    return act(app, call, (tx) => decide(tx, look, word, call, app.clock.now()));
  },
});

function incomplete(step: string | undefined, what: string | undefined): Refusal {
  if (what === undefined)
    return new Refusal("grammar", `/drift ${step} needs a coin or an order: /drift lists them.`, ["/drift"]);
  const lines = ["adopt", "close", "ignore"].map((each) => `/drift ${each} ${what}`);
  return new Refusal("grammar", `What of ${short(what)}? Type ${lines.join(", ")}.`, ["/drift"]);
}

/** Each account alone: one that does not answer keeps no other one from being shown. */
async function overview(app: App, exchange: string | undefined, asked: number | undefined): Promise<Reply> {
  const gateways = exchange === undefined ? [...app.gateways.values()] : [gatewayOf(app, exchange)];
  const accounts = await Promise.all(gateways.map((gateway) => compared(app, gateway)));
  const line = exchange === undefined ? "drift" : `drift exchange=${exchange}`;
  const first = gatewayOf(app).exchange;
  return driftCard({ accounts, first, page: pageOf(driftRows(accounts).length, asked), line });
}

async function compared(app: App, gateway: Gateway): Promise<DriftAccount> {
  const look = await orRefusal(lookForDrift(app, gateway));
  const { exchange, mode } = gateway;
  if (look instanceof Refusal) return { exchange, mode, sentence: look.message };
  const { reader } = app.db;
  return accountFacts(reader, look, await compareAccount(reader, look));
}

async function closingsOf(app: App, { exchange }: Gateway, asset: string): Promise<(Closing | Refusal)[]> {
  const open = await Position.query(app.db.reader).where({ exchange, closed_time: null }).orderBy("id");
  const backed = open.filter(({ tradingPair }) => isBackedBy(tradingPair, asset));
  return Promise.all(backed.map((position) => orRefusal(closingOf(app, position))));
}
