/** Every command by everybody, over the real wire of each platform: deny by default. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { App } from "../../src/app.ts";
import { createChats } from "../../src/chat/chats.ts";
import { type Command, mayAct } from "../../src/chat/command.ts";
import { createRegistry } from "../../src/chat/registry.ts";
import { commands } from "../../src/commands/index.ts";
import type { Button } from "../../src/domain/reply.ts";
import { AuditRow } from "../../src/models/audit.ts";
import { Chat } from "../../src/models/chat.ts";
import { InboxRow } from "../../src/models/inbox.ts";
import { chatsWith } from "../support/chat-desk.ts";
import { testDesk } from "../support/database.ts";
import { DiscordSpeech, FORGERIES } from "../support/discord-speech.ts";
import { type Actor, ACTORS, changed, Everybody, isIn } from "../support/everybody.ts";
import { type Sample, SAMPLES } from "../support/samples.ts";
import type { Said, WireSpeech } from "../support/speech.ts";
import { HINTS, TelegramSpeech } from "../support/telegram-speech.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const KINDS = ["typed", "pressed in the own chat", "pressed in the shared chat"] as const;
type Kind = (typeof KINDS)[number];

const BUTTONS: readonly Button[] = Object.entries(SAMPLES).map(([label, { line }]) => ({ label, run: line }));

interface Cell {
  readonly actor: Actor;
  readonly kind: Kind;
}

const CELLS: readonly Cell[] = ACTORS.flatMap((actor) => KINDS.map((kind) => ({ actor, kind })));
const COUNT = commands.length * CELLS.length;
const MATRIX = `${COUNT} cells, ${commands.length} commands × ${ACTORS.length} persons × ${KINDS.length} kinds`;

const stale = commands.filter((command) => command.stale === "refuse");
const FORGED = commands.length * FORGERIES.length + stale.length;

const PLATFORMS = {
  Telegram: () => TelegramSpeech.open(),
  Discord: () => DiscordSpeech.open(),
} satisfies Record<string, () => Promise<WireSpeech>>;

describe.each(Object.entries(PLATFORMS))(`who may do what on %s: ${MATRIX}`, (platform, open) => {
  let at: Everybody<WireSpeech>;
  beforeAll(async () => (at = await Everybody.openOn<WireSpeech>(await open(), BUTTONS)));
  afterAll(() => at.close());

  it.each(commands.map((command) => [command.name, command] as const))("/%s", async (_name, command) => {
    const sample = sampleOf(command);
    // In Discord an answer is seen by who asked alone, wherever they ask.
    const isRead = (kind: Kind): boolean => platform === "Telegram" && kind === "pressed in the shared chat";
    const isAllowed = ({ actor, kind }: Cell): boolean =>
      isIn(actor) && mayAct(actor, sample.needs ?? command.role) && !(sample.isPrivate === true && isRead(kind));
    const denied = CELLS.filter((cell) => !isAllowed(cell));
    const allowed = CELLS.filter(isAllowed);
    expect([
      ...(await wrongWhenDenied(at, command, denied)),
      ...(await wrongWhenAllowed(at, command, allowed)),
    ]).toEqual([]);
  });
});

function sampleOf({ name }: Command<App>): Sample {
  const sample = SAMPLES[name];
  if (sample === undefined) throw new Error(`no line for /${name}`);
  return sample;
}

function send({ speech }: Everybody<WireSpeech>, { name }: Command<App>, line: string, { actor, kind }: Cell): Said {
  switch (kind) {
    case "typed":
      return speech.types(actor, line);
    case "pressed in the own chat":
      return speech.presses(actor, name, "own");
    case "pressed in the shared chat":
      return speech.presses(actor, name, "shared");
  }
}

interface Outcome {
  readonly answers: readonly string[];
  readonly touched: readonly string[];
}

/** What is said at once, and what has become of it: taken back afterwards. */
async function outcomeOf<S extends WireSpeech>(
  at: Everybody<S>,
  { given }: Sample,
  say: () => readonly Said[],
): Promise<Outcome> {
  await given?.(at);
  const before = await at.dump();
  const said = say();
  await at.idle();
  const touched = changed(before, await at.dump());
  const answers = said.map((answer) => answer());
  if (touched.length > 0 || given !== undefined) await at.restore();
  return { answers, touched };
}

const nameOf = ({ actor, kind }: Cell): string => `${actor}, ${kind}`;

/** Nobody of them may do anything: all of them at once. */
async function wrongWhenDenied(
  at: Everybody<WireSpeech>,
  command: Command<App>,
  cells: readonly Cell[],
): Promise<readonly string[]> {
  const sample = sampleOf(command);
  const { answers, touched } = await outcomeOf(at, sample, () =>
    cells.map((cell) => send(at, command, sample.line, cell)),
  );
  const wrong = cells.flatMap((cell, index) => {
    const answer = answers[index] ?? "";
    const isRight = isIn(cell.actor) ? answer.startsWith("❌") : answer === at.speech.strangersHear;
    return isRight ? [] : [`${nameOf(cell)}: was answered: ${answer}`];
  });
  return touched.length === 0 ? wrong : [...wrong, `one of them changed ${touched.join(", ")}`];
}

/** What changes something is taken back before the next one; what reads is asked at once. */
async function wrongWhenAllowed(
  at: Everybody<WireSpeech>,
  command: Command<App>,
  cells: readonly Cell[],
): Promise<readonly string[]> {
  const sample = sampleOf(command);
  const isWhole = at.speech.typed(sample.line) === sample.line;
  const acts = ({ kind }: Cell): boolean => command.kind === "acts" && (isWhole || kind !== "typed");
  const reading = cells.filter((cell) => !acts(cell));
  const { answers } = await outcomeOf(at, sample, () => reading.map((cell) => send(at, command, sample.line, cell)));
  const wrong = reading.flatMap((cell, index) => {
    const answer = answers[index] ?? "";
    return answer === "" || answer.startsWith("❌") ? [`${nameOf(cell)}: refused: ${answer}`] : [];
  });
  for (const cell of cells.filter(acts)) {
    const { answers: said, touched } = await outcomeOf(at, sample, () => [send(at, command, sample.line, cell)]);
    if (touched.length === 0) wrong.push(`${nameOf(cell)}: it does nothing: ${said.join("\n")}`);
  }
  return wrong;
}

describe("what never executes, though an admin sends it, who may do everything", () => {
  describe(`on Telegram: ${commands.length * HINTS.length} cells, ${commands.length} commands × ${HINTS.length} kinds`, () => {
    let at: Everybody<TelegramSpeech>;
    beforeAll(async () => (at = await Everybody.openOn(await TelegramSpeech.open(), BUTTONS)));
    afterAll(() => at.close());

    it.each(commands.map((command) => [command.name, command] as const))("/%s", async (_name, command) => {
      const sample = sampleOf(command);
      const told = at.speech.told;
      const { touched } = await outcomeOf(at, sample, () => {
        for (const hint of HINTS) at.speech.hints(hint, sample.line);
        return [];
      });
      expect({ touched, answers: at.speech.told - told }).toEqual({ touched: [], answers: 0 });
    });
  });

  describe(`on Discord: ${FORGED} cells, ${commands.length} commands × ${FORGERIES.length} forgeries, ${stale.length} commands too late`, () => {
    let at: Everybody<DiscordSpeech>;
    beforeAll(async () => (at = await Everybody.openOn(await DiscordSpeech.open(), BUTTONS)));
    afterAll(() => at.close());

    it.each(commands.map((command) => [command.name, command] as const))("/%s, forged", async (name, command) => {
      const sample = sampleOf(command);
      const { answers, touched } = await outcomeOf(at, sample, () =>
        FORGERIES.map((forgery) => at.speech.forges(forgery, name, sample.line)),
      );
      expect(touched).toEqual([]);
      expect(answers).toEqual(FORGERIES.map(() => expect.stringMatching(/^❌ This button does nothing here/)));
    });

    it.each(stale.map((command) => [command.name, command] as const))("/%s, too late", async (_name, command) => {
      const sample = sampleOf(command);
      const { answers, touched } = await outcomeOf(at, sample, () => [at.speech.typesLongAgo("admin", sample.line)]);
      expect(touched).toEqual([]);
      expect(answers).toEqual([expect.stringContaining("stale, not executed")]);
    });
  });
});

it("a desk that knows nobody does nothing for anybody, on either platform", async () => {
  const desk = await testDesk();
  const speeches: readonly WireSpeech[] = [await TelegramSpeech.open(), await DiscordSpeech.open()];
  const adapters = speeches.map(({ adapter }) => adapter);
  const chats = createChats(desk as unknown as App, chatsWith(desk, createRegistry<App>(commands), adapters));
  await chats.start();
  const { writer } = desk.db;
  for (const speech of speeches) {
    await speech.ready();
    const said = Object.values(SAMPLES).map(({ line }) => speech.types("admin", line));
    await speech.heard();
    await chats.idle();
    expect(new Set(said.map((answer) => answer()))).toEqual(new Set([speech.strangersHear]));
  }
  expect(await InboxRow.query(writer)).toEqual([]);
  expect(await Chat.query(writer).whereNot({ platform: "local" })).toEqual([]);
  expect(await AuditRow.query(writer).orderBy("seq")).toMatchObject([
    { actor: "stranger", action: "denied", entity: expect.stringMatching(/^telegram:/) },
    { actor: "stranger", action: "denied", entity: expect.stringMatching(/^discord:/) },
  ]);
  await chats.stop();
  for (const speech of speeches) await speech.close();
  await desk.close();
});
