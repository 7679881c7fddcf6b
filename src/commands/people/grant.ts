import type { App } from "../../app.ts";
import { confirmCard } from "../../cards/confirm.ts";
import { adminQuestion, membershipCard } from "../../cards/people.ts";
import { choice } from "../../chat/grammar/arguments.ts";
import { personNameArg, whoArg } from "../../chat/grammar/who.ts";
import { command, marker, named, required, ROLES } from "../../chat/command.ts";
import { act } from "../../chat/inbox.ts";
import {
  accountOf,
  findPerson,
  grant as grantTo,
  revokeAccount,
  revokePerson,
  standingOf,
  type Who,
} from "../../chat/membership.ts";
import { confirmedUntil } from "../confirm.ts";
import { causeOf } from "../../trading/cause.ts";

export const grant = command({
  name: "grant",
  family: "people",
  kind: "acts",
  role: "admin",
  help: "let somebody in, or give them another role",
  examples: ["/grant Ann approver", "/grant telegram:1001 trader name=Ann"],
  args: {
    who: required(whoArg, "a person's name, or an account: telegram:1001, discord:2002, local:3"),
    role: required(choice(...ROLES), "what they may do"),
    name: named(personNameArg, "for a new account: whose it is"),
    from: marker(choice(...ROLES, "nobody"), "for admin: the role that the question names"),
  },
  stale: "refuse",
  run: (app: App, call, { who, role, name, from }) =>
    act(app, call, async (tx) => {
      const person = await findPerson(tx, who);
      const standing = standingOf(person);
      if (role === "admin" && standing !== "admin" && from !== standing) {
        const whom = person?.name ?? name ?? wordOf(who);
        const run = [`grant ${wordOf(who)} admin`, ...(name === undefined ? [] : [`name=${name}`]), `from=${standing}`];
        const question = adminQuestion(whom);
        return {
          reply: confirmCard({ question, label: "Make admin", run: run.join(" "), until: confirmedUntil(app) }),
        };
      }
      const asked = { who, role, name, zone: call.chat.zone };
      return { reply: membershipCard(await grantTo(tx, asked, causeOf(call, app.clock.now()))) };
    }),
});

export const revoke = command({
  name: "revoke",
  family: "people",
  kind: "acts",
  role: "admin",
  help: "put somebody out, or take one account from them",
  examples: ["/revoke Ann", "/revoke telegram:1001"],
  args: { who: required(whoArg, "a person's name (or local:3), or one account: telegram:1001") },
  stale: "run",
  run: (app: App, call, { who }) =>
    act(app, call, async (tx) => {
      const by = causeOf(call, app.clock.now());
      const isAccount = who.kind === "account" && who.platform !== "local";
      const facts = isAccount
        ? await revokeAccount(tx, who.platform, who.userRef, by)
        : await revokePerson(tx, who, by);
      return { reply: membershipCard(facts) };
    }),
});

function wordOf(who: Who): string {
  return who.kind === "name" ? who.name : accountOf(who);
}
