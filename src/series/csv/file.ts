import { readFile } from "node:fs/promises";

import { Refusal } from "../../domain/errors.ts";
import { fileRefusal } from "./fault.ts";
import { type CandleRows, parseCandles } from "./parse.ts";

/**
 * A CSV of candles by its path. `now` is ms UTC; `remedy` ends the sentence where there is no such file: `name a CSV file`.
 * Throws a Refusal that names the file and what is wrong with it.
 */
export async function readCandleFile(file: string, now: number, remedy: string): Promise<CandleRows> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw fileRefusal(`The candles in ${file} cannot be read (${error.code ?? "unknown reason"}): ${remedy}.`);
  });
  return parseCandles(bytes, now).catch((error: unknown) => {
    throw error instanceof Refusal ? new Refusal(error.rule, `${file}: ${error.message}`) : error;
  });
}
