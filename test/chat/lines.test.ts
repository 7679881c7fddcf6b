/** Lines of every command there is: right ones are taken, hurried ones read or refused. The proof has two million of them. */
import { describe, expect, test } from "vitest";

import { commands } from "../../src/commands/index.ts";
import { isExact } from "../support/exact-grammar.ts";
import { randomFrom } from "../support/hostile.ts";
import { anyLine, rightLine } from "../support/lines.ts";
import { assertEchoes, read } from "../support/reading.ts";

describe("a right line", () => {
  test.each(commands.map((command) => [command.name, command] as const))(
    "of /%s is taken, and what is printed reads back",
    (_name, command) => {
      const random = randomFrom(command.name.length);
      for (let n = 300; n > 0; n -= 1) {
        const line = rightLine(random, command);
        const was = read(line);
        if (was === null) throw new Error(`refused: ${line}`);
        assertEchoes(line, was);
        expect(isExact(command, line)).toBe(true);
      }
      for (const line of command.examples) expect([line, read(line)?.command.name]).toEqual([line, command.name]);
    },
  );
});

test("what is taken of ten thousand hurried lines is exactly in the grammar", () => {
  const random = randomFrom(1);
  let taken = 0;
  for (let n = 10_000; n > 0; n -= 1) {
    const line = anyLine(random, commands);
    const was = read(line);
    if (was === null) continue;
    taken += 1;
    expect([line, isExact(was.command, line)]).toEqual([line, true]);
    assertEchoes(line, was);
  }
  expect(taken).toBeGreaterThan(1_000);
});
