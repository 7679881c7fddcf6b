import type { App } from "../../app.ts";
import { resumeQuestionCard } from "../../cards/resume.ts";
import { moment } from "../../cards/values.ts";
import { ago } from "../../cards/words.ts";
import { countArg } from "../../chat/grammar/arguments.ts";
import { type Answer, type Call, command, named, optional } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { formatValue } from "../../domain/format.ts";
import { guessOf, type HaltScope, isMeantBy, whereOf } from "../../domain/halt.ts";
import { sourceOf } from "../../market/feed-end.ts";
import { restOf } from "../../market/gateways.ts";
import { type Halt, standingHalts } from "../../models/halt.ts";
import type { Person } from "../../models/person.ts";
import { haltFactsOf } from "../../trading/halts/card.ts";
import { askToResume, otherAdmins, release, requested, requestEnds } from "../../trading/halts/resume.ts";
import { accountArg } from "../account-arg.ts";
import { confirmedUntil } from "../confirm.ts";
import { meantBy, scopeArg } from "../scope-arg.ts";

export const resume = command({
  name: "resume",
  family: "safety",
  kind: "acts",
  role: "admin",
  help: "end what /halt began, of everything or of that scope; nothing is placed by it",
  examples: ["/resume", "/resume all", "/resume paper", "/resume BTC/USDT"],
  args: {
    scope: optional(scopeArg(/^\d+$/), "the halts of that scope; without it, all that stand"),
    upTo: optional(countArg, "the number that the question names: halts that came later stand"),
    exchange: named(accountArg, "for a pair that is halted on one account"),
  },
  stale: "refuse",
  async run(app: App, call, { scope: typed, upTo, exchange }) {
    if (app.haltFile.isThere()) throw fileLies(app);
    const { scope, known } = await meantBy(app, typed, exchange);
    if (scope === null) throw unknownScope(typed?.word ?? exchange ?? "", (word) => guessOf(word, known));
    const only = typed === undefined && exchange === undefined ? null : scope;
    const words = [typed?.word, exchange === undefined ? undefined : `exchange=${exchange}`];
    return act(app, call, async (tx) => {
      const ending = due(app, await standing(tx, only), call);
      const others = await otherAdmins(tx, call.person.id);
      const ask = { ending, upTo, run: (newest: number) => line(words, newest), at: app.clock.now() };
      return others.length === 0 ? alone(tx, ask, call, confirmedUntil(app)) : together(tx, ask, others, call);
    });
  },
});

interface Ask {
  readonly ending: readonly Halt[];
  readonly upTo: number | undefined;
  /** The line that confirms; it names the newest halt that is meant. */
  readonly run: (newest: number) => string;
  /** People's time, ms UTC. */
  readonly at: number;
}

const newestOf = (halts: readonly Halt[]): number => Math.max(...halts.map(({ id }) => id));

/** The only admin is asked once more; the yes means what was named, not what came later. */
async function alone(tx: Tx, { ending, upTo, run, at }: Ask, call: Call, until: number): Promise<Answer> {
  const newest = newestOf(ending);
  if (upTo === newest) return { card: await release(tx, ending, call, at) };
  const facts = await haltFactsOf(tx, ending);
  return { reply: resumeQuestionCard({ ending: facts, run: run(newest), until }) };
}

/** What another admin has asked for ends; anything else is asked of the others. */
async function together(
  tx: Tx,
  { ending, upTo, run, at }: Ask,
  others: readonly Person[],
  call: Call,
): Promise<Answer> {
  const { byOthers, byOneself } = await requested(tx, ending, call.person.id, others, at);
  const confirmed = byOthers.filter(({ id }) => upTo === undefined || id <= upTo);
  if (confirmed.length > 0) return { card: await release(tx, confirmed, call, at) };
  if (byOneself === null) return { card: await askToResume(tx, ending, run(newestOf(ending)), call, at) };
  const who = others.map(({ name }) => name).join(" or ");
  const left = ago(requestEnds(byOneself) - at);
  throw new Refusal(
    "four-eyes",
    `You have asked already: ${who} must confirm within ${left}, by the button or /resume. Nothing was changed.`,
    ["/status"],
  );
}

/** Throws a Refusal where none stands there. */
async function standing(tx: Tx, scope: HaltScope | null): Promise<Halt[]> {
  const all = await standingHalts(tx);
  if (all.length === 0) throw new Refusal("halt", "Nothing is halted: there is nothing to resume.", ["/status"]);
  const meant = all.filter((halt) => scope === null || isMeantBy(halt, scope));
  if (meant.length > 0 || scope === null) return meant;
  const what = all.map((halt) => whereOf(halt) ?? "everything").join(", ");
  const sentence = `${whereOf(scope) ?? "Everything"} is not halted by itself: ${what} is. /resume alone ends all halts.`;
  throw new Refusal("halt", sentence, ["/status", "/resume"]);
}

/** Those whose time has come. Throws a Refusal, which says when, where there is none. */
function due(app: App, halts: readonly Halt[], { chat }: Call): Halt[] {
  const ready = halts.filter((halt) => isDue(app, halt));
  const [first] = halts;
  if (ready.length > 0 || first === undefined || first.until === null) return ready;
  const when = formatValue(moment(first.until), { zone: chat.zone, now: app.clock.now() });
  const why = first.reason === null ? "" : ` (${first.reason})`;
  throw new Refusal(
    "halt",
    `${whereOf(first) ?? "Everything"} is halted until ${when} market time${why}: /resume then.`,
    ["/status"],
  );
}

/** On another market than the one that set it, and on one that has ended, its time would never come. */
function isDue(app: App, { until, exchange, source }: Halt): boolean {
  if (until === null) return true;
  const gateway = exchange === null ? undefined : app.gateways.get(exchange);
  if (gateway === undefined) return until <= app.clock.now();
  const stands = app.endedFeeds.has(gateway.exchange) || restOf(app, gateway.exchange) !== null;
  const isGone = stands || (source !== null && source !== sourceOf(app, gateway));
  return isGone || until <= gateway.now();
}

function line(words: readonly (string | undefined)[], newest: number): string {
  const [scope, exchange] = words;
  return ["resume", scope, String(newest), exchange].filter((word) => word !== undefined).join(" ");
}

function fileLies({ haltFile }: App): Refusal {
  return new Refusal(
    "halt",
    `The file ${haltFile.path} halts the desk as long as it lies there: remove it first, then /resume.`,
    ["/status"],
  );
}

function unknownScope(word: string, guess: (word: string) => string | null): Refusal {
  const meant = guess(word);
  const hint = meant === null ? "Type an account, a pair or a strategy, or /resume alone." : `Did you mean ${meant}?`;
  return new Refusal("grammar", `I don't know ${word}. ${hint}`, meant === null ? ["/status"] : [`/resume ${meant}`]);
}
