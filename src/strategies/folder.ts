/** Which strategies the files of strategies.local/ are: a file's name is its id, so that a row knows its file. */
import type { StrategyId } from "../domain/ids.ts";
import type { Fault } from "../domain/strategy/idea.ts";

export const FOLDER = "strategies.local";

export interface Folder {
  /** By id, the names of the files. */
  readonly files: ReadonlyMap<StrategyId, string>;
  /** Of those that can be none. */
  readonly faults: readonly Fault[];
}

const PROGRAM = /^(.+?)(?<!\.d)\.(?:ts|mjs|js)$/;
/** As people type it. */
const NAME = /^[a-z][a-z0-9_-]{0,31}$/;
/** What people trade by hand, and what means everything. */
const RESERVED: ReadonlySet<string> = new Set(["manual", "all"]);

/** `shipped`: the ids that come with the desk. Anything but a program is passed over. */
export function folderOf(names: readonly string[], shipped: ReadonlySet<string>): Folder {
  const files = new Map<StrategyId, string>();
  const faults: Fault[] = [];
  for (const name of names.toSorted()) {
    const id = PROGRAM.exec(name)?.[1];
    if (id === undefined) continue;
    const why = wrongIn(id, shipped, files);
    if (why === null) files.set(id as StrategyId, name);
    else faults.push({ id, sentence: `${FOLDER}/${name} is passed over: ${why}` });
  }
  return { files, faults };
}

function wrongIn(id: string, shipped: ReadonlySet<string>, files: Folder["files"]): string | null {
  const other = files.get(id as StrategyId);
  if (!NAME.test(id)) return "name it in small letters, digits, - and _, as people are to type it.";
  if (shipped.has(id)) return `${id} comes with the desk. Give the file and its id another name.`;
  if (RESERVED.has(id)) return `${id} is a word of the desk. Give the file and its id another name.`;
  return other === undefined ? null : `${FOLDER}/${other} is ${id} already. Keep one of them.`;
}
