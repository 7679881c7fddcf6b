import { defineConfig } from "vitest/config";

/** The long proofs: kills, random restarts, real candles. `npm run proof`. */
export default defineConfig({
  test: {
    include: ["test/proof/**/*.test.ts"],
    globalSetup: ["test/support/databases.setup.ts"],
    testTimeout: 900_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    maxConcurrency: 2, // of the lives that are killed: each is two processes that mostly wait
  },
});
