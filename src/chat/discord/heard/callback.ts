/** The first answer to an interaction: Discord takes one. */
import type { Request } from "../wire/rest.ts";
import type { Origin } from "./origin.ts";

/** defer: shows that the bot thinks · hold: taken, and nothing changes · update: of the message whose button was pressed */
export const CALLBACK = { reply: 4, defer: 5, hold: 6, update: 7, choices: 8, form: 9 } as const;

type Callback = (typeof CALLBACK)[keyof typeof CALLBACK];

/** `data`: null for what needs none. */
export function callbackTo({ id, token }: Origin, type: Callback, data: object | null): Omit<Request, "isRepeatable"> {
  return {
    ...{ what: "answering", method: "POST", route: `/interactions/${id}/${token}/callback` },
    body: { type, ...(data === null ? {} : { data }) },
    isTokenless: true,
  };
}
