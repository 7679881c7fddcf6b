/** Takes messages to their commands, in each chat in the order of their coming, and the answers back. */
import { randomBytes } from "node:crypto";

import { refusalReply } from "../cards/refusal.ts";
import type { Desk } from "../db/desk.ts";
import { LeaseLost, Refusal } from "../domain/errors.ts";
import type { ChatId } from "../domain/ids.ts";
import type { Reply } from "../domain/reply.ts";
import type { Platform, Receive } from "./adapter.ts";
import { pressed, type Press } from "./buttons.ts";
import { type Answer, type Call, type Command, mayAct } from "./command.ts";
import type { Deliver } from "./deliver.ts";
import { act, finish, refuse, wasClaimed } from "./inbox.ts";
import type { Marks } from "./marks.ts";
import { createReceiver, type Message, unclaimed } from "./receive.ts";
import type { Registry } from "./registry.ts";
import { type Damage, incidentReply, menuReply } from "./replies.ts";
import { MissingArgument, readArgs, type Sentence } from "./sentence.ts";

export interface RouterOptions<D extends Desk> {
  readonly desk: D;
  readonly commands: Registry<D>;
  readonly deliver: Deliver;
  readonly marks: Marks;
}

export interface Router {
  /** What an adapter of this platform hands its updates to. */
  receive(platform: Platform): Receive;
  /** Runs what an earlier process stored and did not get to; the 60 s rule decides what is too old. */
  recover(): Promise<void>;
  /** Resolves when no message is being worked on. */
  idle(): Promise<void>;
}

/** The 60 s rule. */
const STALE_MS = 60_000;
const MOST_WAITING = 1_000;

export function createRouter<D extends Desk>({ desk, commands, deliver, marks }: RouterOptions<D>): Router {
  const receiver = createReceiver(desk);
  const queues = new Map<ChatId, { last: Promise<void>; waiting: number }>();

  const enqueue = (message: Message): void => {
    const queue = queues.get(message.chat.id) ?? { last: Promise.resolve(), waiting: 0 };
    queues.set(message.chat.id, queue);
    const isFull = queue.waiting >= MOST_WAITING;
    queue.waiting += 1;
    queue.last = queue.last.then(() => handle(message, isFull)).finally(() => (queue.waiting -= 1));
  };

  /** Never rejects. */
  const handle = async (message: Message, isTooMuch: boolean): Promise<void> => {
    try {
      const answer = isTooMuch ? tooMuch() : await answerTo(message);
      await giveBack(message, answer);
    } catch (error) {
      desk.log.error({ error, inbox: message.id }, "a message could not be answered");
    }
  };

  const answerTo = async (message: Message): Promise<Answer> => {
    try {
      return await run(message);
    } catch (error) {
      if (error instanceof Refusal) return { reply: refusalReply(error) };
      if (error instanceof LeaseLost) throw error;
      return { reply: await incident(message, error) };
    }
  };

  const run = async (message: Message): Promise<Answer> => {
    const press = await lineOf(message);
    const { command, sentence } = commands.read(press.line);
    const call = callOf(message, press, desk.clock.now());
    try {
      checkRole(command, call);
      checkAge(command, call);
      const answer = await command.run(desk, call, readArgs(command, sentence));
      return command.kind === "reads" ? await settled(call, answer) : answer;
    } catch (error) {
      if (error instanceof MissingArgument) return { reply: await menu(command, sentence, error) };
      if (error instanceof Refusal && isForTheAudit(command, error)) return refuse(desk, call, error);
      throw error;
    }
  };

  const lineOf = async ({ content, chat }: Message): Promise<Press> =>
    "press" in content ? pressed(desk, content.press, chat.id) : { line: content.line, pressed: null };

  /** A card that a reading command answers with becomes this chat's: that is a write. */
  const settled = async (call: Call, answer: Answer): Promise<Answer> =>
    "card" in answer ? act(desk, call, async () => answer) : answer;

  const menu = async (command: Command<D>, { line }: Sentence, missing: MissingArgument): Promise<Reply> => {
    const words = (await command.args[missing.argument]?.type.complete?.(desk, "")) ?? [];
    return words.length === 0 ? refusalReply(missing) : menuReply(missing.message, line, words.slice(0, MOST_CHOICES));
  };

  const incident = async (message: Message, error: unknown): Promise<Reply> => {
    const id = randomBytes(2).toString("hex");
    desk.log.error({ incident: id, error, inbox: message.id }, "a command failed");
    return incidentReply(id, await damage(message));
  };

  const damage = async ({ id }: Message): Promise<Damage> => {
    try {
      return (await wasClaimed(desk, id)) ? "done" : "none";
    } catch (error) {
      desk.log.error({ error, inbox: id }, "the inbox could not be read");
      return "unclear";
    }
  };

  const giveBack = async ({ id, updateId, chat }: Message, answer: Answer): Promise<void> => {
    if ("reply" in answer) return deliver.answer({ inbox: id, updateId, chat, reply: answer.reply });
    const now = desk.clock.now();
    if ("nothing" in answer) await marks.add((tx) => finish(tx, id, answer, now, now));
  };

  return {
    receive: (platform) => async (update) => {
      const message = await receiver.store(platform, update);
      desk.log.debug({ step: "inbox.stored" }, "a message is durable");
      if (message !== null) enqueue(message);
    },
    async recover() {
      for (const message of await unclaimed(desk)) enqueue(message);
    },
    async idle() {
      await Promise.all([...queues.values()].map((queue) => queue.last));
    },
  };
}

const MOST_CHOICES = 8;

function callOf({ id, updateId, person, chat, writtenAt }: Message, { line, pressed }: Press, now: number): Call {
  return { inbox: id, updateId, person, chat, line, ageMs: Math.max(0, now - writtenAt), pressed };
}

function checkRole(command: Pick<Command, "name" | "role">, { person }: Call): void {
  if (mayAct(person.role, command.role)) return;
  throw new Refusal(
    "role",
    `Refused: /${command.name} is for the role ${command.role} and above, and you are ${person.role}. Ask an admin.`,
  );
}

function checkAge(command: Pick<Command, "stale">, { ageMs, line }: Call): void {
  if (command.stale === "run" || ageMs <= STALE_MS) return;
  throw new Refusal(
    "stale",
    `This message is ${Math.floor(ageMs / 1000)} s old: stale, not executed. Send it again if you still want it.`,
    [line],
  );
}

/** Who may not, and what would have changed something. */
function isForTheAudit(command: Pick<Command, "kind">, refusal: Refusal): boolean {
  return refusal.rule === "role" || (command.kind === "acts" && refusal.rule !== "grammar");
}

function tooMuch(): Answer {
  return {
    reply: refusalReply(new Refusal("flood", "Too many messages at once: this one was not executed. Send it again.")),
  };
}
