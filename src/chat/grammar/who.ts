/** People in commands: by their name, or by an account. */
import { Refusal } from "../../domain/errors.ts";
import { ACCOUNT, checkPersonName } from "../../domain/person-name.ts";
import { Person } from "../../models/person.ts";
import type { Platform } from "../../domain/platform.ts";
import type { ArgType } from "../command.ts";
import { accountOf, type Who } from "../membership.ts";
import { short } from "./spelling.ts";

/** `Ann`, `telegram:1001`, or `local:3` for a person whose name has a space. */
export const whoArg: ArgType<Who> = {
  placeholder: "WHO",
  async complete({ db }) {
    const people = await Person.query(db.reader).where({ is_active: true }).orderBy("name");
    return people.map(({ id, name }) =>
      name.includes(" ") ? accountOf({ platform: "local", userRef: String(id) }) : name,
    );
  },
  parse(word) {
    const [, platform, userRef] = ACCOUNT.exec(word.toLowerCase()) ?? [];
    if (userRef !== undefined) return { kind: "account", platform: platform as Platform, userRef };
    if (/^@|^(telegram|discord|local):/i.test(word))
      throw new Refusal(
        "grammar",
        `"${short(word)}" is no account: type the platform and its number, like telegram:1001. Names there can be taken by anybody.`,
      );
    return { kind: "name", name: word };
  },
};

export const personNameArg: ArgType<string> = {
  placeholder: "PERSON",
  parse(word) {
    checkPersonName(word);
    return word;
  },
};
