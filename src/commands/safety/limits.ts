import type { App } from "../../app.ts";
import { type ApartFacts, limitChangedCard, limitsCard, oneLimitCard } from "../../cards/limits.ts";
import { pageOf } from "../../cards/pages.ts";
import { type Answer, type ArgType, type Call, command, mayAct, named, optional } from "../../chat/command.ts";
import { wordArg } from "../../chat/grammar/arguments.ts";
import { page } from "../../chat/grammar/page.ts";
import { misspelt, short } from "../../chat/grammar/spelling.ts";
import { whoArg } from "../../chat/grammar/who.ts";
import { act } from "../../chat/inbox.ts";
import { findPerson, unknownPerson, type Who } from "../../chat/membership.ts";
import { Refusal } from "../../domain/errors.ts";
import { nearest } from "../../domain/nearest.ts";
import {
  checkSetting,
  findRule,
  readSetting,
  type Rule,
  RULES,
  SETTING,
  type Setting,
  takes,
} from "../../domain/risk/rules.ts";
import { gatewayOf } from "../../market/gateways.ts";
import { type LimitRow, setLimits } from "../../models/limit.ts";
import { Person } from "../../models/person.ts";
import { setLimit, type Whom } from "../../trading/guards/set-limit.ts";
import { accountArg } from "../account-arg.ts";

const ruleArg: ArgType<string> = {
  ...wordArg,
  placeholder: "LIMIT",
  complete: async () => RULES.map(({ name }) => name),
};

/** What is no value of any limit is told off by the limit, which knows what it takes. */
interface Unread {
  readonly kind: "unread";
  readonly word: string;
}

type Typed = Setting | Unread | "off" | "default";

const settingArg: ArgType<Typed> = {
  placeholder: "VALUE",
  complete: async () => ["off", "default"],
  parse(word) {
    const lower = word.toLowerCase();
    if (lower === "off" || lower === "default") return lower;
    const setting = readSetting(lower);
    if (setting !== null) return setting;
    const refusal = misspelt(word, SETTING, "10%");
    if (refusal.spelling !== null) throw refusal;
    return { kind: "unread", word };
  },
};

export const limits = command({
  name: "limits",
  family: "safety",
  kind: "acts",
  role: "viewer",
  help: "what orders are held to; an admin sets it",
  examples: ["/limits", "/limits order", "/limits order $2000 person=Ann", "/limits daily-loss 2%"],
  args: {
    name: optional(ruleArg, "one limit; without it, all"),
    value: optional(settingArg, "what it is set to: 10%, $2000, 20, off, or default"),
    person: named(whoArg, "for one person; the desk's limit holds beside it"),
    exchange: named(accountArg, "for one account, in place of the desk's"),
    page,
  },
  stale: "refuse",
  async run(app: App, call, { name, value, person, exchange, page: asked }) {
    const rule = name === undefined ? null : ruleOf(name);
    if (rule === null || value === undefined) return { reply: await look(app, call, rule, asked) };
    if (!mayAct(call.person.role, "admin"))
      throw new Refusal("role", `Refused: an admin sets limits, and you are ${call.person.role}. Ask an admin.`);
    return change(app, call, rule, value, await whomOf(app, rule, person, exchange));
  },
});

function ruleOf(name: string): Rule {
  const rule = findRule(name);
  if (rule !== undefined) return rule;
  const names = RULES.map((each) => each.name);
  const guess = nearest(name, names);
  const hint = guess === null ? `There are ${names.join(", ")}.` : `Did you mean ${guess}?`;
  throw new Refusal("grammar", `There is no limit ${name}. ${hint}`, [guess === null ? "/limits" : `/limits ${guess}`]);
}

async function whomOf(app: App, rule: Rule, person?: Who, exchange?: string): Promise<Whom> {
  if (person !== undefined && exchange !== undefined)
    throw new Refusal("grammar", "A limit is set for one person or for one account, not both: leave one of them.");
  if (exchange !== undefined) return { scope: "exchange", exchange: gatewayOf(app, exchange).exchange };
  if (person === undefined) return { scope: "desk" };
  if (!rule.scopes.includes("person")) {
    const own = RULES.filter(({ scopes }) => (scopes as readonly string[]).includes("person")).map(({ name }) => name);
    throw new Refusal("grammar", `${rule.name} is set for the desk or an account; a person has ${own.join(" and ")}.`);
  }
  return { scope: "person", person: await personOf(app, person) };
}

async function personOf(app: App, who: Who): Promise<Person> {
  const person = await findPerson(app.db.reader, who);
  if (person?.isActive === true) return person;
  throw await unknownPerson(app.db.reader, who);
}

function change(app: App, call: Call, rule: Rule, typed: Typed, whom: Whom): Promise<Answer> {
  const to = checked(rule, typed);
  if (to === "off" && !rule.mayBeOff)
    throw new Refusal("grammar", `${rule.name} cannot be off: the desk needs a number for it, like ${rule.initial}.`);
  return act(app, call, async (tx) => {
    const at = app.clock.now();
    const { before, after } = await setLimit(tx, rule, whom, to, call, at);
    const facts = { rule, whom: nameOf(whom), before, after, currency: app.settings.currency };
    return { reply: limitChangedCard({ ...facts, by: call.person.name, at }) };
  });
}

function checked(rule: Rule, typed: Typed): Exclude<Typed, Unread> {
  if (typeof typed === "string") return typed;
  if (typed.kind === "unread")
    throw new Refusal("grammar", `"${short(typed.word)}" is no value of ${rule.name}: ${takes(rule)}`);
  checkSetting(rule, typed);
  return typed;
}

function nameOf(whom: Whom): string | null {
  switch (whom.scope) {
    case "desk":
      return null;
    case "exchange":
      return whom.exchange;
    case "person":
      return whom.person.name;
  }
}

async function look(app: App, call: Call, rule: Rule | null, asked?: number) {
  const rows = await setLimits(app.db.reader);
  const apart = await apartOf(app, call, rows);
  const { currency } = app.settings;
  if (rule === null) {
    const limits = RULES.map((each) => standing(each, rows));
    return limitsCard({ currency, limits, apart, page: pageOf(limits.length, asked) });
  }
  const ofRule = apart.filter((each) => each.rule === rule);
  return oneLimitCard({ ...standing(rule, rows), currency, apart: ofRule });
}

function standing(rule: Rule, rows: readonly LimitRow[]) {
  const set = rows.find((row) => row.rule === rule.name && row.scope === "desk");
  const initial = readSetting(rule.initial);
  return { rule, setting: set === undefined ? initial : settingOf(set.value), isInitial: set === undefined, initial };
}

const settingOf = (value: string | null): Setting | null => (value === null ? null : readSetting(value));

/** Of accounts, and of oneself; an admin sees everybody's. */
async function apartOf(app: App, { person }: Call, rows: readonly LimitRow[]): Promise<ApartFacts[]> {
  const names = new Map((await Person.query(app.db.reader)).map(({ id, name }) => [id, name]));
  const seesAll = mayAct(person.role, "admin");
  return rows.flatMap((row) => {
    const rule = findRule(row.rule);
    const isSeen = row.scope === "exchange" || (row.personId !== null && (seesAll || row.personId === person.id));
    const whom = row.personId === null ? row.exchange : names.get(row.personId);
    return rule === undefined || !isSeen || whom === null || whom === undefined
      ? []
      : [{ rule, setting: settingOf(row.value), whom }];
  });
}
