import { describe, expect, inject, it } from "vitest";

import { emptyDatabase } from "../support/database.ts";
import { DeskProcess, removeDir, temporaryDir } from "../support/process.ts";

describe.skipIf(typeof inject("postgresPort") !== "number")("a desk on PostgreSQL", () => {
  it("buys, is refused a second time on the same database, and goes on after a kill", async () => {
    const { databaseUrl, remove } = await emptyDatabase("postgres");
    const [dataDir, other] = [temporaryDir(), temporaryDir()];
    const env = { DATABASE_URL: databaseUrl };
    const desk = await DeskProcess.start({ dataDir, env });
    try {
      await desk.ask("/buy BTC/USDT 0.01");
      await desk.press("Approve");
      await desk.told("BOUGHT 0.01 BTC/USDT");
      const second = DeskProcess.launch({ dataDir: other, env });
      expect((await second.exited).code).toBe(75);
      expect(second.output).toContain("Another Outcry is running on this database");
      await desk.kill();
      const again = await DeskProcess.start({ dataDir, env });
      expect((await again.ask("/positions")).text).toContain("BTC/USDT");
      expect((await again.ask("/health")).text).toContain("none unknown");
      expect(await again.stop()).toBe(0);
    } finally {
      await desk.kill();
      removeDir(dataDir);
      removeDir(other);
      await remove();
    }
  });
});
