/** How a command of `outcry` ends when it cannot do what it was asked: a sentence for people, a code for scripts. */
import { ConfigError, LeaseLost, Refusal } from "../domain/errors.ts";

/** sysexits.h: the configuration is wrong; try again later. */
export const EXIT = { failed: 1, temporary: 75, config: 78 } as const;

export function fail(error: unknown): void {
  process.exitCode = codeOf(error);
  if (isExpected(error)) console.error(error.message);
  else console.error(error);
}

function codeOf(error: unknown): number {
  if (error instanceof ConfigError) return EXIT.config;
  // LeaseTaken comes from db/, which is loaded only by those commands that open a database.
  if (error instanceof LeaseLost || nameOf(error) === "LeaseTaken") return EXIT.temporary;
  return EXIT.failed;
}

const EXPECTED = new Set(["LeaseTaken", "NoDesk", "Unwanted"]);

function isExpected(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof LeaseLost ||
    error instanceof Refusal ||
    EXPECTED.has(nameOf(error))
  );
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}
