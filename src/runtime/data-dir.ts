import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

import { ConfigError } from "../domain/errors.ts";

/** Makes the folder for this user alone where it is missing. Throws a ConfigError where nothing can be written to it. */
export function openDataDir(path: string): void {
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    throw new ConfigError(
      `Nothing can be written to the folder ${path} (${code ?? "unknown reason"}). Give this user the right to, or choose another one, for example OUTCRY_DATA_DIR=/var/lib/outcry.`,
      { cause: error },
    );
  }
}

/** Step by step: mkdir's own `recursive` never comes back from a place like /proc/x. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
