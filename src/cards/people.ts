/** Who may be here: one's own card, the list, and what has changed. */
import type { Line, Reply } from "../domain/reply.ts";
import { command, moment } from "./values.ts";
import { button, buttons, counted, say } from "./words.ts";

export interface PersonFacts {
  readonly name: string;
  readonly role: string;
  readonly isActive: boolean;
  /** `local:1`, `telegram:1001` for those who may know; else the platforms alone. */
  readonly accounts: readonly string[];
}

export function whoamiCard(facts: PersonFacts & { readonly since: number }): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`You are ${facts.name}, with the role ${facts.role}`] },
      {
        kind: "fields",
        fields: [
          { label: "Known as", lines: facts.accounts.map((account) => [account]) },
          { label: "Since", lines: [[moment(facts.since)]] },
        ],
      },
      { kind: "text", line: [command("/pair"), " lets another account of yours in · ", command("/help")] },
    ],
  };
}

export function peopleCard(people: readonly PersonFacts[]): Reply {
  const active = people.filter((person) => person.isActive).length;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [counted(active, "person is in", "people are in")] },
      {
        kind: "table",
        columns: [
          { title: "Name", align: "left" },
          { title: "Role", align: "left" },
          { title: "Known on", align: "left" },
        ],
        rows: people.map((person): Line[] => [
          [person.name],
          [person.isActive ? person.role : "revoked"],
          [person.accounts.join(" ")],
        ]),
      },
    ],
  };
}

export interface MembershipFacts {
  readonly name: string;
  readonly by: string;
  /** A role, or nobody. */
  readonly before: string;
  readonly after: string;
  /** That was added or taken; null where the person's role has changed. */
  readonly account: string | null;
  readonly isTaken: boolean;
}

export function membershipCard(facts: MembershipFacts): Reply {
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", mark: "attention", line: [changeOf(facts)] },
      { kind: "text", line: [`by ${facts.by}`] },
      ...buttons(button("People", "people")),
    ],
  };
}

function changeOf({ name, before, after, account, isTaken }: MembershipFacts): string {
  if (account !== null && isTaken) return `${account} is no longer ${name}`;
  if (account !== null) return `${account} is ${name} now, with the role ${after}`;
  if (after === "nobody") return `${name} is out; the role was ${before}`;
  return before === "nobody" ? `${name} is in, with the role ${after}` : `${name} is ${after} now, and was ${before}`;
}

/** Before somebody becomes an admin. */
export function adminQuestion(name: string): Line {
  return [`Make ${name} an admin? An admin may do everything here, also put you out.`];
}

export function pairedCard(name: string, role: string): Reply {
  return say("done", [`This account is known: you are ${name}, with the role ${role}. `, command("/help")]);
}
