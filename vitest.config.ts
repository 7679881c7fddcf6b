import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/proof/**"],
    globalSetup: ["test/support/databases.setup.ts"],
    // One less than the cores is what vitest takes by itself: on two cores half of the time is lost.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
