/** A file named HALT in the data folder: whoever can reach nothing else of the desk can still stop it. */
import { closeSync, lstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

export interface HaltFile {
  readonly path: string;
  isThere(): boolean;
  /** Its first line is the reason, null where it says none; undefined where there is no such file. */
  reason(): string | null | undefined;
}

const NAME = "HALT";
/** Of the file; more is not looked at. */
const MOST_BYTES = 1_024;
const MOST_CHARACTERS = 200;
// What moves the text around it, or cannot be seen.
const UNREADABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFD]+/gu;

export function haltFile(dataDir: string): HaltFile {
  const path = join(dataDir, NAME);
  const stat = () => lstatSync(path, { throwIfNoEntry: false });
  return {
    path,
    isThere: () => stat() !== undefined,
    reason() {
      const found = stat();
      if (found === undefined) return undefined;
      // A folder, a link or a pipe halts as well: nothing is read from what could lead elsewhere or never answer.
      return found.isFile() ? firstLine(path) : null;
    },
  };
}

/** Halting matters more than why: what cannot be read is no reason. */
function firstLine(path: string): string | null {
  try {
    const [line = ""] = beginning(path).split(/[\r\n]/, 1);
    const clean = line.replace(UNREADABLE, " ").replace(/\s+/g, " ").trim();
    return clean === "" ? null : Array.from(clean).slice(0, MOST_CHARACTERS).join("");
  } catch {
    return null;
  }
}

function beginning(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, MOST_BYTES, 0));
  } finally {
    closeSync(file);
  }
}
