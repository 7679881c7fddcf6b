/** What Discord refuses, in the port's words. https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
import { ChatClosed, MessageGone, Unshowable } from "../../adapter.ts";
import { type Call, Refused } from "./rest.ts";

const UNKNOWN_MESSAGE = 10_008;
const ARCHIVED = 50_083;

const CLOSED: Readonly<Record<number, string>> = {
  10_003: "the channel was deleted",
  10_004: "the bot was put out of the server",
  10_013: "this person is not on Discord any more",
  50_001: "the bot may not see the channel",
  50_007: "the person takes no messages from the bot",
  50_013: "the bot may not write there: it needs View Channel, Send Messages, Embed Links and Attach Files",
  50_278: "the person takes no messages from the bot",
};

const UNSHOWABLE: ReadonlySet<number> = new Set([40_005, 50_006, 50_035, 50_109]);

/** A refusal that is none of the port's stays as it is: a later try may help. */
export function inPortsWords(call: Call): Call {
  return async (request) => {
    try {
      return await call(request);
    } catch (error) {
      throw error instanceof Refused ? (portsError(error) ?? error) : error;
    }
  };
}

function portsError({ code, message }: Refused): Error | null {
  if (code === UNKNOWN_MESSAGE) return new MessageGone(message);
  const closed = CLOSED[code];
  if (closed !== undefined) return new ChatClosed(closed);
  return UNSHOWABLE.has(code) ? new Unshowable(message) : null;
}

export function isArchived(error: unknown): boolean {
  return error instanceof Refused && error.code === ARCHIVED;
}
