import type { App } from "../../app.ts";
import { pairedCard, peopleCard, type PersonFacts, whoamiCard } from "../../cards/people.ts";
import { codeCard } from "../../cards/pairing.ts";
import { type Call, command, mayAct, optional } from "../../chat/command.ts";
import { textArg } from "../../chat/grammar/arguments.ts";
import { act } from "../../chat/inbox.ts";
import { accountOf, privateChats } from "../../chat/membership.ts";
import { makeCode } from "../../chat/pairing.ts";
import type { Tx } from "../../db/transact.ts";
import { Refusal } from "../../domain/errors.ts";
import { Identity } from "../../models/identity.ts";
import { readMeta, TELEGRAM_BOT } from "../../models/meta.ts";
import { Person } from "../../models/person.ts";
import { Token } from "../../models/token.ts";

export const whoami = command({
  name: "whoami",
  family: "people",
  kind: "reads",
  role: "viewer",
  help: "who you are here, and on which accounts",
  examples: ["/whoami"],
  args: {},
  stale: "run",
  async run(app: App, call) {
    const person = await Person.query(app.db.reader).findById(call.person.id).throwIfNotFound();
    return { reply: whoamiCard({ ...(await factsOf(app, person, true)), since: person.createdAt }) };
  },
});

const MOST = 50;

export const people = command({
  name: "people",
  family: "people",
  kind: "reads",
  role: "viewer",
  help: "who may be here, with which role",
  examples: ["/people"],
  args: {},
  stale: "run",
  async run(app: App, call) {
    const rows = await Person.query(app.db.reader).orderBy("is_active", "desc").orderBy("id").limit(MOST);
    const seesNumbers = mayAct(call.person.role, "admin");
    return { reply: peopleCard(await Promise.all(rows.map((person) => factsOf(app, person, seesNumbers)))) };
  },
});

async function factsOf(app: App, person: Person, withNumbers: boolean): Promise<PersonFacts> {
  const { id, name, role, isActive } = person;
  const identities = await Identity.query(app.db.reader).where({ person_id: id }).orderBy("id");
  const hasToken = (await Token.query(app.db.reader).findOne({ person_id: id })) !== undefined;
  const own = hasToken || withNumbers ? [{ platform: "local", userRef: String(id) }] : [];
  const accounts = [...own, ...identities].map((each) => (withNumbers ? accountOf(each) : each.platform));
  return { name, role, isActive, accounts: [...new Set(accounts)] };
}

export const pair = command({
  name: "pair",
  family: "people",
  kind: "acts",
  role: "viewer",
  help: "a one-time code that lets another account of yours in",
  examples: ["/pair"],
  args: { code: optional({ ...textArg, placeholder: "CODE" }, "sent from the account that is to be let in") },
  stale: "refuse",
  async run(app: App, call, { code }) {
    // Whoever sends a code and is known is let in already, perhaps by it: it is not read again.
    if (code !== undefined) return { reply: pairedCard(call.person.name, call.person.role) };
    const telegramBot = await readMeta(app.db.reader, TELEGRAM_BOT);
    return act(app, call, async (tx) => {
      await checkAlone(tx, call);
      const fresh = await makeCode(tx, call.person.id, app.clock.now());
      return { reply: codeCard({ ...fresh, telegramBot }) };
    });
  },
});

/** Whoever reads a code can use it. In Discord an answer is seen by who asked alone. */
async function checkAlone(tx: Tx, { chat, person }: Call): Promise<void> {
  if (chat.platform === "discord" || (await privateChats(tx, [person.id])).includes(chat.id)) return;
  throw new Refusal(
    "people",
    "A code is for your eyes alone, and others read here: send /pair to me in a chat of our own.",
  );
}
