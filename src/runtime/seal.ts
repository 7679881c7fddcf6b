/** What the desk signs in its own database, so that who has the database alone can neither forge nor guess it. */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

import type { MasterKey } from "./vault.ts";

/** Of no use for opening the vault's envelopes. A rotation of the master key makes another one: seals are then made anew. */
export type SealKey = Uint8Array;

const KEY_BYTES = 32;

export function sealKeyOf(masterKey: MasterKey): SealKey {
  return new Uint8Array(hkdfSync("sha256", masterKey, "", "outcry seal", KEY_BYTES));
}

/** `purpose` keeps what is signed for one thing from being taken for another. */
export function sealOf(key: SealKey, purpose: "audit" | "pairing", text: string): string {
  return createHmac("sha256", key).update(`${purpose}\n${text}`).digest("hex");
}

export function isSealOf(seal: string, key: SealKey, purpose: "audit" | "pairing", text: string): boolean {
  const right = Buffer.from(sealOf(key, purpose, text));
  const given = Buffer.from(seal);
  return given.length === right.length && timingSafeEqual(given, right);
}
