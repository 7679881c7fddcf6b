import { expect, it } from "vitest";

import { progressOn } from "../../src/cli/progress.ts";

function told(isTTY: boolean): string {
  let [now, written] = [0, ""];
  const write = (text: string): boolean => ((written += text), true);
  const progress = progressOn({ isTTY, write }, { now: () => now });
  for (; now < 2_500; now += 250) progress.tell(`at ${now}`);
  progress.end();
  return written;
}

it("writes its line over once a second, and takes it away", () =>
  expect(told(true)).toBe("\r\u001B[Kat 0\r\u001B[Kat 1000\r\u001B[Kat 2000\r\u001B[K"));

it("is silent where nobody looks on", () => expect(told(false)).toBe(""));
