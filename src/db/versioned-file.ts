/** A SQLite file beside the database: made, brought up to date, opened. Its versions are statements, each added to those before. */
import type { Database } from "better-sqlite3";

import { ConfigError } from "../domain/errors.ts";

export interface VersionedFile {
  readonly file: string;
  /** Set before the first table is made. */
  readonly pragmas: readonly string[];
  /** What each version of the file adds to the one before. */
  readonly versions: readonly string[];
  /** What it is, as people know it: `the paper venue's book`. */
  readonly what: string;
  /** What to do where it cannot be used, and where it is newer than this program: the ends of two sentences. */
  readonly remedy: { readonly unusable: string; readonly newer: string };
}

const BUSY_TIMEOUT_MS = 2_000;

/** Throws a ConfigError where the file cannot be used. */
export async function openVersioned(versioned: VersionedFile): Promise<Database> {
  const { file, pragmas, what, remedy } = versioned;
  const { default: Sqlite } = await import("better-sqlite3");
  let db: Database | null = null;
  try {
    db = new Sqlite(file, { timeout: BUSY_TIMEOUT_MS });
    for (const pragma of [...pragmas, "foreign_keys = ON"]) db.pragma(pragma);
    bringUpToDate(db, versioned);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof ConfigError) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new ConfigError(
      `Cannot use ${what} ${file} (${code}): make it and its folder writable, or ${remedy.unusable}.`,
      { cause: error },
    );
  }
}

function bringUpToDate(db: Database, { file, versions, remedy }: VersionedFile): void {
  const make = db.transaction(() => {
    const version = Number(db.pragma("user_version", { simple: true }));
    if (version > versions.length) {
      throw new ConfigError(
        `${file} was written by a newer version of Outcry. Start that version, or move the file away to begin ${remedy.newer}.`,
      );
    }
    for (const added of versions.slice(version)) db.exec(added);
    db.pragma(`user_version = ${versions.length}`);
  });
  make.immediate();
}
