import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/proof/**"],
    globalSetup: ["test/support/postgres.setup.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
