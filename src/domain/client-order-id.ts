/**
 * What finds our order again at the exchange: `x`, 3 characters of this database's tag, 13 of base32(sha256(UUID)).
 * 17 letters and digits fit every venue's rule that we know (kraken 18, gate 28 and not starting with `t`, binance 36).
 * It is a look-up key, no promise of idempotency: some venues want it unique among open orders only.
 */
import { createHash } from "node:crypto";

import type { ClientOrderId } from "./ids.ts";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const SHAPE = /^x[a-z2-7]{16}$/;

export function clientOrderId(tag: string, uuid: string): ClientOrderId {
  const hash = createHash("sha256").update(uuid).digest();
  return `x${tag}${base32(hash).slice(0, 13)}` as ClientOrderId;
}

/** ours: this database's · other: another Outcry's on this account · foreign: not from an Outcry */
export function ownerOf(id: string | null, tag: string): "ours" | "other" | "foreign" {
  if (id === null || !SHAPE.test(id)) return "foreign";
  return id.slice(1, 4) === tag ? "ours" : "other";
}

function base32(bytes: Uint8Array): string {
  let out = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out += ALPHABET[(buffer >> (bits - 5)) & 31];
    buffer &= 31;
  }
  return out;
}
