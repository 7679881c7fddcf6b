/** /start: who you are here, what this desk is, and the next thing to do. */
import type { Block, Button, Reply } from "../domain/reply.ts";
import { command } from "./values.ts";
import { type Account, button, buttons, venue } from "./words.ts";

export interface StartFacts {
  readonly name: string;
  readonly role: string;
  /** Those that are traded on. */
  readonly accounts: readonly Account[];
  /** That wait for a yes and that this person may decide, oldest first. */
  readonly waiting: readonly number[];
  /** Alerts come to this chat. */
  readonly isTold: boolean;
  /** Something is halted, and this person may resume. */
  readonly mayResume: boolean;
}

export function startCard(facts: StartFacts): Reply {
  const { name, role, accounts } = facts;
  return {
    outcome: "done",
    blocks: [
      { kind: "headline", line: [`Hello ${name}`] },
      { kind: "text", line: [`Outcry is a trading desk in chat. ${moneyWords(accounts)}`] },
      { kind: "text", line: [`Your role is ${role}: `, command("/help"), " shows what you can type."] },
      ...untold(facts),
      ...buttons(...mostUseful(facts)),
    ],
  };
}

function moneyWords(accounts: readonly Account[]): string {
  const live = accounts.filter(({ mode }) => mode === "live");
  if (live.length === 0) return `It trades on paper (${accounts.map(venue).join(", ")}): no real money.`;
  return `It trades real money: ${live.map(venue).join(", ")}.`;
}

function untold({ isTold }: StartFacts): Block[] {
  return isTold
    ? []
    : [{ kind: "text", line: ["Alerts do not come to this chat: ", command("/notify on"), " lets them."] }];
}

const MOST = 3;

/** What waits for this person comes first. */
function mostUseful({ waiting, mayResume }: StartFacts): readonly Button[] {
  const [first, ...others] = waiting;
  const all = [
    ...(first === undefined ? [] : [others.length === 0 ? button(`Show #${first}`, `order ${first}`) : PROPOSALS]),
    ...(mayResume ? [button("Resume", "resume")] : []),
    button("Status", "status"),
    button("Positions", "positions"),
    button("Help", "help"),
  ];
  return all.slice(0, MOST);
}

const PROPOSALS = button("Proposals", "proposals");
