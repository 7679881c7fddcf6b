/** What the page asks of its desk, as far as a test has it. */
import type { Api } from "../../src/chat/local/page/api.ts";

/** All else throws. */
export function apiWith(used: Partial<Api>): Api {
  const unused = (): never => {
    throw new Error("nothing else is asked");
  };
  return {
    ...{ send: unused, seen: unused, complete: unused, commands: unused, candles: unused, picture: unused },
    ...{ file: unused, stream: unused, ...used },
  };
}
