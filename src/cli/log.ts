import { type Config, secretsOf } from "../config.ts";
import { createLog, type Log, type LogLevel } from "../runtime/log.ts";
import { createSecrets } from "../runtime/scrub.ts";

/** Beside what a command prints, and without the secrets of the configuration. */
export function logOf(config: Config, level: LogLevel): Log {
  return createLog({ level, destination: process.stderr, secrets: createSecrets(secretsOf(config)) });
}
