/** Takes in a strategy from a file that somebody wrote. What is imported runs: only a worker with a deadline calls this. */
import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import { pathToFileURL } from "node:url";

import { Refusal } from "../domain/errors.ts";
import type { Strategy } from "../domain/strategy/strategy.ts";

/** By its absolute path. Throws a Refusal where it is none; what the file itself throws is thrown on. */
export async function loadStrategy(file: string): Promise<Strategy> {
  if (!existsSync(file)) throw refusal(`There is no file ${file}: name one, like strategies.local/channel.ts.`);
  const { default: exported } = (await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw isLost(error) ? refusal(LOST(file)) : error;
  })) as { readonly default?: unknown };
  if (!isStrategy(exported))
    throw refusal(`${file} exports no strategy: it ends with export default defineStrategy({ … }).`);
  const nameless = NAMES.find((name) => typeof exported[name] !== "string" || exported[name] === "");
  if (nameless !== undefined) throw refusal(`${file} has no ${nameless}: give it one, in words.`);
  const named = basename(file, extname(file));
  if (exported.id !== named)
    throw refusal(`${file} has the id ${exported.id}: a file and its id have one name. Change one of them.`);
  return exported;
}

const NAMES = ["id", "name", "type", "about"] as const;

const LOST = (file: string): string =>
  `${file} does not find outcry/strategy: it has to lie in the desk's folder, in strategies.local/.`;

/** Only a file below this package.json knows it by its name. */
function isLost(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND" && /'outcry'/.test(error.message)
  );
}

function isStrategy(exported: unknown): exported is Strategy {
  return (
    typeof exported === "object" &&
    exported !== null &&
    "schema" in exported &&
    "configure" in exported &&
    typeof exported.configure === "function"
  );
}

function refusal(sentence: string): Refusal {
  return new Refusal("strategy", sentence);
}

const LONGEST_MESSAGE = 300;

/** What the file threw, as a sentence, with its line where that is known. */
export function failureOf(file: string, error: unknown): string {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const line = Number.parseInt(stack.split(`${file}:`)[1] ?? "", 10);
  const where = Number.isNaN(line) ? file : `${file}, line ${line}`;
  const [first = ""] = message.split("\n");
  return `${where} fails: ${first.slice(0, LONGEST_MESSAGE).replace(/\.$/, "")}.`;
}
