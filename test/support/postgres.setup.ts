/** vitest's globalSetup: one server a run. Tests that need none do not wait for it. */
import type { TestProject } from "vitest/node";

import { startPostgres } from "./postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the server will be; null where there is none for this platform. */
    postgresPort: number | null;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide("postgresPort", server?.port ?? null);
  if (server === null) {
    const sentence = `No PostgreSQL binaries for ${process.platform}-${process.arch}`;
    if (process.env["CI"] === "true") throw new Error(`${sentence}: CI must not skip these tests.`);
    process.stderr.write(`${sentence}: the tests run on SQLite alone.\n`);
    return () => Promise.resolve();
  }
  server.ready.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  return () => server.stop();
}
