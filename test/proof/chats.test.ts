/**
 * A desk between two people and a platform that fails in every way it can, killed at random instants: no command is lost,
 * none is done twice, no alert is lost, none is shown more than twice. A failure names its seed, which the
 * words, the faults and the instants are of; what the two processes make of the time between them is not. More lives with
 * PROOF_KILLS=all.
 */
import { join } from "node:path";

import { expect, it } from "vitest";

import { candleFile } from "../support/candle-file.ts";
import { ChatLife } from "../support/chat-life.ts";
import { judge } from "../support/chat-oracle.ts";
import { discordTown } from "../support/discord-town.ts";
import { killsOf } from "../support/kills.ts";
import { withoutLimits } from "../support/no-limits.ts";
import { removeDir, temporaryDir } from "../support/process.ts";
import { telegramTown } from "../support/telegram-town.ts";
import type { Town } from "../support/town.ts";

const KILLS = 16;
const LIVES = killsOf(8, 1);
const TOWNS: readonly (readonly [name: string, open: () => Promise<Town>])[] = [
  ["Telegram", telegramTown],
  ["Discord", discordTown],
];
const ALL = Array.from({ length: LIVES }, (_, index) => index + 1).flatMap((seed) =>
  TOWNS.map(([name, open]) => [name, seed, open] as const),
);

it.each(ALL)(`%s, seed %i: ${KILLS} kills lose nothing and double nothing`, async (name, seed, open) => {
  const begun = performance.now();
  const root = temporaryDir();
  const dataDir = await withoutLimits(join(root, "data"));
  const town = await open();
  try {
    const feed = `replay:${candleFile(root, 5_000)}@60`;
    const life = new ChatLife({ dataDir, feed, town, seed });
    await life.begin();
    await life.kill(KILLS);
    const wrong = await life.end();
    const { wrong: told, tally } = judge(dataDir, town, life);
    const seconds = Math.round((performance.now() - begun) / 1_000);
    console.log(`${name}, seed ${seed}: ${KILLS} kills, ${tally}, ${seconds} s`);
    expect([...wrong, ...told], life.troubles.join("\n")).toEqual([]);
  } finally {
    await town.stop();
    removeDir(root);
  }
});
