/** A lock that ends with its process, however it ends: an exclusive transaction on a file of its own. */
import Database from "better-sqlite3";

import { ConfigError, LeaseTaken } from "../domain/errors.ts";

/** Referenced from here, for a handle that is garbage-collected drops its lock without a word. */
const handles = new Set<Database.Database>();

/** Makes the file where it is missing. Throws LeaseTaken where another process holds it. Returns its own end. */
export function lockFile(file: string): () => void {
  const handle = openExclusively(file);
  handles.add(handle);
  return () => {
    handles.delete(handle);
    handle.close();
  };
}

function openExclusively(file: string): Database.Database {
  let handle: Database.Database | null = null;
  try {
    handle = new Database(file, { timeout: 0 });
    handle.exec("begin exclusive");
    return handle;
  } catch (error) {
    handle?.close();
    const code = error instanceof Database.SqliteError ? error.code : "";
    if (code.startsWith("SQLITE_BUSY")) throw new LeaseTaken();
    throw new ConfigError(`Cannot lock ${file}: make its folder writable, or move the database to one that is.`, {
      cause: error,
    });
  }
}
