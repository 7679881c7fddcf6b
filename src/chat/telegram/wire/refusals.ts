/** Telegram's refusals in the port's words. Their texts are those of tdlib/telegram-bot-api and tdlib/td. */
import { ChatClosed, ChatMoved, MessageGone, SlowDown, Unshowable } from "../../adapter.ts";
import { CallFailed, type Outcome } from "./call-failed.ts";
import { generalOf } from "./target.ts";

type Refused = Extract<Outcome, { kind: "refused" }>;

/** No answer came: the message may have been shown, or not. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}

type Doing = "sending" | "editing";

/** What the port says where a message was not shown or changed. An edit may be repeated, so that its silence is no doubt. */
export function inPortsWords(error: unknown, chatRef: string, doing: Doing): unknown {
  if (!(error instanceof CallFailed)) return error;
  const { outcome } = error;
  if (outcome.kind !== "refused") {
    const isUnsure = outcome.kind === "unanswered" && doing === "sending";
    return isUnsure ? new Unanswered(error.message) : error;
  }
  return refusalOf(outcome, error, chatRef, doing);
}

function refusalOf(outcome: Refused, error: CallFailed, chatRef: string, doing: Doing): Error {
  if (outcome.retryAfterMs !== null) return new SlowDown(outcome.retryAfterMs);
  if (outcome.migratedTo !== null) return new ChatMoved(outcome.migratedTo, "the group became a supergroup");
  // Words may still be sent there.
  if (NO_PICTURES.test(outcome.description)) return new Unshowable(error.message);
  const closed = closedWords(outcome);
  if (closed !== null) return new ChatClosed(closed);
  if (outcome.code !== 400 && outcome.code !== 413) return error;
  const topic = TOPICS.find(({ says }) => says.test(outcome.description));
  if (topic !== undefined) return leftTopic(chatRef, topic.words);
  if (doing === "editing" && GONE.test(outcome.description)) return new MessageGone(error.message);
  return new Unshowable(error.message);
}

/** General cannot be left. */
function leftTopic(chatRef: string, words: string): Error {
  const general = generalOf(chatRef);
  return general === chatRef ? new ChatClosed(words) : new ChatMoved(general, words);
}

export function isUnmodified(error: unknown): boolean {
  return (
    error instanceof CallFailed &&
    error.outcome.kind === "refused" &&
    /message is not modified/i.test(error.outcome.description)
  );
}

const GONE = /message to edit not found|message can't be edited|MESSAGE_ID_INVALID|message not found/i;

const NO_PICTURES = /not enough rights to send (?:photos|media|documents)|CHAT_SEND_(?:PHOTOS|MEDIA)_FORBIDDEN/i;

const TOPICS = [
  { says: /message thread not found|TOPIC_DELETED|TOPIC_ID_INVALID/i, words: "the topic was deleted" },
  { says: /TOPIC_CLOSED/i, words: "the topic was closed" },
] as const;

/** The first that fits; a 403 of any other text has the last. */
const CLOSED = [
  { says: /blocked by the user/i, words: "the bot was blocked" },
  { says: /bot was kicked|bot is not a member/i, words: "the bot was removed from the group" },
  { says: /user is deactivated/i, words: "the account was deleted" },
  { says: /can't initiate conversation/i, words: "the person has not started the bot" },
  { says: /group chat was deleted|group chat was deactivated/i, words: "the group was deleted" },
  { says: /chat not found|PEER_ID_INVALID/i, words: "Telegram does not know the chat" },
  {
    says: /not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|need administrator rights/i,
    words: "the bot may not write there",
  },
] as const;

function closedWords({ code, description }: Refused): string | null {
  if (code !== 400 && code !== 403) return null;
  const found = CLOSED.find(({ says }) => says.test(description));
  return found?.words ?? (code === 403 ? "the bot may not write there" : null);
}
