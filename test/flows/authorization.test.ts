/**
 * Every command by everybody in every way: deny by default. A new command needs a line in
 * test/support/samples.ts.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { App } from "../../src/app.ts";
import { createChats } from "../../src/chat/chats.ts";
import { type Command, mayAct } from "../../src/chat/command.ts";
import { createRegistry } from "../../src/chat/registry.ts";
import { commands } from "../../src/commands/index.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { InboxRow } from "../../src/models/inbox.ts";
import { chatsWith, WireChat } from "../support/chat-desk.ts";
import { NOW, testDesk } from "../support/database.ts";
import { type Actor, ACTORS, changed, Everybody, isIn } from "../support/everybody.ts";
import { type Sample, SAMPLES } from "../support/samples.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const WAYS = ["typed", "replayed", "pressed", "pressed in a shared chat", "pressed late", "pressed elsewhere"] as const;
type Way = (typeof WAYS)[number];

const CELLS = commands.length * ACTORS.length * WAYS.length;

it("has a line for each command, and for no other", () => {
  expect(Object.keys(SAMPLES).toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
});

describe(`who may do what: ${CELLS} cells, ${commands.length} commands × ${ACTORS.length} persons × ${WAYS.length} ways`, () => {
  let everybody: Everybody;
  beforeAll(async () => (everybody = await Everybody.open()));
  afterAll(() => everybody.close());

  it.each(commands.map((command) => [command.name, command] as const))("/%s", async (name, command) => {
    const sample = SAMPLES[name];
    if (sample === undefined) throw new Error(`no line for /${name}`);
    const wrong: string[] = [];
    for (const actor of ACTORS) {
      for (const way of WAYS) {
        const said = await cell(everybody, command, sample, actor, way);
        if (said !== null) wrong.push(`${actor}, ${way}: ${said}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

/** Null where it went as it must. */
async function cell(
  at: Everybody,
  command: Command<App>,
  sample: Sample,
  actor: Actor,
  way: Way,
): Promise<string | null> {
  await sample.given?.(at);
  const send = await prepared(at, sample.line, actor, way);
  const before = await at.dump();
  const answer = await send();
  const touched = changed(before, await at.dump());
  const isAllowed = mayDo(command, sample, actor, way);
  const wrong = isAllowed ? wrongWhenAllowed(command, answer, touched) : wrongWhenDenied(actor, answer, touched);
  const again = way === "replayed" && isAllowed ? await repeated(at, send) : null;
  if (touched.length > 0 || sample.given !== undefined) await at.restore();
  return wrong ?? again;
}

/** The message on its way; what it needs to be there is there. */
async function prepared(at: Everybody, line: string, actor: Actor, way: Way): Promise<() => Promise<string>> {
  const { speech } = at;
  const [own, shared] = [speech.chatRef(actor), speech.sharedRef];
  const updateId = `${actor} ${way} ${line}`;
  const press = async (chatRef: string, shownIn: string, expiresAt?: number): Promise<() => Promise<string>> => {
    const token = await at.button(line, shownIn, expiresAt);
    return () => at.answered(speech.says(actor, { press: token }, { chatRef }));
  };
  switch (way) {
    case "typed":
      return () => at.answered(speech.says(actor, { line }));
    case "replayed":
      return () => at.answered(speech.says(actor, { line }, { updateId }));
    case "pressed":
      return press(own, own);
    case "pressed in a shared chat":
      return press(shared, shared);
    case "pressed late":
      return press(own, own, NOW);
    case "pressed elsewhere":
      return press(own, shared);
  }
}

function mayDo(command: Command<App>, { needs = command.role, isPrivate }: Sample, actor: Actor, way: Way): boolean {
  if (isPrivate === true && way === "pressed in a shared chat") return false;
  return isIn(actor) && mayAct(actor, needs) && way !== "pressed late" && way !== "pressed elsewhere";
}

function wrongWhenAllowed({ kind }: Command<App>, answer: string, touched: readonly string[]): string | null {
  if (kind === "acts") return touched.length === 0 ? `it does nothing: ${answer}` : null;
  return answer === "" || answer.startsWith("❌") ? `refused: ${answer}` : null;
}

function wrongWhenDenied(actor: Actor, answer: string, touched: readonly string[]): string | null {
  if (touched.length > 0) return `it changed ${touched.join(", ")}`;
  if (!isIn(actor)) return answer === "" ? null : `was answered: ${answer}`;
  return answer.startsWith("❌") ? null : `was answered: ${answer}`;
}

async function repeated(at: Everybody, send: () => Promise<string>): Promise<string | null> {
  const before = await at.dump();
  await send();
  const touched = changed(before, await at.dump());
  return touched.length === 0 ? null : `again: it changed ${touched.join(", ")}`;
}

it("a desk that knows nobody does nothing for anybody", async () => {
  const desk = await testDesk();
  const registry = createRegistry<App>(commands);
  const wire = new WireChat();
  const chats = createChats(desk as unknown as App, chatsWith(desk, registry, [wire]));
  await chats.start();
  for (const { line } of Object.values(SAMPLES)) await wire.says("Ann", line);
  await chats.idle();
  expect(wire.log).toEqual([]);
  expect(await InboxRow.query(desk.db.reader)).toEqual([]);
  expect(await AuditRow.query(desk.db.reader)).toMatchObject([{ actor: "stranger", action: "denied" }]);
  await chats.stop();
  await desk.close();
});
