/** A strategy by its name, and what is typed to set it. */
import type { App } from "../app.ts";
import { Refusal } from "../domain/errors.ts";
import { nearest } from "../domain/nearest.ts";
import { Strategy } from "../models/strategy.ts";
import { MANUAL } from "../trading/funds.ts";

/** A file of one's own that is new has no row before it is taken in. Throws a Refusal with what was meant. */
export async function findStrategy(app: App, name: string): Promise<Strategy> {
  const known = await strategiesOf(app);
  const found = known.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const fault = (await app.strategies.faults()).find(({ id }) => id === name);
  if (fault !== undefined) throw new Refusal("strategy", fault.sentence, ["/strategies"]);
  const rows = await strategiesOf(app);
  return rows.find(({ id }) => id === name) ?? notFound(name, rows);
}

function strategiesOf({ db }: App): Promise<Strategy[]> {
  return Strategy.query(db.reader).whereNot({ id: MANUAL }).orderBy("id").execute();
}

function notFound(name: string, rows: readonly Strategy[]): never {
  const ids = rows.map(({ id }) => id);
  const guess = nearest(name, ids);
  const hint = guess === null ? `There are ${ids.join(", ")}.` : `Did you mean ${guess}?`;
  throw new Refusal("strategy", `There is no strategy ${name}. ${hint}`, [
    guess === null ? "/strategies" : `/strategy ${guess}`,
  ]);
}

export const wordsOf = (settings: string): string[] => settings.split(/\s+/).filter((word) => word !== "");

const SETTING = /^([a-z][a-z0-9_]*)=(\S+)$/i;

/** `fast=10 slow=30`, by name. `like` writes the line that is shown for what is no setting. Throws a Refusal. */
export function settingsIn(words: string, like: (setting: string) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    wordsOf(words).map((word) => {
      const [, name, value] = SETTING.exec(word) ?? [];
      if (name === undefined || value === undefined) {
        const line = like("fast=10");
        throw new Refusal("grammar", `"${word.slice(0, 40)}" is no setting: type it like ${line}`, [line]);
      }
      return [name.toLowerCase(), value];
    }),
  );
}
