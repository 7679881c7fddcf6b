/** How a command of `outcry` ends when it cannot do what it was asked: a sentence for people, a code for scripts. */
import { NoDesk, Unsure, Unwanted } from "../chat/local/terminal/client.ts";
import { ConfigError, LeaseLost, LeaseTaken, Refusal } from "../domain/errors.ts";

/** sysexits.h: the configuration is wrong; try again later. */
export const EXIT = { failed: 1, temporary: 75, config: 78 } as const;

export function fail(error: unknown): void {
  process.exitCode = codeOf(error);
  if (isExpected(error)) console.error(error.message);
  else console.error(error);
}

function codeOf(error: unknown): number {
  if (error instanceof ConfigError) return EXIT.config;
  if (error instanceof LeaseLost || error instanceof LeaseTaken) return EXIT.temporary;
  return EXIT.failed;
}

const SENTENCES = [ConfigError, LeaseLost, LeaseTaken, Refusal, NoDesk, Unsure, Unwanted];

/** Its message is a sentence for people; anything else is shown with where it came from. */
function isExpected(error: unknown): error is Error {
  return SENTENCES.some((expected) => error instanceof expected);
}
