/** A process: a platform on loopback and the people who use it. */
import { setTimeout as wait } from "node:timers/promises";

import { until } from "../../test/support/until.ts";
import { serveParent } from "./child.ts";
import { discordStage } from "./discord-stage.ts";
import { arrivalsOf, type Command, commandOf, type Load, stateAfter } from "./loads.ts";
import type { Doors, PlatformName, Scene, Stage } from "./stage.ts";
import { telegramStage } from "./telegram-stage.ts";

export type WorldDuties = {
  open(platform: PlatformName, scene: Scene): Promise<Doors>;
  /** Until all has been answered, or nobody waits any longer. */
  run(load: Load): Promise<Outcome>;
};

export interface Outcome {
  /** From a person's act until its answer is shown, in ms. */
  readonly latencies: readonly number[];
  readonly asked: number;
  readonly lost: number;
  readonly doubled: number;
  /** An answer to something else. */
  readonly mistaken: number;
  /** What each person switched last. */
  readonly states: readonly ("on" | "off")[];
}

interface Sent {
  readonly command: Command;
  readonly at: number;
  readonly answers: { readonly ms: number; readonly text: string }[];
}

const STAGES: Readonly<Record<PlatformName, (scene: Scene) => Promise<Stage>>> = {
  telegram: telegramStage,
  discord: discordStage,
};
const PATIENCE_MS = 20_000;
/** So long after the last answer another one to the same would have come. */
const SETTLE_MS = 1_000;

let stage: Stage | null = null;
/** How many commands each person has sent so far. */
const counts: number[] = [];

serveParent({
  async open(platform, scene) {
    stage = await STAGES[platform](scene);
    counts.push(...Array.from({ length: scene.users }, () => 0));
    return stage.doors;
  },
  async run(load) {
    if (stage === null) throw new Error("no platform is open");
    const { knows } = stage;
    await until("the bot's commands", () => knows("balance"));
    const sent = await play(stage, load);
    const isAnswered = (): boolean => sent.every(({ answers }) => answers.length > 0);
    await until("all answers", isAnswered, PATIENCE_MS).catch(() => undefined);
    await wait(SETTLE_MS);
    return outcomeOf(sent);
  },
} satisfies WorldDuties);

async function play(on: Stage, load: Load): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const begun = performance.now();
  for (const { at, user } of arrivalsOf(load)) {
    const early = begun + at - performance.now();
    if (early > 0) await wait(early);
    sent.push(send(on, user));
  }
  return sent;
}

function send(on: Stage, user: number): Sent {
  const nth = counts[user] ?? 0;
  counts[user] = nth + 1;
  const sent: Sent = { command: commandOf(nth), at: performance.now(), answers: [] };
  on.act(user, sent.command, (text) => sent.answers.push({ ms: performance.now() - sent.at, text }));
  return sent;
}

function outcomeOf(sent: readonly Sent[]): Outcome {
  const count = (is: (one: Sent) => boolean): number => sent.filter(is).length;
  return {
    latencies: sent.flatMap(({ answers }) => answers.slice(0, 1).map(({ ms }) => ms)),
    asked: sent.length,
    lost: count(({ answers }) => answers.length === 0),
    doubled: count(({ answers }) => answers.length > 1),
    mistaken: count(({ command, answers }) => answers.some(({ text }) => !command.answer.test(text))),
    states: counts.map(stateAfter),
  };
}
