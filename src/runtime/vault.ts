/**
 * Secrets at rest: one JWE envelope each, with a random data key of its own that the master key wraps (A256GCMKW, A256GCM).
 * The identity of the row (`exchanges/bybit/api_secret`) is bound to it, so that an envelope moved to another row does not
 * open there.
 */
import { createHash } from "node:crypto";

import type { FlattenedJWE } from "jose";

import { ConfigError } from "../domain/errors.ts";

export interface Vault {
  /** To be stored at the first start and given to `openVault` from then on. */
  readonly verifier: string;
  seal(text: string, identity: string): Promise<string>;
  /** Throws where the envelope was made for another identity, by another key, or was changed. */
  open(envelope: string, identity: string): Promise<string>;
}

export interface VaultOptions {
  readonly masterKey: MasterKey;
  /** Null at the first start. */
  readonly verifier: string | null;
}

/** 32 bytes. */
export type MasterKey = Uint8Array;

const VERIFIER = { identity: "outcry/verifier", text: "this is the key" } as const;
const ALGORITHMS = { alg: "A256GCMKW", enc: "A256GCM" } as const;

/** Throws a ConfigError where the key is not the one that the verifier was sealed with. */
export async function openVault({ masterKey, verifier }: VaultOptions): Promise<Vault> {
  if (verifier !== null) await verify(verifier, masterKey);
  return {
    verifier: verifier ?? (await seal(VERIFIER.text, VERIFIER.identity, masterKey)),
    seal: (text, identity) => seal(text, identity, masterKey),
    open: (envelope, identity) => open(envelope, identity, masterKey),
  };
}

/**
 * The same secret for the same row under the new key. An envelope that is there already comes back as it is: a rotation
 * that was interrupted is simply run again.
 */
export async function rewrap(envelope: string, oldKey: MasterKey, newKey: MasterKey): Promise<string> {
  const sealed = await read(envelope);
  if (sealed.kid === kidOf(newKey)) return envelope;
  return seal(await open(envelope, sealed.identity, oldKey), sealed.identity, newKey);
}

async function verify(verifier: string, masterKey: MasterKey): Promise<void> {
  try {
    await open(verifier, VERIFIER.identity, masterKey);
  } catch (error) {
    throw new ConfigError(
      "The master key is not the one that this database was made with. Set OUTCRY_MASTER_KEY_FILE to the file you kept, for example OUTCRY_MASTER_KEY_FILE=/etc/outcry/master.key.",
      { cause: error },
    );
  }
}

async function seal(text: string, identity: string, key: MasterKey): Promise<string> {
  const { FlattenedEncrypt } = await import("jose/jwe/flattened/encrypt");
  const jwe = await new FlattenedEncrypt(Buffer.from(text))
    .setProtectedHeader({ ...ALGORITHMS, kid: kidOf(key) })
    .setAdditionalAuthenticatedData(Buffer.from(identity))
    .encrypt(key);
  return JSON.stringify(jwe);
}

async function open(envelope: string, identity: string, key: MasterKey): Promise<string> {
  const { flattenedDecrypt } = await import("jose/jwe/flattened/decrypt");
  const sealed = await read(envelope);
  if (sealed.identity !== identity) throw new Error(`this envelope belongs to ${sealed.identity}, not to ${identity}`);
  if (sealed.kid !== kidOf(key)) throw new Error(`the envelope of ${identity} was sealed by another master key`);
  const { plaintext } = await flattenedDecrypt(sealed.jwe, key, {
    keyManagementAlgorithms: [ALGORITHMS.alg],
    contentEncryptionAlgorithms: [ALGORITHMS.enc],
  });
  return Buffer.from(plaintext).toString();
}

async function read(envelope: string): Promise<{ jwe: FlattenedJWE; identity: string; kid: string | undefined }> {
  const { decodeProtectedHeader } = await import("jose/decode/protected_header");
  const jwe = JSON.parse(envelope) as FlattenedJWE;
  return { jwe, identity: Buffer.from(jwe.aad ?? "", "base64url").toString(), kid: decodeProtectedHeader(jwe).kid };
}

/** Names a key without telling anything about it. */
function kidOf(key: MasterKey): string {
  return createHash("sha256").update("outcry kid").update(key).digest("hex").slice(0, 16);
}
