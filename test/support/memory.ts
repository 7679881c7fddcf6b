/**
 * A run's files lie in memory where the system has room for them there: most of a test's time on a disk is waiting until a
 * commit is durable, and nothing of a test outlives the machine. What a SIGKILL leaves is the same on both.
 */
import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";

/** Linux's own. In a container it is often too small to be of use. */
const MEMORY = "/dev/shm";
const PREFIX = "outcry-run-";
const ENOUGH_BYTES = 2 * 1024 ** 3;
const LEFT_MS = 24 * 60 * 60_000;

/** Temporary folders are made there from now on, in this process and those that it starts. Gives what removes them. */
export function keepInMemory(): () => void {
  if (process.env["TMPDIR"] !== undefined || !hasRoom()) return () => undefined;
  dropLeft();
  const folder = mkdtempSync(join(MEMORY, PREFIX));
  process.env["TMPDIR"] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false; // another system
  }
}

/** A run that was killed removes nothing; one that is a day old runs no more. */
function dropLeft(): void {
  for (const name of readdirSync(MEMORY).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(MEMORY, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > LEFT_MS) rmSync(folder, { recursive: true, force: true });
  }
}
