import type { ArgType } from "../chat/command.ts";
import { Refusal } from "../domain/errors.ts";
import { Person } from "../models/person.ts";

/** A name in one word: `_` stands for its spaces. */
export const spellingOf = (name: string): string => name.replaceAll(" ", "_");

/** A person's name, completed with those that there are. Whether there is one, the command says. */
export const personArg: ArgType<string> = {
  placeholder: "PERSON",
  parse(word) {
    if (word.length <= 60) return word;
    throw new Refusal("grammar", "A name has 60 characters at most.");
  },
  async complete(desk) {
    const rows = await Person.query(desk.db.reader).where({ is_active: true }).orderBy("name");
    return rows.map(({ name }) => spellingOf(name));
  },
};
