/** One logger: every line is scrubbed as text, every error is cut down to what helps before it is written. */
import { pino } from "pino";
import type { Logger } from "pino";

import { projected } from "./error-fields.ts";
import type { Secrets } from "./scrub.ts";

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  /** An error goes under the name `error`. Never log a client, a context or an exchange object. */
  error(fields: object, message: string): void;
  /** The same log with fields that stand in each of its lines. */
  child(bindings: object): Log;
}

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

export interface LogOptions {
  readonly level: LogLevel;
  /** Where the lines go, one JSON object each: `process.stderr` or a file's stream. */
  readonly destination: { write(line: string): unknown };
  readonly secrets: Secrets;
}

export function createLog({ level, destination, secrets }: LogOptions): Log {
  const logger = pino(
    {
      level,
      base: null,
      depthLimit: 4,
      edgeLimit: 50,
      formatters: { level: (label) => ({ level: label }), log: errorsProjected },
      hooks: { streamWrite: (line) => secrets.scrub(line) },
    },
    { write: (line) => void destination.write(line) },
  );
  return fromPino(logger);
}

function fromPino(logger: Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (bindings) => fromPino(logger.child(bindings)),
  };
}

function errorsProjected(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? projected(value) : value]),
  );
}
