/** For the `knex` command; the desk itself migrates by src/db/migrations.ts. */
import { fileURLToPath } from "node:url";

import { loadConfig } from "./src/config.ts";
import { writerConfig } from "./src/db/connect.ts";
import { MIGRATIONS, migrationSource } from "./src/db/migrations.ts";

export default {
  ...writerConfig(loadConfig().databaseUrl.reveal()),
  migrations: { migrationSource },
  seeds: { directory: fileURLToPath(new URL("../seeds", MIGRATIONS)) },
};
