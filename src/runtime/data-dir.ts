import { accessSync, constants, mkdirSync } from "node:fs";

import { ConfigError } from "../domain/errors.ts";

/** Makes the folder for this user alone where it is missing. Throws a ConfigError where nothing can be written to it. */
export function openDataDir(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    throw new ConfigError(
      `Nothing can be written to the data folder ${path} (${code ?? "unknown reason"}). Give this user the right to, or choose another one, for example OUTCRY_DATA_DIR=/var/lib/outcry.`,
      { cause: error },
    );
  }
}
