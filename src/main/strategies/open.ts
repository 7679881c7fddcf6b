/**
 * The strategies of the desk: those that come with it, which run where they are called, and files of one's own, each in a
 * process of its own that is started when it is first needed. The file itself is never imported here.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

import type { Desk } from "../../db/desk.ts";
import { orRefusal, Refusal } from "../../domain/errors.ts";
import type { StrategyId } from "../../domain/ids.ts";
import { type Fault, type Idea, ideaOf, type Ideas } from "../../domain/strategy/idea.ts";
import type { Strategy } from "../../domain/strategy/strategy.ts";
import { FOLDER, type Folder, folderOf } from "../../strategies/folder.ts";
import { type Deadlines, fileFailed, type OwnFile, openFile } from "./own-file.ts";

export interface IdeasOptions {
  readonly desk: Desk;
  readonly shipped: readonly Strategy[];
  /** Where files of one's own lie: absolute, and it need not be there. */
  readonly folder: string;
  readonly deadlines?: Deadlines;
}

export interface OpenIdeas extends Ideas {
  /** Takes in all files, and the log has what is wrong with them. Never rejects. */
  begin(): Promise<void>;
  end(): Promise<void>;
}

const DEADLINES: Deadlines = { loadMs: 10_000, candleMs: 1_000 };

export function openIdeas({ desk, shipped, folder, deadlines = DEADLINES }: IdeasOptions): OpenIdeas {
  const here = new Map(shipped.map((strategy) => [strategy.id, ideaOf(strategy)]));
  const own = new Map<StrategyId, OwnFile>();
  let isEnding = false;

  const listing = () => listed(folder, new Set(here.keys()));

  /** Throws a Refusal where there is none. */
  const open = (id: StrategyId): OwnFile => {
    const name = listing().files.get(id);
    if (isEnding || name === undefined) throw goneOf(id);
    const path = join(folder, name);
    const file = openFile({ desk, id, path, name: `${FOLDER}/${name}`, changedAt: changedAt(path), deadlines });
    own.set(id, file);
    return file;
  };

  /** One that ended is read anew, and one that could not be taken in as soon as it has changed. */
  const current = (id: StrategyId): OwnFile => {
    const file = own.get(id);
    return file === undefined || file.isOver(changedAt(file.path)) ? open(id) : file;
  };

  const find = async (id: StrategyId): Promise<Idea> => here.get(id) ?? (await current(id).idea(() => current(id)));

  const faults = async (): Promise<Fault[]> => {
    const { files, faults: none } = listing();
    const ids = [...files.keys()];
    const found = await Promise.all(ids.map((id) => orRefusal(find(id))));
    const failed = ids.flatMap((id, i) => {
      const one = found[i];
      return one instanceof Refusal ? [{ id, sentence: one.message }] : [];
    });
    return [...none, ...failed];
  };

  return {
    find,
    faults,
    async renew(id) {
      const old = own.get(id);
      if (here.has(id)) return find(id);
      const fresh = open(id);
      await old?.retire();
      return fresh.idea(() => current(id));
    },
    async begin() {
      try {
        for (const { id, sentence } of await faults())
          if (!isEnding) desk.log.warn({ strategy: id, reason: sentence }, "a strategy of one's own is not taken in");
      } catch (error) {
        desk.log.error({ error }, "strategies of one's own could not be taken in");
      }
    },
    async end() {
      isEnding = true;
      await Promise.all([...own.values()].map((file) => file.end()));
    },
  };
}

/** A folder that is not there has no files; one that cannot be read has none either, and a fault that says so. */
function listed(folder: string, shipped: ReadonlySet<string>): Folder {
  try {
    return folderOf(readdirSync(folder), shipped);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") return { files: new Map(), faults: [] };
    const sentence = `${FOLDER} cannot be read (${code}): make it a folder that the desk may read.`;
    return { files: new Map(), faults: [{ id: FOLDER, sentence }] };
  }
}

/** Null where it is gone, or may not be seen. */
function changedAt(path: string): number | null {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

function goneOf(id: StrategyId): Refusal {
  return fileFailed(id, `The file of ${id} in ${FOLDER} is gone. Its positions keep their stops.`, "Put it back");
}
