/** The plug is pulled in every state that the rows of a bracket can be in; nothing is doubled, lost, untold or left unprotected. */
import { cpSync } from "node:fs";
import { join } from "node:path";

import { afterAll, expect, it } from "vitest";

import { barOf, type BracketLife, LIVES, WANTED } from "../support/bracket-lives.ts";
import { candleFile } from "../support/candle-file.ts";
import { CrashDesk, wrongAfterwards } from "../support/crash-life.ts";
import { removeDir, temporaryDir } from "../support/process.ts";
import { killsOf, spread } from "../support/kills.ts";
import { paperAccount } from "../support/paper-account.ts";

/** Bars a second: 100. What an order of unknown fate misses in its second is flat. */
const SPEED = 6_000;
const BARS = 6_000;
/** Kills of a life in a run that does not ask for all. */
const USUAL = 6;
/** Desks at a time. */
const LANES = 2;

let lives = 0;
let kills = 0;
const seen = new Map<string, string>();

interface Ground {
  readonly root: string;
  readonly feed: string;
}

async function groundOf(life: BracketLife): Promise<Ground> {
  const root = temporaryDir();
  await paperAccount(join(root, "fresh"), life.settings);
  const feed = `replay:${candleFile(root, BARS, (bar) => barOf(life, bar))}@${SPEED}`;
  return { root, feed };
}

/** Lives once in a folder of its own, and again after the kill where there is one; gives the states that the first desk saw. */
async function live({ root, feed }: Ground, life: BracketLife, state: string | null): Promise<readonly string[]> {
  const dataDir = join(root, `life-${(lives += 1)}`);
  cpSync(join(root, "fresh"), dataDir, { recursive: true });
  const first = await CrashDesk.run({ dataDir, feed, killAt: state ?? "0" }, life.lines);
  const where = `${life.name}, ${state === null ? "not killed" : `killed in "${state}"`}`;
  expect([first.isDead, first.faults], where).toEqual([state !== null, []]);
  if (state !== null) {
    kills += 1;
    const again = await CrashDesk.run({ dataDir, feed, killAt: "0" }, life.lines);
    expect([again.isDead, again.faults, again.look], `${where}: ${again.states.join("\n")}`).toEqual([false, [], []]);
  }
  expect(await wrongAfterwards(dataDir), where).toEqual([]);
  removeDir(dataDir);
  return first.states;
}

it.each(LIVES.map((life) => [life.name, life] as const))("%s: killed in each state of it", async (_name, life) => {
  const begun = performance.now();
  const ground = await groundOf(life);
  const states = new Set(await live(ground, life, null));
  const unseen = [...states].filter((state) => !seen.has(keyOf(life, state)));
  const left = spread(unseen, killsOf(unseen.length, USUAL));
  const [count, wrong]: [number, string[]] = [left.length, []];
  const lane = async (): Promise<void> => {
    for (let state = left.shift(); state !== undefined; state = left.shift()) {
      await live(ground, life, state).catch((error: unknown) => wrong.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  removeDir(ground.root);
  for (const state of states) seen.set(keyOf(life, state), state);
  console.log(
    `${life.name}: killed in ${count} of ${unseen.length} states, ${Math.round((performance.now() - begun) / 1_000)} s`,
  );
  expect(wrong).toEqual([]);
});

/** The same words mean the same rows where the venue can do the same. */
const keyOf = ({ settings }: BracketLife, state: string): string => JSON.stringify([settings, state]);

it("these lives pass through every state of a bracket", () => {
  const missing = WANTED.filter(([, shape]) => ![...seen.values()].some((state) => shape.test(state)));
  expect(missing.map(([what]) => what)).toEqual([]);
});

afterAll(() => {
  console.log(`${kills} kills`);
});
