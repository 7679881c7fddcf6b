/** What a paper account ran on when it was open last. */
import { existsSync } from "node:fs";

import type { ExchangeName } from "../../domain/ids.ts";
import { bookOf } from "./book.ts";
import { openFile } from "./tables.ts";

/** As the feed setting names it, without a speed; null for an account that was never open. Throws as `openFile`. */
export async function earlierSource(file: string, exchange: ExchangeName): Promise<string | null> {
  if (!existsSync(file)) return null;
  const book = bookOf(await openFile(file), exchange);
  try {
    return book.isOpen() ? book.standing().source : null;
  } finally {
    book.close();
  }
}
