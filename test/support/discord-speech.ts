/** People before a Discord of their own, and the adapter that meets it there. */
import { offeredArgs } from "../../src/chat/command.ts";
import { createDiscordAdapter } from "../../src/chat/discord/adapter.ts";
import { lineOf } from "../../src/chat/discord/commands/line.ts";
import { wordsByArgument } from "../../src/chat/grammar/read-args.ts";
import { createRegistry } from "../../src/chat/registry.ts";
import { commands } from "../../src/commands/index.ts";
import { Secret } from "../../src/runtime/secret.ts";
import type { Handle } from "../peers/discord/interactions.ts";
import type { How } from "../peers/discord/people.ts";
import type { Seen } from "../peers/discord/messages.ts";
import { partsOf } from "../peers/discord/check-components.ts";
import { textOf } from "../peers/discord/kit.ts";
import { type DiscordPeer, startDiscordPeer } from "../peers/discord/peer.ts";
import { NOW, silentLog } from "./database.ts";
import { textsOf } from "./discord-view.ts";
import { patient, type Said, type Where, type WireSpeech } from "./speech.ts";
import { until } from "./until.ts";

/** A busy machine takes as long as it takes: nothing is answered with a sign that the desk thinks. */
const UNHURRIED = { commandMs: 60_000, pressMs: 60_000 };

const registry = createRegistry(commands);

export const FORGERIES = [
  ...(["a button of another chat", "a button of a shared chat", "a button that never was"] as const),
  ...(["a form of another chat", "a form that never was"] as const),
] as const;
export type Forgery = (typeof FORGERIES)[number];

export class DiscordSpeech implements WireSpeech {
  readonly platform = "discord";
  readonly strangersHear =
    "This desk does not know you. Type /pair with a code of its own: an admin gets one by /pair, and so do you where you are in already. A wrong, used or old code does nothing.";
  readonly sharedRef: string;
  readonly peer: DiscordPeer;
  readonly adapter;
  readonly #channel: string;
  readonly #users = new Map<string, string>();
  readonly #taken = new Set<string>();
  #asked: Handle[] = [];

  private constructor(peer: DiscordPeer) {
    const guild = peer.guild();
    this.peer = peer;
    this.#channel = peer.channel(guild);
    this.sharedRef = `${guild}/${this.#channel}`;
    const adapter = createDiscordAdapter({
      ...{ token: new Secret(peer.token), apiUrl: peer.url, guildId: null, commands: { all: commands } },
      ...{ clock: { now: () => NOW }, log: silentLog, waits: UNHURRIED },
      complete: async () => [],
      known: async () => null,
      remember: async () => undefined,
      draw: () => Promise.reject(new Error("nobody looks at the pictures here")),
    });
    this.adapter = patient({
      ...adapter,
      start: (receive, news) =>
        adapter.start(async (update) => {
          const received = await receive(update);
          if (received === "taken") this.#taken.add(update.updateId.replace(/\/.*/, ""));
          return received;
        }, news),
    });
  }

  static async open(): Promise<DiscordSpeech> {
    return new DiscordSpeech(await startDiscordPeer({ limits: "off", answerWithinMs: UNHURRIED.commandMs }));
  }

  userRef(name: string): string {
    const id = this.#users.get(name) ?? this.peer.user(undefined, name);
    this.#users.set(name, id);
    return id;
  }

  chatRef(name: string): string {
    return this.userRef(name);
  }

  async ready(): Promise<void> {
    await until("Discord to know the commands", () => this.peer.commands(null).length > 0);
  }

  typed(line: string): string {
    return lineOf(registry.read(line).command, new Map(Object.entries(optionsOf(line))));
  }

  types(name: string, line: string, how: How = {}): Said {
    const { command } = registry.read(line);
    const options = optionsOf(line);
    return this.#answerTo(this.peer.runs(this.userRef(name), "dm", command.name.toLowerCase(), options, how));
  }

  presses(name: string, label: string, where: Where): Said {
    const { messageId } = this.#button(name, label, where);
    return this.#answerTo(this.peer.presses(this.userRef(name), this.#placeOf(where), messageId, label));
  }

  /** A command that the gateway brings when Discord takes no answer to it any more. */
  typesLongAgo(name: string, line: string): Said {
    const room = this.peer.dm(this.userRef(name));
    const before = this.peer.messages(room).length;
    this.types(name, line, { at: NOW - LATE_MS });
    return () => this.peer.messages(room).slice(before).map(wordsOf).join("\n");
  }

  /** As the admin, with a client that was tampered with. */
  forges(forgery: Forgery, label: string, line: string): Said {
    const user = this.userRef("admin");
    const [own, shared] = [this.#button("admin", label, "own"), this.#button("admin", label, "shared")];
    const press = (id: string, where: Where, { messageId }: { messageId: string }): Handle =>
      this.peer.presses(user, this.#placeOf(where), messageId, id, { isForced: true });
    const submit = (id: string, where: Where): Handle =>
      this.peer.submits(user, `form:${id}`, { text: "" }, { forgedIn: this.#placeOf(where) });
    const ways: Readonly<Record<Forgery, () => Handle>> = {
      "a button of another chat": () => press(own.token, "shared", shared),
      "a button of a shared chat": () => press(shared.token, "own", own),
      "a button that never was": () => press(line, "own", own),
      "a form of another chat": () => submit(own.token, "shared"),
      "a form that never was": () => submit(line, "own"),
    };
    return this.#answerTo(ways[forgery]());
  }

  async heard(): Promise<void> {
    const isTaken = ({ id, first }: Handle): boolean => first !== null || this.#taken.has(id);
    await until("all that was asked to be taken in", () => this.#asked.every(isTaken));
    this.#asked = [];
  }

  async close(): Promise<void> {
    await this.peer.stop();
  }

  #placeOf(where: Where): string {
    return where === "own" ? "dm" : this.#channel;
  }

  #button(name: string, label: string, where: Where): { readonly messageId: string; readonly token: string } {
    const channel = where === "own" ? this.peer.dm(this.userRef(name)) : this.#channel;
    for (const { id, components } of this.peer.messages(channel)) {
      const found = partsOf(components).find((part) => part["label"] === label);
      if (found !== undefined) return { messageId: id, token: textOf(found["custom_id"]) };
    }
    throw new Error(`no button ${label} in ${channel}`);
  }

  #answerTo(handle: Handle): Said {
    this.#asked.push(handle);
    return () => {
      const reply = handle.reply();
      return [...(reply === null ? [] : [reply]), ...handle.followUps].map(wordsOf).join("\n");
    };
  }
}

const LATE_MS = 4_000;

function optionsOf(line: string): Readonly<Record<string, string>> {
  const { command, sentence } = registry.read(line);
  const words = wordsByArgument(command, sentence);
  return Object.fromEntries(
    offeredArgs(command.args).flatMap(([name]) => {
      const word = words.get(name);
      return word === undefined ? [] : [[name.toLowerCase(), word.text]];
    }),
  );
}

function wordsOf({ content, embeds }: Seen): string {
  return [content, ...embeds.flatMap((embed) => textsOf(embed))].filter((text) => text !== "").join("\n");
}
