/** vitest's globalSetup: one PostgreSQL server and one template of each kind a run. Tests that need none do not wait for it. */
import type { TestProject } from "vitest/node";

import { keepInMemory } from "./memory.ts";
import { startPostgres } from "./postgres.ts";
import { postgresTemplate, sqliteTemplate } from "./template.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the server will be; null where there is none for this platform. */
    postgresPort: number | null;
    /** Path of a database that is migrated and seeded. */
    sqliteTemplate: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The server waits for no disk by its own settings, and memory may be no place to run programs from.
  const server = await startPostgres();
  const dropMemory = keepInMemory();
  const template = await sqliteTemplate();
  project.provide("sqliteTemplate", template.file);
  project.provide("postgresPort", server?.port ?? null);
  if (server === null) {
    const sentence = `No PostgreSQL binaries for ${process.platform}-${process.arch}`;
    if (process.env["CI"] === "true") throw new Error(`${sentence}: CI must not skip these tests.`);
    process.stderr.write(`${sentence}: the tests run on SQLite alone.\n`);
    return async () => {
      await template.remove();
      dropMemory();
    };
  }
  const templated = server.ready.then(() => postgresTemplate(`postgres://postgres@127.0.0.1:${server.port}`));
  templated.catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  return async () => {
    await Promise.allSettled([templated]);
    await Promise.all([server.stop(), template.remove()]);
    dropMemory();
  };
}
