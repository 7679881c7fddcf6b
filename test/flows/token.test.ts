/** `outcry token` on a running desk and without one, and what becomes of who held the old one. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { createClient } from "../../src/chat/local/terminal/client.ts";
import { newId, PersonsChat } from "../support/chat.ts";
import { DeskProcess, type Ended, outcry, removeDir, temporaryDir } from "../support/process.ts";

// Real processes on a busy machine take their time.
vi.setConfig({ testTimeout: 60_000 });

let dataDir: string;
beforeEach(() => {
  dataDir = temporaryDir();
});
afterEach(() => {
  removeDir(dataDir);
});

const token = (...args: readonly string[]): Promise<Ended> => outcry(["token", ...args], { dataDir });
const tokenIn = ({ stdout }: Ended): string => /#([\w-]{43})$/m.exec(stdout)?.[1] ?? `none in ${stdout}`;
const savedToken = (): string => readFileSync(join(dataDir, "token"), "utf8").trim();

/** Resolves when the desk ends the stream of this token; rejects after the signal. */
async function streamEnd(url: string, key: string): Promise<string> {
  const response = await fetch(`${url}/chat/stream`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(10_000),
  });
  let all = "";
  for await (const chunk of response.body ?? []) all += new TextDecoder().decode(chunk as Uint8Array);
  return all;
}

it("on a running desk a person is let in, gets a new token, and is shut out; each old stream ends at once", async () => {
  const desk = await DeskProcess.start({ dataDir });
  const { url } = desk.address();
  const added = await token("add", "Ann", "--role", "trader");
  expect(added.stdout).toBe(`The address for Ann (trader), shown this once:\n${url}/#${tokenIn(added)}\n`);
  const ann = PersonsChat.open({ url, token: tokenIn(added) });
  expect((await ann.ask("/whoami")).text).toContain("You are Ann, with the role trader");

  const first = streamEnd(url, tokenIn(added));
  const second = await token("rotate", "Ann");
  await first;
  await expect(createClient({ url, token: tokenIn(added) }).complete("/")).rejects.toThrow("authorization");

  const third = streamEnd(url, tokenIn(second));
  expect((await token("list")).stdout).toMatch(/^owner +admin .*\nAnn +trader /);
  expect((await token("remove", "Ann")).stdout).toBe("Ann has no token any more: their local chat is closed.\n");
  await third;
  expect((await token("list")).stdout).not.toContain("Ann");

  const again = await token("add", "Ann");
  const fourth = streamEnd(url, tokenIn(again));
  expect((await desk.ask("/revoke Ann")).text).toContain("Ann is out; the role was trader");
  expect(await fourth).not.toContain("is out");
  await expect(createClient({ url, token: tokenIn(again) }).send({ line: "/halt" })).rejects.toThrow("authorization");
  expect((await desk.ask("/audit verify")).text).toContain("The audit is whole");
  expect(await desk.stop()).toBe(0);
  for (const each of [added, second, again]) expect(desk.output).not.toContain(tokenIn(each));
});

it("without a desk it does the same; the commands of this machine go on with the owner's new one", async () => {
  expect(tokenIn(await token("add", "Bo"))).toHaveLength(43);
  const before = savedToken();
  const rotated = await token("rotate", "owner");
  expect(savedToken()).toBe(tokenIn(rotated));
  expect(savedToken()).not.toBe(before);
  expect((await outcry(["run", "/whoami"], { dataDir })).stdout).toContain("You are owner");
  const desk = await DeskProcess.start({ dataDir });
  expect(desk.address().token).toBe(tokenIn(rotated));
  const live = await token("rotate", "owner");
  expect(savedToken()).toBe(tokenIn(live));
  expect((await outcry(["run", "/people"], { dataDir })).stdout).toContain("2 people are in");
  expect(await desk.stop()).toBe(0);
});

describe("what cannot be done is one sentence and an exit code", () => {
  it.each([
    [["add", "owner"], "owner has a token"],
    [["rotate", "Eve"], "I don't know Eve"],
    [["remove", "owner"], "rotate it instead"],
    [["add", "An\u202En"], "not seen"],
    [["add", "Ann", "--role", "king"], "viewer, trader, approver, admin"],
  ])("outcry token %j", async (args, sentence) => {
    const { code, stdout, stderr } = await token(...args);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("    at ");
  });
});

it("only an admin's token makes tokens", async () => {
  const desk = await DeskProcess.start({ dataDir });
  const { url } = desk.address();
  const approver = createClient({ url, token: tokenIn(await token("add", "Ann", "--role", "approver")) });
  await expect(approver.changeToken({ do: "add", name: "Eve", role: "admin" })).rejects.toThrow("for admins");
  await expect(approver.tokens()).rejects.toThrow("for admins");
  expect((await desk.ask("/people")).text).not.toContain("Eve");
  await desk.stop();
});

it("case 12: a name that is markup everywhere is shown letter by letter, and asks and approves like any other", async () => {
  const name = `<3 Bo & "Li'l" <img src=x onerror=alert(1)>`;
  const desk = await DeskProcess.start({ dataDir, env: { OUTCRY_FEED: "synthetic@1" } });
  const { url } = desk.address();
  const bo = PersonsChat.open({ url, token: tokenIn(await token("add", name, "--role", "approver")) });
  await desk.ask("/buy BTC/USDT 0.01");
  const id = newId();
  await bo.send({ id, line: "/reject 1 *_~`@everyone`" });
  const card = await desk.card(1, "Rejected");
  expect(card.text).toContain(`Rejected by ${name} in the local chat`);
  expect(card.text).toContain('"*_~`@everyone`"');
  expect((await desk.ask("/people")).text).toContain(name);
  expect((await desk.ask("/audit")).text).toContain(name);
  expect((await desk.ask("/revoke local:2")).text).toContain(`${name} is out`);
  expect(await desk.stop()).toBe(0);
});

it("a code is printed for the owner while a chat platform waits for them, and only then", async () => {
  let desk = await DeskProcess.start({ dataDir });
  expect(desk.output).not.toContain("/pair");
  await desk.stop();
  const env = { TELEGRAM_BOT_TOKEN: `123456:${"x".repeat(35)}` };
  desk = await DeskProcess.start({ dataDir, env });
  const code = /send the bot \/pair (\d{3}-\d{3})/.exec(desk.output)?.[1] ?? "";
  expect(code).not.toBe("");
  expect(desk.output.split(code)).toHaveLength(2);
  await desk.stop();
  desk = await DeskProcess.start({ dataDir, env: { ...env, OUTCRY_ADMINS: "telegram:1001" } });
  expect(desk.output).not.toContain("/pair");
  expect((await desk.ask("/whoami")).text).toContain("telegram:1001");
  await desk.stop();
});
