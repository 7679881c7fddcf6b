import { spawnSync } from "node:child_process";
import { join } from "node:path";

import { expect, test } from "vitest";

import { ROOT } from "../../../support/project.ts";

/** A process in which somebody loses an error; with the guard, as a desk has it. */
function lose(error: string): { readonly code: number | null; readonly out: string } {
  const script = `
    import { catchStrayErrors } from ${JSON.stringify(join(ROOT, "src/chat/discord/wire/stray.ts"))};
    catchStrayErrors({ warn: (_fields, words) => console.log(words) });
    const error = ${error};
    void Promise.reject(error);
    setTimeout(() => console.log("goes on"), 50);
  `;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
  });
  return { code: status, out: stdout + stderr };
}

test("an error that discord.js's connection lost is noted, and the desk goes on", () => {
  const stack = '{ stack: "TypeError: reading sequence\\n    at x (/x/node_modules/@discordjs/ws/dist/index.js:1:1)" }';
  const { code, out } = lose(`Object.assign(new TypeError("reading sequence"), ${stack})`);
  expect([code, out]).toEqual([0, expect.stringContaining("goes on")]);
  expect(out).toContain("Discord's client lost an error");
});

test("any other error that nobody caught ends the process", () => {
  const { code, out } = lose('new Error("of our own")');
  expect(code).not.toBe(0);
  expect(out).toContain("of our own");
});
