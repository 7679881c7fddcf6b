/** What a component carries: a button's token, or the token and the label of the form that it opens first. */
import { shortened } from "./pieces.ts";

const LONGEST_ID = 100;
const ASKS = "ask:";
const FORM = "form:";

/** Of a button that opens a form. */
export function formId(token: string, label: string): string {
  return shortened(`${ASKS}${token}:${label}`, LONGEST_ID);
}

/** Null for a button that is pressed as it is. */
export function formOf(id: string): { readonly token: string; readonly label: string } | null {
  if (!id.startsWith(ASKS)) return null;
  const [token = "", ...label] = id.slice(ASKS.length).split(":");
  return { token, label: label.join(":") };
}

/** Of the form itself. */
export function submitId(token: string): string {
  return `${FORM}${token}`;
}

/** The token of a form that was filled in; null for another one. */
export function submitted(id: string): string | null {
  return id.startsWith(FORM) ? id.slice(FORM.length) : null;
}
