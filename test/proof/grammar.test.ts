/** Whatever is typed: read or refused, in steps that grow with its length and no faster, and taken only where it is exact. */
import { afterAll, describe, expect, it } from "vitest";

import { completeName } from "../../src/chat/grammar/complete.ts";
import { LONGEST_LINE, readLine } from "../../src/chat/grammar/line.ts";
import { commands } from "../../src/commands/index.ts";
import { isExact } from "../support/exact-grammar.ts";
import { randomFrom } from "../support/hostile.ts";
import { anyLine } from "../support/lines.ts";
import { assertEchoes, read } from "../support/reading.ts";
import { stepsOf } from "../support/steps.ts";

const NAMES = new Set(commands.map(({ name }) => `/${name}`));
const INPUTS = 2_000_000;
const CHUNKS = 10;
const seeds = Array.from({ length: CHUNKS }, (_, index) => index + 1);
const tally = { inputs: 0, taken: 0, refused: 0, characters: 0, longest: 0 };
const takenBy = new Map<string, number>();

afterAll(() => {
  const { inputs, taken, refused, characters, longest } = tally;
  console.log(
    `seeds ${seeds.join(" ")}: ${inputs} inputs, ${taken} taken by ${takenBy.size} commands, ${refused} refused`,
  );
  console.log(`${characters} characters, the longest input ${longest}`);
});

function check(line: string): void {
  tally.inputs += 1;
  tally.characters += line.length;
  tally.longest = Math.max(tally.longest, line.length);
  if (completeName(commands, "admin", line).words.some((name) => !NAMES.has(name)))
    throw new Error(`${JSON.stringify(line)} is completed with no command`);
  const was = read(line);
  if (was === null) return void (tally.refused += 1);
  tally.taken += 1;
  takenBy.set(was.command.name, (takenBy.get(was.command.name) ?? 0) + 1);
  if (!isExact(was.command, line)) throw new Error(`${JSON.stringify(line)} was taken and is not in the grammar`);
  assertEchoes(line, was);
}

describe("two million inputs", () => {
  it.each(seeds)(
    "are read or refused, taken only where exact, and echoed in a line that means the same (seed %i)",
    (seed) => {
      const random = randomFrom(seed);
      for (let n = INPUTS / CHUNKS; n > 0; n -= 1) check(anyLine(random, commands));
      expect(tally.taken).toBeGreaterThan(tally.inputs / 100);
    },
  );

  it("had lines of every command that were taken", () => {
    expect(commands.map(({ name }) => name).filter((name) => (takenBy.get(name) ?? 0) < 100)).toEqual([]);
  });
});

describe("the work of a line", () => {
  const work = (line: string): number => stepsOf(() => void (read(line), completeName(commands, "admin", line)));
  /** What stands first, what grows behind it, and what ends it. */
  const growing = [
    " ",
    "1,",
    "1.",
    "1 ",
    "9",
    "(",
    "1e",
    "a=",
    "= ",
    "0.",
    ",,",
    ".",
    "..",
    "-",
    "k",
    "\\",
    "1_",
    "１",
    "1  ",
    "x ",
    "é",
    "price=1 ",
    "a-",
    "a=b ",
    "#1",
    "'1",
    "%",
    "1\u00A0",
    "👍",
  ];
  const heads = [
    "",
    "/",
    "/buy BTC/USDT ",
    "/buy BTC/USDT 0.1 ",
    "/buy BTC/USDT 0.1 price=",
    "/reject 42 ",
    "/orders page=",
    ...commands.map(({ name }) => `/${name} `),
  ];
  const shapes = growing.flatMap((piece) => ["", "x", " 0.1"].map((tail) => [piece, tail] as const));
  const MOST_PER_CHARACTER = 60;
  const BASE = 6_000;

  it("would be seen to grow with the square", () => {
    const square = (length: number): number => stepsOf(() => /[^ ]*\d(?= +$)/.exec("9".repeat(length)));
    expect(square(800) / square(400)).toBeGreaterThan(3.8);
    const line = (length: number): number => stepsOf(() => "9".repeat(length).match(/^[1-9]+$/));
    expect(line(800) / line(400)).toBeLessThan(2.1);
  });

  it("doubles at most where its length doubles, whatever grows, up to the longest that is read", () => {
    let worst = { ratio: 0, what: "" };
    for (const [head, piece, tail] of heads.flatMap((head) => shapes.map((shape) => [head, ...shape] as const))) {
      const sized = (length: number): string =>
        (head + piece.repeat(Math.ceil(length / piece.length))).slice(0, length - tail.length) + tail;
      const [half, whole] = [work(sized(LONGEST_LINE / 2)), work(sized(LONGEST_LINE))];
      const ratio = (whole - BASE) / Math.max(1, half - BASE / 2);
      if (ratio > worst.ratio) worst = { ratio, what: `${head}${piece}…${tail}` };
      expect([head, piece, tail, whole <= 2.2 * half + BASE]).toEqual([head, piece, tail, true]);
    }
    console.log(`worst growth over a doubling: ×${worst.ratio.toFixed(2)} (${worst.what})`);
  });

  it("is bounded by its length in twenty thousand inputs, and ends at once beyond the longest", () => {
    const random = randomFrom(11);
    let most = { steps: 0, line: "" };
    let steps = 0;
    for (let n = 20_000; n > 0; n -= 1) {
      const line = anyLine(random, commands).slice(0, LONGEST_LINE);
      const taken = work(line);
      steps += taken;
      if (taken > most.steps) most = { steps: taken, line };
      expect([line, taken <= BASE + MOST_PER_CHARACTER * line.length]).toEqual([line, true]);
    }
    console.log(`${steps} steps; the most ${most.steps} on ${most.line.length} characters: ${most.line.slice(0, 60)}`);
    const beyond = (length: number): number => stepsOf(() => void read(`/buy ${"1,".repeat(length)}`));
    expect(beyond(100_000)).toBe(beyond(50_000));
    expect(() => readLine("x".repeat(LONGEST_LINE + 1))).toThrow("too long");
  });
});
