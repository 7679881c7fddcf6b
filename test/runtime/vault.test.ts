import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { ConfigError } from "../../src/domain/errors.ts";
import { openDataDir } from "../../src/runtime/data-dir.ts";
import { masterKeyOf } from "../../src/runtime/master-key.ts";
import { Secret } from "../../src/runtime/secret.ts";
import { openVault, rewrap } from "../../src/runtime/vault.ts";

const aKey = () => new Uint8Array(randomBytes(32));
const ROW = "exchanges/bybit/api_secret";

describe("the vault", () => {
  it("gives back what was sealed for the same row, and never stores it readable", async () => {
    const vault = await openVault({ masterKey: aKey(), verifier: null });
    const envelope = await vault.seal("a secret with ü and \n lines", ROW);
    expect(envelope).not.toContain("secret with");
    expect(await vault.open(envelope, ROW)).toBe("a secret with ü and \n lines");
  });

  it("wraps a new data key for each secret", async () => {
    const vault = await openVault({ masterKey: aKey(), verifier: null });
    const keyOf = async () => (JSON.parse(await vault.seal("same", ROW)) as { encrypted_key: string }).encrypted_key;
    expect(await keyOf()).not.toBe(await keyOf());
  });

  it("does not open an envelope that was moved to another row, even with its label changed", async () => {
    const vault = await openVault({ masterKey: aKey(), verifier: null });
    const envelope = await vault.seal("secret", ROW);
    await expect(vault.open(envelope, "exchanges/okx/api_secret")).rejects.toThrow("belongs to");
    const aad = Buffer.from("exchanges/okx/api_secret").toString("base64url");
    const relabelled = JSON.stringify({ ...(JSON.parse(envelope) as object), aad });
    await expect(vault.open(relabelled, "exchanges/okx/api_secret")).rejects.toThrow();
  });

  it("refuses another master key by its verifier, as a wrong configuration", async () => {
    const { verifier } = await openVault({ masterKey: aKey(), verifier: null });
    await expect(openVault({ masterKey: aKey(), verifier })).rejects.toThrow(ConfigError);
  });

  it("opens again with the same key and verifier", async () => {
    const masterKey = aKey();
    const first = await openVault({ masterKey, verifier: null });
    const envelope = await first.seal("secret", ROW);
    const second = await openVault({ masterKey, verifier: first.verifier });
    expect(await second.open(envelope, ROW)).toBe("secret");
    expect(second.verifier).toBe(first.verifier);
  });

  it("moves an envelope to a new key, and leaves one that was moved already", async () => {
    const [oldKey, newKey] = [aKey(), aKey()];
    const before = await openVault({ masterKey: oldKey, verifier: null });
    const moved = await rewrap(await before.seal("secret", ROW), oldKey, newKey);
    const after = await openVault({ masterKey: newKey, verifier: null });
    expect(await after.open(moved, ROW)).toBe("secret");
    expect(await rewrap(moved, oldKey, newKey)).toBe(moved);
    await expect(before.open(moved, ROW)).rejects.toThrow("another master key");
  });
});

describe("the master key", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "outcry-key-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is made once in the data folder, for this user alone", () => {
    const file = join(folder, "master.key");
    const first = masterKeyOf({ file, isOurs: true });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(masterKeyOf({ file, isOurs: true })).toEqual(first);
    expect(readFileSync(file, "utf8").trim()).toBe(Buffer.from(first).toString("base64"));
  });

  it("is never made where the user named the file", () => {
    expect(() => masterKeyOf({ file: join(folder, "none.key"), isOurs: false })).toThrow(/cannot be read.*ENOENT/);
  });

  it("is refused where others may read it, with what to type", () => {
    const file = join(folder, "open.key");
    writeFileSync(file, randomBytes(32).toString("base64"));
    chmodSync(file, 0o640);
    expect(() => masterKeyOf({ file, isOurs: false })).toThrow(`chmod 600 ${file}`);
  });

  it("is refused where it is none", () => {
    const file = join(folder, "short.key");
    writeFileSync(file, "dG9vIHNob3J0", { mode: 0o600 });
    expect(() => masterKeyOf({ file, isOurs: false })).toThrow(ConfigError);
  });

  it("may come from the environment", () => {
    const bytes = randomBytes(32);
    expect(masterKeyOf({ key: new Secret(bytes.toString("base64")) })).toEqual(new Uint8Array(bytes));
  });
});

describe("the data folder", () => {
  it("is made, or refused with a sentence where it cannot be", () => {
    const folder = mkdtempSync(join(tmpdir(), "outcry-data-"));
    openDataDir(join(folder, "a", "b"));
    expect(statSync(join(folder, "a", "b")).isDirectory()).toBe(true);
    writeFileSync(join(folder, "file"), "");
    expect(() => openDataDir(join(folder, "file"))).toThrow(/Nothing can be written to the folder .*OUTCRY_DATA_DIR/);
    expect(() => openDataDir(join(folder, "file", "below"))).toThrow(ConfigError);
    rmSync(folder, { recursive: true });
  });
});
