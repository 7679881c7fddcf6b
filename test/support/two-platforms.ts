/** A real desk with Telegram and Discord on loopback, and what people see on each. */
import { join } from "node:path";

import Database from "better-sqlite3";

import { startDiscordPeer, type DiscordPeer } from "../peers/discord/peer.ts";
import { startTelegramPeer, type TelegramPeer } from "../peers/telegram/peer.ts";
import { bare, seenIn, textsOf } from "./discord-view.ts";
import { DeskProcess, removeDir, temporaryDir } from "./process.ts";
import { until } from "./until.ts";

type Choices = Readonly<Record<string, string>>;
type TelegramSeen = ReturnType<TelegramPeer["messages"]>[number];
type DiscordSeen = ReturnType<DiscordPeer["messages"]>[number];

export const ANN = 1001;
export const BO = 1002;

export class TwoPlatforms {
  readonly telegram: TelegramPeer;
  readonly discord: DiscordPeer;
  readonly dataDir = temporaryDir();
  readonly ann: string;
  readonly bo: string;
  /** Of the server in Discord. */
  readonly channel: string;
  desk: DeskProcess | null = null;

  private constructor(telegram: TelegramPeer, discord: DiscordPeer) {
    this.telegram = telegram;
    this.discord = discord;
    telegram.user(ANN, "Ann");
    telegram.user(BO, "Bo");
    this.ann = discord.user(undefined, "ann");
    this.bo = discord.user(undefined, "bo");
    this.channel = discord.channel(discord.guild());
  }

  static async open(): Promise<TwoPlatforms> {
    return new TwoPlatforms(await startTelegramPeer(), await startDiscordPeer({ limits: "off" }));
  }

  async start(env: Readonly<Record<string, string>> = {}): Promise<DeskProcess> {
    const tokens = {
      ...{ TELEGRAM_BOT_TOKEN: this.telegram.token, TELEGRAM_API_ROOT: this.telegram.url },
      ...{ DISCORD_BOT_TOKEN: this.discord.token, DISCORD_API_URL: this.discord.url },
      OUTCRY_CHAT_PACE: "off",
    };
    this.desk = await DeskProcess.start({ dataDir: this.dataDir, env: { ...tokens, ...env } });
    await until("Discord to know the commands", () => this.discord.commands(null).length > 0);
    return this.desk;
  }

  async close(): Promise<void> {
    if (this.desk?.child.exitCode === null) await this.desk.stop();
    await this.telegram.stop();
    await this.discord.stop();
    removeDir(this.dataDir);
  }

  /** The one that is printed at the start. */
  get code(): string {
    const [, code] = /\/pair (\d{3}-\d{3})/.exec(this.desk?.output ?? "") ?? [];
    if (code === undefined) throw new Error("no code was printed");
    return code;
  }

  /** Writes to the bot and gives the first message that came since. */
  async types(user: number, line: string, chat = user): Promise<TelegramSeen> {
    const before = new Set(this.telegram.messages(chat).map(({ messageId }) => messageId));
    this.telegram.says(user, line, { chat });
    const fresh = (): TelegramSeen | undefined =>
      this.telegram.messages(chat).find((each) => !before.has(each.messageId));
    await until(`an answer to ${line}`, () => fresh() !== undefined);
    return fresh() as TelegramSeen;
  }

  /** Runs a slash command and gives what answers it, once it says something. */
  async runs(user: string, where: string, command: string, options: Choices = {}): Promise<string> {
    const handle = this.discord.runs(user, where, command, options);
    await handle.answered;
    const text = (): string =>
      [handle.reply(), ...handle.followUps].map((each) => (each === null ? "" : said(each))).join("");
    await until(`an answer to /${command}`, () => text() !== "");
    return text();
  }

  /** The message of an order's card. */
  telegramCard(order: number, chat = ANN): TelegramSeen | null {
    return this.telegram.messages(chat).findLast(({ text }) => isCardOf(order).test(text.split("\n")[0] ?? "")) ?? null;
  }

  discordCard(order: number, channel = this.channel): DiscordSeen | null {
    return this.discordCards(order, channel).at(-1) ?? null;
  }

  discordCards(order: number, channel = this.channel): DiscordSeen[] {
    const isOf = ({ embeds }: DiscordSeen): boolean => isCardOf(order).test(titleOf(embeds[0]?.["title"]));
    return this.discord.messages(channel).filter((message) => message.shownTo === null && isOf(message));
  }

  /** Waits until the card of an order says this in both chats. */
  async both(order: number, part: string): Promise<void> {
    await until(`#${order} to say ${part} in Telegram`, () => this.telegramCard(order)?.text.includes(part) === true);
    await until(`#${order} to say ${part} in Discord`, () => {
      const card = this.discordCard(order);
      return card !== null && said(card).includes(bare(part));
    });
  }

  /** Waits until the desk has noted where all is shown: a plug that is pulled before that shows it twice. */
  async noted(): Promise<void> {
    const db = new Database(join(this.dataDir, "outcry.db"), { readonly: true });
    const due = db.prepare("select count(*) as due from deliveries where state = 'due'");
    await until("all to be noted", () => (due.get() as { due: number }).due === 0);
    db.close();
  }

  pressesHere(user: number, order: number, label: string, chat = ANN): void {
    const card = this.telegramCard(order, chat);
    if (card === null) throw new Error(`no card of #${order} in Telegram`);
    this.telegram.presses(user, chat, card.messageId, label);
  }

  pressesThere(user: string, order: number, label: string) {
    const card = this.discordCard(order);
    if (card === null) throw new Error(`no card of #${order} in Discord`);
    return this.discord.presses(user, this.channel, card.id, label);
  }
}

/** The words of a message in Discord, without blanks and the signs that keep it plain. */
export function said({ content, embeds }: Pick<DiscordSeen, "content" | "embeds">): string {
  const texts = (embeds as unknown as Parameters<typeof textsOf>[0][]).flatMap(textsOf);
  return bare(content) + texts.map(seenIn).join("");
}

export function labelsOf({ components }: Pick<DiscordSeen, "components">): string[] {
  return Array.from(JSON.stringify(components).matchAll(/"label":"([^"]*)"/g), ([, label]) => label ?? "");
}

function titleOf(title: unknown): string {
  return typeof title === "string" ? title : "";
}

/** Its number stands at the end of a card's first line. */
function isCardOf(order: number): RegExp {
  return new RegExp(`· #${order}$`);
}
