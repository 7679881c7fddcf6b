/** A desk with people, a few commands and a chat that can be made to fail: what the tests of chat/ need. */
import type { Platform } from "../../src/domain/platform.ts";
import {
  type ChatAdapter,
  type Incoming,
  MessageGone,
  type News,
  type Outgoing,
  type Receive,
  type Trails,
} from "../../src/chat/adapter.ts";
import { type Chats, type ChatsOptions, createChats } from "../../src/chat/chats.ts";
import { command, optional, required, rest, type Role } from "../../src/chat/command.ts";
import { choice, orderArg, textArg } from "../../src/chat/grammar/arguments.ts";
import { act } from "../../src/chat/inbox.ts";
import { post } from "../../src/chat/outbox.ts";
import { addPerson, personByToken } from "../../src/chat/people.ts";
import { createOutages } from "../../src/chat/outages.ts";
import { createRegistry, type Registry } from "../../src/chat/registry.ts";
import { renderText } from "../../src/chat/text/text.ts";
import type { Desk } from "../../src/db/desk.ts";
import { transact } from "../../src/db/transact.ts";
import { Refusal } from "../../src/domain/errors.ts";
import type { Block, Button, Outcome, Reply } from "../../src/domain/reply.ts";
import { Chat } from "../../src/models/chat.ts";
import { Identity } from "../../src/models/identity.ts";
import type { Person } from "../../src/models/person.ts";
import { NOW, type TestDesk } from "./database.ts";

export function say(line: string, outcome: Outcome = "done", ...buttons: readonly Button[]): Reply {
  const blocks: Block[] = [{ kind: "headline", line: [line] }];
  return { outcome, blocks: buttons.length === 0 ? blocks : [...blocks, { kind: "buttons", buttons }] };
}

export const aPost = { type: "INFO", source: "orders", severity: 3, about: null, at: NOW } as const;

/** Of a platform that has no key against repetition. */
export function trailsOf(before: (chatRef: string, earlier: string | null) => string | null = () => null): Trails {
  return {
    at: (chatRef) => `at ${chatRef}`,
    recall() {},
    before: (chatRef, earlier) => Promise.resolve(before(chatRef, earlier)),
  };
}

interface Place {
  readonly platform: Platform;
  readonly userRef: string;
  readonly chatRef: string;
}

/** A person who is let in, with a chat of their own: on the wire chat as `user-NAME` where no place is given. */
export async function letIn(
  desk: Desk,
  name: string,
  role: Role,
  { platform, userRef, chatRef }: Place = {
    platform: "telegram",
    userRef: `user-${name}`,
    chatRef: `chat-${name}`,
  },
): Promise<{ person: Person; token: string; chat: Chat }> {
  const token = await transact(desk, (tx) => addPerson(tx, { name, role, zone: "UTC", at: NOW }));
  const person = await personByToken(desk.db.reader, token);
  if (person === null) throw new Error("the token opens nothing");
  const chat = await transact(desk, async (tx) => {
    await Identity.query(tx).insert({ personId: person.id, platform, userRef });
    return Chat.query(tx).insertAndFetch({ platform, chatRef, zone: "UTC", createdAt: NOW });
  });
  return { person, token, chat };
}

/** What the commands below did, and what they wait for. */
export class Doings {
  readonly done: string[] = [];
  readonly gates = new Map<string, Promise<void>>();
}

const base = { family: "trade", help: "", stale: "refuse" } as const;

export function someCommands(doings: Doings) {
  return createRegistry<Desk>([
    command({
      ...base,
      name: "status",
      kind: "reads",
      role: "viewer",
      stale: "run",
      examples: ["/status"],
      args: {},
      run: async (_desk: Desk) => ({ reply: say("All is well.") }),
    }),
    command({
      ...base,
      name: "note",
      kind: "acts",
      role: "trader",
      examples: ["/note hello"],
      args: { text: rest(textArg, "") },
      run: (desk: Desk, call, { text = "" }) =>
        act(desk, call, async () => {
          doings.done.push(text);
          if (text === "no") throw new Refusal("rule", "Refused: no is no.");
          if (text === "boom") throw new Error("boom");
          return { reply: say(`Noted ${text}.`) };
        }),
    }),
    command({
      ...base,
      name: "card",
      kind: "acts",
      role: "trader",
      examples: ["/card 42"],
      args: { order: optional(orderArg, "") },
      run: (desk: Desk, call, { order }) =>
        act(desk, call, async (tx) => {
          const reply = say("A card.", "asks", { label: "Yes", run: "/note yes" }, { label: "Later", run: "/later" });
          const binds = order === undefined ? {} : { binds: { order, version: 1 }, until: NOW + 300_000 };
          return { card: await post(tx, { ...aPost, reply: { ...reply, ...binds } }, call) };
        }),
    }),
    command({
      ...base,
      name: "open",
      kind: "acts",
      role: "trader",
      examples: ["/open"],
      args: {},
      run: (desk: Desk, call) =>
        act(desk, call, async (tx) => ({
          card: await post(tx, { ...aPost, reply: say("On its way.", "open") }, call),
        })),
    }),
    command({
      ...base,
      name: "late",
      kind: "acts",
      role: "trader",
      examples: ["/late"],
      args: {},
      async run(desk: Desk, call) {
        await act(desk, call, async () => ({ reply: say("Done.") }));
        throw new Error("after the commit");
      },
    }),
    command({
      ...base,
      name: "slow",
      kind: "reads",
      role: "viewer",
      examples: ["/slow a"],
      args: { gate: required(choice("a", "b"), "") },
      async run(_desk: Desk, call, { gate }) {
        await doings.gates.get(gate);
        doings.done.push(`${call.person.name} ${gate}`);
        return { reply: say(`Slow ${gate}.`) };
      },
    }),
    command({
      ...base,
      name: "press",
      kind: "reads",
      role: "viewer",
      examples: ["/press"],
      args: {},
      run: async (_desk: Desk, { pressed }) => ({
        reply: say(pressed === null ? "typed" : `pressed ${pressed.order} v${pressed.version}`),
      }),
    }),
  ]);
}

/** A platform on the wire: what it shows, and what is wrong with it. */
export class WireChat implements ChatAdapter {
  readonly platform = "telegram";
  /** By message: its texts, the newest last. */
  readonly messages = new Map<string, string[]>();
  readonly log: { readonly chatRef: string; readonly ref: string; readonly message: Outgoing }[] = [];
  /** By chat: thrown at each try. */
  readonly broken = new Map<string, Error>();
  /** By chat: how long it takes. */
  readonly waits = new Map<string, Promise<void>>();
  /** The chats that something was to be sent to, whether it arrived or not. */
  readonly asked = new Set<string>();
  /** The messages of people that were taken away. */
  readonly removed: string[] = [];
  hasForms = false;
  receive: Receive = async () => "taken";
  news: News | null = null;
  #updates = 0;
  #sent = 0;

  async start(receive: Receive, news: News): Promise<void> {
    this.receive = receive;
    this.news = news;
  }

  async stop(): Promise<void> {
    this.receive = async () => "taken";
  }

  async send(chatRef: string, message: Outgoing): Promise<string> {
    await this.#fault(chatRef);
    const ref = `m${++this.#sent}`;
    this.messages.set(ref, []);
    this.#note(chatRef, ref, message);
    return ref;
  }

  async edit(chatRef: string, ref: string, message: Outgoing): Promise<string> {
    await this.#fault(chatRef);
    if (!this.messages.has(ref)) throw new MessageGone();
    this.#note(chatRef, ref, message);
    return ref;
  }

  async remove(_chatRef: string, message: string): Promise<boolean> {
    this.removed.push(message);
    return true;
  }

  /** As a person writes. The same update id is the same message. */
  async says(
    name: string,
    content: Incoming["content"] | string,
    updateId = `u${++this.#updates}`,
    sentAt: number | null = null,
  ) {
    const message = `of ${updateId}`;
    const update = { updateId, chatRef: `chat-${name}`, userRef: `user-${name}`, sentAt, message };
    await this.receive({ ...update, content: typeof content === "string" ? { line: content } : content });
    return updateId;
  }

  texts(chatRef: string): string[] {
    return this.log.filter((each) => each.chatRef === chatRef).map((each) => this.textOf(each.message));
  }

  /** The token of a button in the newest message of a chat. */
  token(chatRef: string, label: string): string {
    const { message } = this.log.findLast((each) => each.chatRef === chatRef) ?? {};
    const buttons = (message?.reply.blocks ?? []).flatMap((block) => (block.kind === "buttons" ? block.buttons : []));
    const found = buttons.find((button) => button.label === label);
    if (found === undefined) throw new Error(`no button ${label} in ${chatRef}`);
    return found.token;
  }

  textOf({ reply }: Outgoing): string {
    return renderText(reply, { zone: "UTC", now: NOW });
  }

  async #fault(chatRef: string): Promise<void> {
    this.asked.add(chatRef);
    await this.waits.get(chatRef);
    const error = this.broken.get(chatRef);
    if (error !== undefined) throw error;
  }

  #note(chatRef: string, ref: string, message: Outgoing): void {
    this.messages.get(ref)?.push(this.textOf(message));
    this.log.push({ chatRef, ref, message });
  }
}

/** What the chats of a desk are made with. */
export function chatsWith<D extends Desk>(
  desk: Desk,
  commands: Registry<D>,
  adapters: readonly ChatAdapter[],
): ChatsOptions<D> {
  return { commands, adapters, outages: createOutages(desk, ["telegram", "discord"]), zone: "UTC" };
}

export interface House {
  readonly desk: TestDesk;
  readonly chats: Chats;
  readonly wire: WireChat;
  readonly doings: Doings;
}

/** Started; Ann is a trader, Bo a viewer, each with a chat. */
export async function house(desk: TestDesk): Promise<House & { readonly ann: Person; readonly bo: Person }> {
  const { person: ann } = await letIn(desk, "Ann", "trader");
  const { person: bo } = await letIn(desk, "Bo", "viewer");
  return { ...(await restart(desk)), ann, bo };
}

/** The chats as a new process finds them. */
export async function restart(desk: TestDesk, wire = new WireChat()): Promise<House> {
  const doings = new Doings();
  const chats = createChats(desk, chatsWith(desk, someCommands(doings), [wire]));
  await chats.start();
  return { desk, chats, wire, doings };
}
