/** The zone of a chat that is listened to while it changes, through the chat of a real process. */
import { expect, it, vi } from "vitest";

import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

it("times are of the new zone from the next message on, and after a restart", async () => {
  const dataDir = temporaryDir();
  const env = { OUTCRY_FEED: "synthetic@1" };
  const desk = await DeskProcess.start({ dataDir, env });
  const hour = async (of: DeskProcess): Promise<string | undefined> =>
    /^At +1 Jan 2020 (\d\d):/m.exec((await of.ask("/price BTC/USDT")).text)?.[1];

  expect(await hour(desk)).toBe("00");
  expect((await desk.ask("/notify zone=Asia/Tokyo")).text).toContain("Times here are of Asia/Tokyo");
  expect(await hour(desk)).toBe("09");
  await desk.stop();

  const again = await DeskProcess.start({ dataDir, env });
  expect(await hour(again)).toBe("09");
  await again.stop();
  removeDir(dataDir);
});
