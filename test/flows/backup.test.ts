import { expect, it } from "vitest";

import { DeskProcess, outcry, removeDir, temporaryDir } from "../support/process.ts";

it("a backup is never written over a desk, its own or another one", async () => {
  const [mine, other] = [temporaryDir(), temporaryDir()];
  const desks = [await DeskProcess.start({ dataDir: mine }), await DeskProcess.start({ dataDir: other })];
  try {
    for (const dir of [mine, other]) {
      const { code, stderr } = await outcry(["db", "backup", dir], { dataDir: mine });
      expect([code, stderr]).toEqual([78, expect.stringContaining("is a desk's data folder")]);
    }
    for (const desk of desks) expect((await desk.ask("/balance")).text).toContain("10,000.00");
  } finally {
    for (const desk of desks) await desk.stop();
    removeDir(mine);
    removeDir(other);
  }
});
