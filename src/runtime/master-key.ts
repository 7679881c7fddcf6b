/** Where the master key comes from: the environment, a file the user names, or one made in the data folder. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";

import { ConfigError } from "../domain/errors.ts";
import type { Secret } from "./secret.ts";
import type { MasterKey } from "./vault.ts";

const KEY_BYTES = 32;
const OTHERS = 0o077;

/** Throws a ConfigError where the file is missing, unreadable, open to other users or no key. */
export function masterKeyOf(
  from: { readonly key: Secret } | { readonly file: string; readonly isOurs: boolean },
): MasterKey {
  if ("key" in from) return bytesOf(from.key.reveal(), "OUTCRY_MASTER_KEY");
  if (from.isOurs && !existsSync(from.file)) makeKey(from.file);
  return readKey(from.file);
}

/** Whole or not at all: a crash in between must not leave an empty file, which every later start would refuse. */
function makeKey(file: string): void {
  const draft = `${file}.${process.pid}`;
  try {
    const handle = openSync(draft, "w", 0o600);
    writeSync(handle, `${randomBytes(KEY_BYTES).toString("base64")}\n`);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(draft, file); // whoever starts a desk holds the folder: nobody else makes one
  } catch (error) {
    throw unusable(file, "cannot be written", error);
  } finally {
    rmSync(draft, { force: true });
  }
}

function readKey(file: string): MasterKey {
  try {
    if (process.platform !== "win32" && (statSync(file).mode & OTHERS) !== 0) {
      throw new ConfigError(`Other users may read the master key in ${file}. Run: chmod 600 ${file}`);
    }
    return bytesOf(readFileSync(file, "utf8").trim(), file);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw unusable(file, "cannot be read", error);
  }
}

function bytesOf(base64: string, where: string): MasterKey {
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  if (bytes.length === KEY_BYTES) return bytes;
  throw new ConfigError(
    `There is no master key in ${where}: it must be ${KEY_BYTES} bytes in base64, for example the output of: openssl rand -base64 ${KEY_BYTES}`,
  );
}

function unusable(file: string, what: string, error: unknown): ConfigError {
  return new ConfigError(
    `The master key file ${file} ${what} (${codeOf(error) ?? "unknown reason"}). Check the folder, or set OUTCRY_MASTER_KEY_FILE to a file that this user can read.`,
    { cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
