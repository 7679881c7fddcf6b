import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/proof/**"],
    globalSetup: ["test/support/databases.setup.ts"],
    // One less than the cores is what vitest takes by itself: on two cores half of the time is lost.
    maxWorkers: 2,
    // What hangs is ended; how fast something is, the benches say: a busy machine may take ten times as long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
