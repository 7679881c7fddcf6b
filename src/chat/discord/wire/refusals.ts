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
  50_008: "nothing can be written in a channel of this kind",
  50_013: "the bot may not write there: it needs View Channel, Send Messages, Embed Links and Attach Files",
  50_278: "the person takes no messages from the bot",
};

/** What is refused is refused again: only where Discord failed or did not answer may a later try help. */
export function inPortsWords(call: Call): Call {
  return async (request) => {
    try {
      return await call(request);
    } catch (error) {
      throw error instanceof Refused ? (portsError(error) ?? error) : error;
    }
  };
}

function portsError({ code, status, message }: Refused): Error | null {
  if (code === UNKNOWN_MESSAGE) return new MessageGone(message);
  const closed = CLOSED[code];
  if (closed !== undefined) return new ChatClosed(closed);
  if (code === ARCHIVED) return null; // the thread can be opened
  if (status === 403 || status === 404) return new ChatClosed(`Discord refuses the bot there (${code})`);
  return status === 400 || status === 413 ? new Unshowable(message) : null;
}

export function isArchived(error: unknown): boolean {
  return error instanceof Refused && error.code === ARCHIVED;
}
