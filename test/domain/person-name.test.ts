import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { checkPersonName, shapeOf } from "../../src/domain/person-name.ts";

/** A reader gets no sign of these, or of what stands around them. */
const UNSEEN = "\u200B\u200D\u202E\u2066\u00AD\uFEFF\u0007\u3164\u2800\u{E0041}\uFE0F\u034F\uFFFD\uD83D";

describe("a person's name", () => {
  test.each([
    "Ann",
    "Bo-2",
    "Zoë",
    "Łukasz",
    "李雷",
    "Анна",
    `<3 Bo & "Li'l" <img src=x onerror=alert(1)>`,
    "*_~`@everyone`",
    "=1+1",
    "a_b*c",
    "🦊 fox",
  ])("may be %s", (name) => {
    expect(() => checkPersonName(name)).not.toThrow();
  });

  test.each([
    ["", "empty"],
    ["   ", "empty"],
    ["x".repeat(61), "60 characters"],
    [" Ann", "spaces"],
    ["Ann  B", "spaces"],
    ["Ann\u00A0B", "spaces"],
    ["An\u043D", "one alphabet"], // a Cyrillic letter at its end
    ["\u0391nn", "one alphabet"], // a Greek one at its head
    ["A\u0301\u0302\u0303nn", "two marks"],
    ["Zoe\u0308", "in one piece"],
    ["telegram:1001", "account"],
    ["Local:3", "account"],
    ["desk", "own words"],
    ["De5k", "own words"],
  ])("may not be %j", (name, why) => {
    expect(() => checkPersonName(name)).toThrow(why);
  });

  test("holds nothing that is not seen", () => {
    for (const sign of UNSEEN) {
      expect(() => checkPersonName(`An${sign}n`), sign.codePointAt(0)?.toString(16)).toThrow("not seen");
    }
  });

  test("that is taken is what it shows: as it is stored, in one line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 70 }), (name) => {
        try {
          checkPersonName(name);
        } catch {
          return;
        }
        expect(name).toBe(name.trim().normalize("NFC"));
        expect(name).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 20_000 },
    );
  });

  test.each([
    ["Bo", "B0"],
    ["Bo", "bo"],
    ["Bo", "\u0412\u043E"], // all of it Cyrillic
    ["Bill", "Bi1l"],
    ["Bill", "BiII"],
    ["Ann", "\uFF21\uFF4E\uFF4E"],
    ["Ann B", "Ann-B"],
    ["Tim", "Tirn"],
  ])("%s looks like %s", (one, other) => {
    expect(shapeOf(other)).toBe(shapeOf(one));
  });

  test.each([
    ["Ann", "Anna"],
    ["Bo", "Bob"],
    ["trader 1", "trader 3"],
  ])("%s does not look like %s", (one, other) => {
    expect(shapeOf(other)).not.toBe(shapeOf(one));
  });
});
