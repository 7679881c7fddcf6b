/** From a stored message to its answer: the command that it calls, or what to say instead. */
import { type Damage, incidentReply } from "../cards/incident.ts";
import { refusalReply } from "../cards/refusal.ts";
import type { Desk } from "../db/desk.ts";
import { LeaseLost, Refusal } from "../domain/errors.ts";
import type { Reply } from "../domain/reply.ts";
import { type Person, personById } from "../models/person.ts";
import { newIncident } from "../runtime/incident.ts";
import { pressed, type Press } from "./buttons.ts";
import { type Answer, type Call, type Command, mayAct } from "./command.ts";
import { MissingArgument, readArgs } from "./grammar/read-args.ts";
import { act, refuse, wasClaimed } from "./inbox.ts";
import { mended } from "./mend.ts";
import { menuFor } from "./menu.ts";
import type { Message } from "./receive.ts";
import type { Registry } from "./registry.ts";
import { checkAge } from "./stale.ts";

/** Throws where not even an incident could be told: the lease is lost. */
export async function answerTo<D extends Desk>(desk: D, commands: Registry<D>, message: Message): Promise<Answer> {
  try {
    return await orRefusal(desk, commands, () => run(desk, commands, message));
  } catch (error) {
    if (error instanceof LeaseLost) throw error;
    return { reply: await incident(desk, message, error) };
  }
}

/** For a message to a full queue. */
export function tooMuch(): Reply {
  const sentence = "Too many messages at once: this one was not executed. Send it again.";
  return refusalReply(new Refusal("flood", sentence));
}

async function orRefusal<D extends Desk>(
  desk: D,
  commands: Registry<D>,
  answer: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Refusal) return { reply: refusalReply(await mended(desk, commands, error)) };
    throw error;
  }
}

async function run<D extends Desk>(desk: D, commands: Registry<D>, message: Message): Promise<Answer> {
  const person = await stillIn(desk, message);
  if (person === null) return { nothing: true };
  const press = await pressOf(desk, message);
  const { command, sentence } = commands.read(press.line);
  const call = callOf({ ...message, person }, press, desk.clock.now());
  try {
    checkRole(command, call);
    checkAge(command, call);
    const answer = await command.run(desk, call, readArgs(command, sentence));
    return command.kind === "reads" ? await asCard(desk, call, answer) : answer;
  } catch (error) {
    if (error instanceof MissingArgument) return { reply: await menuFor(desk, command, error) };
    if (!(error instanceof Refusal)) throw error;
    const refusal = error.rule === "role" ? error : await mended(desk, commands, error, call.line);
    return isForTheAudit(command, refusal) ? refuse(desk, call, refusal) : { reply: refusalReply(refusal) };
  }
}

/** The person as they are now: a message may have waited while they were given another role, or put out. */
async function stillIn(desk: Desk, { person }: Message): Promise<Person | null> {
  const now = await personById(desk.db.reader, person.id);
  return now?.isActive === true ? now : null;
}

async function pressOf(desk: Desk, { content, chat }: Message): Promise<Press> {
  if ("line" in content) return { line: content.line, pressed: null };
  if ("secret" in content) throw new Refusal("secret", TYPED_KEY);
  const press = await pressed(desk, content.press, chat.id);
  return content.typed === undefined ? press : { ...press, line: `${press.line} ${content.typed.trim()}`.trimEnd() };
}

const TYPED_KEY =
  "That looks like a key or a token. I kept nothing of it and took the message away where this chat lets me: delete it " +
  "if you still see it, and make a new key, since this one was in a chat. Keys are given to the desk at its computer.";

function callOf(message: Message, { line, pressed }: Press, now: number): Call {
  const { id, updateId, person, chat, writtenAt, receivedAt } = message;
  const [ageMs, lateMs] = [Math.max(0, now - writtenAt), Math.max(0, receivedAt - writtenAt)];
  return { inbox: id, updateId, person, chat, line, ageMs, lateMs, pressed };
}

function checkRole(command: Pick<Command, "name" | "role">, { person }: Call): void {
  if (mayAct(person.role, command.role)) return;
  throw new Refusal(
    "role",
    `Refused: /${command.name} is for the role ${command.role} and above, and you are ${person.role}. Ask an admin.`,
  );
}

/** A card that a reading command answers with becomes this chat's: that is a write. */
async function asCard(desk: Desk, call: Call, answer: Answer): Promise<Answer> {
  return "card" in answer ? act(desk, call, async () => answer) : answer;
}

/** Who may not, and what would have changed something. */
function isForTheAudit(command: Pick<Command, "kind">, refusal: Refusal): boolean {
  return refusal.rule === "role" || (command.kind === "acts" && refusal.rule !== "grammar");
}

async function incident(desk: Desk, message: Message, error: unknown): Promise<Reply> {
  const id = newIncident();
  desk.log.error({ incident: id, error, inbox: message.id }, "a command failed");
  return incidentReply(id, await damage(desk, message));
}

async function damage(desk: Desk, { id }: Message): Promise<Damage> {
  try {
    return (await wasClaimed(desk, id)) ? "done" : "none";
  } catch (error) {
    desk.log.error({ error, inbox: id }, "the inbox could not be read");
    return "unclear";
  }
}
