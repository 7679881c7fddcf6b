import { expect, test } from "vitest";

import { isSilent } from "../../../src/chat/deliver/loudness.ts";
import { say } from "../../support/chat-desk.ts";

const NIGHT = Date.parse("2022-01-04T23:30Z");
const DAY = Date.parse("2022-01-04T12:00Z");

test.each([
  // sound, quiet, severity, outcome, at → silent
  [null, null, 3, "done", DAY, true],
  [null, null, 3, "asks", DAY, false],
  [null, null, 4, "done", DAY, false],
  ["silent", null, 3, "asks", DAY, true],
  ["silent", null, 4, "done", DAY, false],
  ["loud", null, 1, "done", DAY, false],
  [null, "22:00-07:00", 3, "asks", NIGHT, true],
  ["loud", "22:00-07:00", 3, "done", NIGHT, true],
  ["loud", "22:00-07:00", 3, "done", DAY, false],
  [null, "22:00-07:00", 5, "done", NIGHT, false],
] as const)(
  "sound %s, quiet %s: severity %i that is %s makes none: %s",
  (sound, quiet, severity, outcome, at, silent) => {
    expect(isSilent({ sound, quiet, zone: "UTC" }, { severity, reply: say("News.", outcome) }, at)).toBe(silent);
  },
);
