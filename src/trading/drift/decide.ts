/** What a person says about a difference or an orphan: asked once more with its plan, then done, if it is still the same. */
import { driftAdoptedCard, driftIgnoredCard, orphanAdoptedCard } from "../../cards/drift/decided.ts";
import { differenceQuestion, orphanQuestion } from "../../cards/drift/question.ts";
import { canClose, lineOf, type Step } from "../../cards/drift/plan.ts";
import type { Answer, Call } from "../../chat/command.ts";
import { post } from "../../chat/outbox.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import type { AlertId } from "../../domain/ids.ts";
import { sum } from "../../domain/money.ts";
import type { Reply } from "../../domain/reply.ts";
import { Wallet } from "../../models/wallet.ts";
import { cancelOrder } from "../cancel.ts";
import { causeOf } from "../cause.ts";
import type { Closing } from "../close.ts";
import { adoptDifference, checkExits, closeBacked, ignoreDifference } from "./adopt.ts";
import { type AccountDrift, compareAccount, type Difference } from "./compare.ts";
import { differenceFacts, orphanFacts, refOf, shownOf } from "./facts.ts";
import { haltsOfDrift, haltsOfOrphans } from "./halts.ts";
import type { DriftLook, FoundOrphan } from "./look.ts";
import { adoptOrphan } from "./orphan.ts";

export interface Word {
  readonly step: Step;
  /** A coin, or an order's number at the exchange. */
  readonly what: string;
  /** The figures that a question has named; undefined before it. */
  readonly shown: string | undefined;
  /** The account is the first one, which a line need not name. */
  readonly isFirst: boolean;
  /** Of `close`: the positions that the coin backs, looked at before the transaction. */
  readonly closings: readonly (Closing | Refusal)[];
  /** How long the question is good; people's time, ms UTC. */
  readonly until: number;
}

/** Throws a Refusal where it cannot be done now, and where there is nothing of that name; then nothing was written. */
export async function decide(tx: Tx, look: DriftLook, word: Word, call: Call, at: number): Promise<Answer> {
  await checkNewest(tx, look);
  const drift = await compareAccount(tx, look);
  const difference = drift.differences.find(({ asset }) => asset === word.what.toUpperCase());
  if (difference !== undefined) return decideDifference(tx, look, difference, word, call, at);
  const orphan = drift.orphans.find((each) => [refOf(each), each.clientOrderId].includes(word.what));
  if (orphan !== undefined) return decideOrphan(tx, look, orphan, word, call, at);
  throw nothingThere(look, drift, word);
}

/** The book was held against a later answer of the exchange than this one: nothing is concluded from the older. */
async function checkNewest(tx: Tx, { gateway: { exchange }, truth }: DriftLook): Promise<void> {
  const later = Wallet.query(tx).where({ exchange }).where("last_update_time", ">", truth.askedAt);
  if ((await later.first()) === undefined) return;
  const sentence = `${exchange} was compared anew at this moment, and nothing was changed: /drift shows how it stands.`;
  throw new Refusal("drift", sentence, ["/drift"]);
}

function nothingThere({ gateway: { exchange } }: DriftLook, drift: AccountDrift, { step, what }: Word): Refusal {
  const isForeign = drift.foreign.some(({ report }) => report.exchangeOrderId === what);
  const sentence = isForeign
    ? `${what} is none of this desk's orders without a record: it is shown and never touched.`
    : `Nothing of ${what} differs between the book and ${exchange}: there is nothing to ${step}.`;
  return new Refusal("drift", sentence, ["/drift"]);
}

async function decideDifference(
  tx: Tx,
  look: DriftLook,
  difference: Difference,
  word: Word,
  call: Call,
  at: number,
): Promise<Answer> {
  const { step } = word;
  const facts = await differenceFacts(tx, difference);
  const { exchange, mode } = look.gateway;
  checkStep(difference, step, canClose(facts));
  const shown = shownOf(difference);
  if (word.shown !== shown) {
    const question = { exchange, mode, step, ...asking(word, exchange, difference.asset, shown) };
    return { reply: differenceQuestion(facts, question) };
  }
  const halts = await haltsOfDrift(tx, exchange, difference.asset);
  const done = { exchange, mode, by: call.person.name, at, halts };
  if (step === "ignore") {
    await ignoreDifference(tx, look, difference, call, at);
    return { reply: driftIgnoredCard(facts, done) };
  }
  if (step === "adopt") await adoptDifference(tx, look, difference, causeOf(call, at));
  const closing = step === "close" ? await closeBacked(tx, look, difference, word.closings, call, at) : null;
  return { card: await tell(tx, look, driftAdoptedCard({ difference: facts, closing, ...done }), call, at) };
}

function checkStep(difference: Difference, step: Step, isClosable: boolean): void {
  const { asset, suspects } = difference;
  const [suspect] = suspects;
  if (step === "cancel")
    throw new Refusal("grammar", `${asset} is a coin: adopt, close or ignore its difference; an order is canceled.`, [
      "/drift",
    ]);
  if (suspect !== undefined)
    throw new Refusal("drift", `${suspect.words}: that may be the cause. Wait till it is known, then /drift.`, [
      "/drift",
    ]);
  if (step === "close" && !isClosable)
    throw new Refusal("position", `Nothing is left of a position in ${asset} to sell: adopt it, or ignore it.`, [
      "/drift",
    ]);
  if (step !== "ignore") checkExits(difference);
}

async function decideOrphan(
  tx: Tx,
  look: DriftLook,
  orphan: FoundOrphan,
  word: Word,
  call: Call,
  at: number,
): Promise<Answer> {
  const { step } = word;
  const ref = refOf(orphan);
  const { exchange, mode } = look.gateway;
  if (step !== "adopt" && step !== "cancel")
    throw new Refusal("grammar", `${ref} is an order: adopt it or cancel it.`, ["/drift"]);
  if (orphan.report === null)
    throw new Refusal("orphan", `${exchange} does not know ${ref} any more: /resume ${exchange} leaves it.`, [
      "/drift",
    ]);
  if (step === "cancel" && orphan.report.status !== "open")
    throw new Refusal("over", `${ref} is ${orphan.report.status} already: there is nothing to cancel.`, ["/drift"]);
  const shown = shownOf(orphan);
  if (word.shown !== shown) {
    const question = { exchange, mode, step, ...asking(word, exchange, ref, shown) };
    return { reply: orphanQuestion(await orphanFacts(tx, exchange, orphan), question) };
  }
  const order = await adoptOrphan(tx, look, orphan, call, at);
  // From then on it is canceled as any order is: wished for in a row, asked for by the loop, told when it is confirmed.
  if (step === "cancel") await cancelOrder(tx, order, causeOf(call, at));
  const reply = orphanAdoptedCard({
    exchange,
    mode,
    ref,
    id: order.id,
    filled: sum(orphan.fills.map(({ quantity }) => quantity)),
    base: order.baseAsset,
    isCanceling: step === "cancel",
    by: call.person.name,
    at,
    halts: await haltsOfOrphans(tx, exchange),
  });
  return { card: await tell(tx, look, reply, call, at) };
}

function asking(word: Word, exchange: string, ref: string, shown: string) {
  const { step, isFirst, until } = word;
  const run = `${lineOf(exchange, isFirst)(step, ref)} shown=${shown}`;
  return { run, until, hasChanged: word.shown !== undefined };
}

/** What the book takes over is told in every chat. */
async function tell(
  tx: Tx,
  { gateway: { exchange } }: DriftLook,
  reply: Reply,
  call: Call,
  at: number,
): Promise<AlertId> {
  const about = { kind: "exchange", id: exchange } as const;
  return post(tx, { type: "WARNING", source: "risk", severity: 3, reply, about, at }, call);
}
