/** What a component carries: a button's token, or the token and the label of the form that it opens first. */
import { plain } from "../../../domain/format.ts";
import type { ShownButton } from "../../../domain/reply.ts";
import { shortened } from "./pieces.ts";

const LONGEST_ID = 100;
const MAY_FILL = "ask:";
const MUST_FILL = "need:";
const SUBMIT = "form:";

export function idOf({ token, asks }: ShownButton): string {
  if (asks === undefined) return token;
  return shortened(`${asks.isNeeded ? MUST_FILL : MAY_FILL}${token}:${plain(asks.label)}`, LONGEST_ID);
}

export interface Form {
  readonly token: string;
  readonly label: string;
  readonly isNeeded: boolean;
}

/** Null for a button that is pressed as it is. */
export function formOf(id: string): Form | null {
  const prefix = [MAY_FILL, MUST_FILL].find((each) => id.startsWith(each));
  if (prefix === undefined) return null;
  const [token = "", ...label] = id.slice(prefix.length).split(":");
  return { token, label: label.join(":"), isNeeded: prefix === MUST_FILL };
}

/** Of the form itself. */
export function submitId(token: string): string {
  return `${SUBMIT}${token}`;
}

/** The token of a form that was filled in; null for another one. */
export function submitted(id: string): string | null {
  return id.startsWith(SUBMIT) ? id.slice(SUBMIT.length) : null;
}
