/**
 * How the commands of one machine find the running desk: its token and its address lie in the data folder, for this user
 * alone. The token is made once, at the first start.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { DeskAddress } from "../chat/local/terminal/client.ts";
import type { Config } from "../config.ts";

const MINE = { mode: 0o600 } as const;

export function saveToken(config: Config, token: string): void {
  writeFileSync(tokenFile(config), `${token}\n`, MINE);
}

/** Null where there is none (yet, or no longer). */
export function readToken(config: Config): string | null {
  return read(tokenFile(config));
}

/** Returns what takes it back when the desk stops. */
export function publishAddress(config: Config, url: string): () => void {
  writeFileSync(addressFile(config), `${url}\n`, MINE);
  return () => rmSync(addressFile(config), { force: true });
}

/** Where a desk of this data folder answers, if one runs; null where there has never been one. */
export function deskAddress(config: Config): DeskAddress | null {
  const token = readToken(config);
  return token === null ? null : { url: publicUrl(config), token };
}

/** Where the desk answers, or would if it were started. */
export function publicUrl(config: Config): string {
  return read(addressFile(config)) ?? `http://${config.http.host}:${config.http.port}`;
}

function read(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}

const tokenFile = (config: Config): string => join(config.dataDir, "token");
const addressFile = (config: Config): string => join(config.dataDir, "address");
