/** answerCallbackQuery: once, and within a short time. */
import { isOn, text, type Call } from "../call.ts";
import { badRequest } from "../errors.ts";
import type { World } from "../world.ts";

const LONGEST = 200;
/** The platform names no figure; about this long a press is answerable there. */
const ANSWERABLE_FOR_MS = 15_000;

export function answerCallbackQuery(world: World, call: Call): true {
  const said = text(call, "text");
  if (said.length > LONGEST) throw badRequest("MESSAGE_TOO_LONG");
  const query = world.queries.get(text(call, "callback_query_id"));
  if (query?.isOpen !== true || world.now() - query.at > ANSWERABLE_FOR_MS) {
    throw badRequest("query is too old and response timeout expired or query ID is invalid");
  }
  query.isOpen = false;
  world.answers.push({ queryId: query.id, text: said, isAlert: isOn(call, "show_alert") });
  return true;
}
