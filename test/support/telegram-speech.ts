/** People before a Telegram of their own, and the adapter that meets it there. */
import { createTelegramAdapter } from "../../src/chat/telegram/adapter.ts";
import { Secret } from "../../src/runtime/secret.ts";
import { startTelegramPeer, type TelegramPeer } from "../peers/telegram/peer.ts";
import { NOW, silentLog } from "./database.ts";
import { type Noted, noting, type Said, type Where, type WireSpeech } from "./speech.ts";
import { until } from "./until.ts";

const FIRST_USER = 1001;
const GROUP = -1_002_470_010_020;
const CHANNEL = -1_002_470_010_021;

/** Of lines that never execute. */
export const HINTS = [
  ...(["forwarded", "forwarded to a group", "edited", "edited in a group", "via a bot"] as const),
  ...(["via a bot in a group", "a channel post", "an anonymous admin", "for another bot"] as const),
  "without a slash in a group",
] as const;
export type Hint = (typeof HINTS)[number];

export class TelegramSpeech implements WireSpeech {
  readonly platform = "telegram";
  readonly strangersHear = "";
  readonly sharedRef = String(GROUP);
  readonly peer: TelegramPeer;
  readonly adapter;
  readonly #shown: Noted[] = [];
  readonly #users = new Map<string, number>();
  /** By chat, a message of the admin's that can be changed. */
  readonly #drafts = new Map<number, number>();

  private constructor(peer: TelegramPeer) {
    this.peer = peer;
    const clock = { now: () => NOW };
    const adapter = createTelegramAdapter({
      ...{ token: new Secret(peer.token), apiRoot: peer.url, webhook: null, pace: "off", commandLists: null },
      ...{ clock, log: silentLog },
      draw: () => Promise.reject(new Error("nobody looks at the pictures here")),
    });
    this.adapter = noting(adapter, this.#shown);
  }

  static async open(): Promise<TelegramSpeech> {
    const peer = await startTelegramPeer({ now: () => NOW });
    // The bot sees what is not meant for it, too.
    peer.group(GROUP, { isBotAdmin: true });
    return new TelegramSpeech(peer);
  }

  userRef(name: string): string {
    return String(this.#user(name));
  }

  chatRef(name: string): string {
    return this.userRef(name);
  }

  async ready(): Promise<void> {
    await until("the bot to listen", () => this.peer.count("getUpdates") > 0);
    const admin = this.#user("admin");
    for (const chat of [admin, GROUP]) this.#drafts.set(chat, this.peer.says(admin, "/whoami", { chat }).messageId);
  }

  typed(line: string): string {
    return line;
  }

  types(name: string, line: string): Said {
    return this.#answerTo(this.peer.says(this.#user(name), line).updateId);
  }

  presses(name: string, label: string, where: Where): Said {
    const user = this.#user(name);
    const chat = where === "own" ? user : GROUP;
    const card = this.peer.messages(chat).find(({ buttons }) => buttons.flat().some(({ text }) => text === label));
    if (card === undefined) throw new Error(`no button ${label} in ${chat}`);
    return this.#answerTo(this.peer.presses(user, chat, card.messageId, label).updateId);
  }

  /** The line of the admin, as nobody plainly types it for this desk. */
  hints(hint: Hint, line: string): void {
    const [user, group] = [this.#user("admin"), { chat: GROUP }];
    const { peer } = this;
    const ways: Readonly<Record<Hint, () => unknown>> = {
      forwarded: () => peer.forwards(user, line),
      "forwarded to a group": () => peer.forwards(user, line, group),
      edited: () => peer.edits(user, user, this.#draftIn(user), line),
      "edited in a group": () => peer.edits(user, GROUP, this.#draftIn(GROUP), line),
      "via a bot": () => peer.viaBot(user, line),
      "via a bot in a group": () => peer.viaBot(user, line, group),
      "a channel post": () => peer.channelPost(CHANNEL, line),
      "an anonymous admin": () => peer.anonymousAdmin(GROUP, line),
      "for another bot": () => peer.says(user, line.replace(/^\/\w+/, "$&@other_bot"), group),
      "without a slash in a group": () => peer.says(user, line.slice(1), group),
    };
    ways[hint]();
  }

  async heard(): Promise<void> {
    await until("all updates to be confirmed", () => this.peer.pending.length === 0);
  }

  /** How many messages the bot has sent or changed. */
  get told(): number {
    return this.#shown.length;
  }

  async close(): Promise<void> {
    await this.peer.stop();
  }

  #user(name: string): number {
    const known = this.#users.get(name);
    if (known !== undefined) return known;
    const id = FIRST_USER + this.#users.size;
    this.peer.user(id, name);
    this.#users.set(name, id);
    return id;
  }

  #draftIn(chat: number): number {
    const draft = this.#drafts.get(chat);
    if (draft === undefined) throw new Error(`nothing was written in ${chat} before`);
    return draft;
  }

  #answerTo(updateId: number | null): Said {
    const inReplyTo = `${this.peer.token.split(":")[0]}:${updateId}`;
    return () =>
      this.#shown
        .filter((each) => each.inReplyTo === inReplyTo)
        .flatMap(({ chatRef, ref }) => this.#texts(Number(chatRef), ref))
        .join("\n");
  }

  #texts(chat: number, ref: string): readonly string[] {
    const ids = new Set(ref.split(",").map((each) => Number(each.slice(1))));
    return this.peer.messages(chat).flatMap(({ messageId, text }) => (ids.has(messageId) ? [text] : []));
  }
}
