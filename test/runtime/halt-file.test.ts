import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, expect, it } from "vitest";

import { haltFile } from "../../src/runtime/halt-file.ts";
import { removeDir, temporaryDir } from "../support/process.ts";

const MAKE_PIPE = "mkfifo";

let dataDir: string;
beforeEach(() => void (dataDir = temporaryDir()));
afterEach(() => removeDir(dataDir));

const path = (): string => join(dataDir, "HALT");
const reasonOf = (content: string | Buffer): string | null | undefined => {
  writeFileSync(path(), content);
  return haltFile(dataDir).reason();
};

it("is not there, and then it is", () => {
  const file = haltFile(dataDir);
  expect([file.isThere(), file.reason()]).toEqual([false, undefined]);
  writeFileSync(file.path, "");
  expect([file.isThere(), file.reason()]).toEqual([true, null]);
});

it.each([
  ["fire in the server room\nmore\n", "fire in the server room"],
  ["  fire \t in   it  \r\n", "fire in it"],
  ["\n\nnot the first line", null],
  ["a\u202Eb\u0000c\u200Bd", "a b c d"],
  [Buffer.from([0xff, 0xfe, 0x61]), "a"],
  ["x".repeat(5_000_000), "x".repeat(200)],
  ["🔥".repeat(300), "🔥".repeat(200)],
])("has its first line as reason, cleaned and bounded", (content, reason) => expect(reasonOf(content)).toBe(reason));

it("halts as a folder, a link or a pipe too, and reads nothing through it", () => {
  mkdirSync(path());
  expect(haltFile(dataDir).reason()).toBeNull();
  const other = temporaryDir();
  writeFileSync(join(other, "secret"), "a secret");
  symlinkSync(join(other, "secret"), join(other, "HALT"));
  expect(haltFile(other).reason()).toBeNull();
  removeDir(other);
});

it.skipIf(process.platform === "win32")("does not wait for a pipe to say something", () => {
  execFileSync(MAKE_PIPE, [path()]);
  expect(haltFile(dataDir).reason()).toBeNull();
});
