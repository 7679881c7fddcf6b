/** A missing argument is a question with a button for each word that could stand there. */
import type { Block, Button, Line, Reply } from "../domain/reply.ts";
import { type Page, pageButtons, span } from "./pages.ts";
import { command } from "./values.ts";
import { button, buttons, capital } from "./words.ts";

export interface MenuFacts {
  /** What stands there so far, without the slash: `buy BTC/USDT`. */
  readonly begun: string;
  /** `how much?` */
  readonly question: string;
  /** Each runs the line with its word; null where anything may be typed, and only the person knows it. */
  readonly choices: { readonly buttons: readonly Button[]; readonly page: Page; readonly line: string } | null;
  /** Something else may be typed: a chat with forms asks for it. */
  readonly isFree: boolean;
  readonly usage: string;
  readonly example: string;
}

export function menuReply(facts: MenuFacts): Reply {
  const { begun, question, choices, usage, example } = facts;
  const asked = `${capital(begun)}: `;
  const typed = (how: string): Block => ({ kind: "text", line: typing(how, usage, example) });
  if (choices === null)
    return {
      outcome: "asks",
      blocks: [{ kind: "headline", line: [asked + question] }, typed("Type it: "), ...buttons(...other(facts))],
    };
  const { page } = choices;
  if (page.total === 0) {
    const line = [`${asked}there is nothing to choose from now.`];
    return { outcome: "refused", blocks: [{ kind: "headline", mark: "refused", line }, typed("Usage: ")] };
  }
  return {
    outcome: "asks",
    blocks: [
      { kind: "headline", line: [asked + question + span(page)] },
      typed("Or type it: "),
      ...buttons(...choices.buttons, ...other(facts), ...pageButtons(page, choices.line)),
    ],
  };
}

function other({ begun, question, choices, isFree }: MenuFacts): Button[] {
  if (!isFree) return [];
  const label = choices === null ? "Write it …" : "Other …";
  return [{ ...button(label, begun), asks: { label: capital(question), isNeeded: true } }];
}

function typing(how: string, usage: string, example: string): Line {
  return [how, command(usage), ", for example ", command(example)];
}
